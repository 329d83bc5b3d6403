internal import COperatingSystem
internal import Glibc

/// A file without a name whose reads come from the disk: they pass by the kernel's page cache (`O_DIRECT`).
/// It is gone once its owner lets go of it.
package struct DirectFile: ~Copyable {
  /// Why reads from the disk cannot be measured in a folder.
  package enum Failure: Error, Equatable, CustomStringConvertible {
    /// The file system keeps its files in memory.
    case memory(String)
    /// What stores the files of this file system is not told.
    case layered(String)
    /// The file system does not let reads pass by the cache.
    case refused
    /// The system call that failed.
    case system(Errno)

    package var description: String {
      switch self {
      case .memory(let name): "the folder is on \(name), a file system in memory; choose another with -o"
      case .layered(let name):
        "the folder is on \(name), which does not tell its disk; choose another with -o"
      case .refused: "the file system refuses reads past its cache (O_DIRECT); choose another with -o"
      case .system(let error): error.description
      }
    }
  }

  private let descriptor: FileDescriptor
  private let path: String
  /// How many bytes were written.
  package private(set) var size: Int
  /// Memory and offsets must be at multiples of the disk's blocks.
  private let buffer: LargeMemory
  /// The largest piece that is read or written at once, bytes.
  package static let piece = 1 << 20

  /// Makes the file, empty.
  ///
  /// - Parameter folder: decides the disk.
  package init(in folder: String) throws(Failure) {
    if let failure = Self.kind(of: folder) { throw failure }
    let file = try Self.open(folder)
    buffer = try Self.memory()
    descriptor = file
    path = folder
    size = 0
  }

  private static func open(_ folder: String) throws(Failure) -> FileDescriptor {
    do throws(Errno) {
      return FileDescriptor(owning: try systemCall("open", path: folder) { os_direct_file(folder) })
    } catch { throw error.code == EINVAL ? .refused : .system(error) }
  }

  private static func memory() throws(Failure) -> LargeMemory {
    do throws(Errno) { return try LargeMemory(bytes: piece) } catch { throw .system(error) }
  }

  /// Why the file system of a folder is of no use; nil for all others. The numbers are those of `statfs(2)`.
  private static func kind(of folder: String) -> Failure? {
    switch os_file_system(folder) {
    case 0x0102_1994: .memory("tmpfs")
    case 0x8584_58F6: .memory("ramfs")
    case 0x794C_7630: .layered("overlayfs")
    case -1: .system(Errno.last("statfs", path: folder))
    default: nil
    }
  }

  /// Appends a piece that holds words, and nothing that a disk could leave out or compress.
  package mutating func append(_ word: () -> UInt64) throws(Errno) {
    let words = buffer.base.assumingMemoryBound(to: UInt64.self)
    for index in 0..<(Self.piece / 8) { words[index] = word() }
    let (number, base, offset) = (descriptor.rawValue, buffer.base, size)
    let count = try systemCall("pwrite", path: path) { pwrite(number, base, Self.piece, off_t(offset)) }
    guard count == Self.piece else { throw Errno(code: ENOSPC, operation: "pwrite", path: path) }
    size += count
  }

  /// Brings what was written to the disk.
  package borrowing func sync() throws(Errno) {
    let number = descriptor.rawValue
    try systemCall("fdatasync", path: path) { fdatasync(number) }
  }

  /// Reads so many bytes, at most a piece; both numbers are multiples of 4096.
  package borrowing func read(at offset: Int, bytes: Int) throws(Errno) {
    precondition(bytes <= Self.piece, "at most a piece at once")
    let (number, base) = (descriptor.rawValue, buffer.base)
    let count = try systemCall("pread", path: path) { pread(number, base, bytes, off_t(offset)) }
    guard count == bytes else { throw Errno(code: EIO, operation: "pread", path: path) }
  }
}
