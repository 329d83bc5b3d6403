internal import Glibc

/// What a file is and whose.
package struct FileStatus: Equatable, Sendable {
  /// The kinds that we tell apart.
  package enum Kind: Equatable, Sendable {
    /// A file of bytes.
    case regular
    /// A folder.
    case directory
    /// A symbolic link.
    case link
    /// A named pipe.
    case fifo
    /// A device, socket or other.
    case special
  }

  /// What it is.
  package var kind: Kind
  /// Bytes.
  package var size: Int64
  /// The user that owns it.
  package var owner: UInt32
  /// The permission bits.
  package var mode: UInt32
  /// The device and the number on it: two names with the same are the same file.
  package var identity: Identity

  /// Tells files apart, whatever their names.
  package struct Identity: Hashable, Sendable {
    /// The device.
    package var device: UInt64
    /// The number on the device.
    package var number: UInt64
  }

  init(_ status: stat) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: kind = .regular
    case S_IFDIR: kind = .directory
    case S_IFLNK: kind = .link
    case S_IFIFO: kind = .fifo
    default: kind = .special
    }
    size = Int64(status.st_size)
    owner = status.st_uid
    mode = status.st_mode & 0o7777
    identity = Identity(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
  }

  /// What stands at a path.
  package static func of(_ path: String, followingLinks: Bool = true) throws(Errno) -> FileStatus {
    var status = stat()
    try systemCall("stat", path: path) {
      fstatat(AT_FDCWD, path, &status, followingLinks ? 0 : AT_SYMLINK_NOFOLLOW)
    }
    return FileStatus(status)
  }
}

/// An open file, with its path for messages.
package struct File: ~Copyable {
  /// How a file is opened. No way follows a symbolic link at the end of the path, except `readFollowing`.
  package enum Access: Sendable {
    /// To read.
    case read
    /// To read, also through a link.
    case readFollowing
    /// To append to; must exist.
    case append
    /// To read and write; must exist.
    case readWrite
    /// To append to; must not exist yet.
    case createNew
    /// To read and write; made if it does not exist.
    case openOrCreate
    /// To write from the start, also through a link; made if it does not exist.
    case overwrite

    var flags: Int32 {
      switch self {
      case .read: O_RDONLY | O_NOFOLLOW
      case .readFollowing: O_RDONLY
      case .append: O_WRONLY | O_APPEND | O_NOFOLLOW
      case .readWrite: O_RDWR | O_NOFOLLOW
      case .createNew: O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW
      case .openOrCreate: O_RDWR | O_CREAT | O_NOFOLLOW
      case .overwrite: O_WRONLY | O_CREAT | O_TRUNC
      }
    }
  }

  /// The descriptor.
  package let descriptor: FileDescriptor
  /// The path as it was given, with its folder's.
  package let path: String

  /// Opens a regular file. Anything else is refused, and never waited for, as a named pipe would be.
  ///
  /// - Parameter mode: the permissions of a file that is made, before the umask.
  package init(_ path: String, _ access: Access, mode: UInt32 = 0o644) throws(Errno) {
    try self.init(in: AT_FDCWD, name: path, path: path, access, mode: mode)
  }

  init(in folder: Int32, name: String, path: String, _ access: Access, mode: UInt32) throws(Errno) {
    let number = try systemCall("open", path: path) {
      openat(folder, name, access.flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, mode)
    }
    let descriptor = FileDescriptor(owning: number)
    switch try Self.status(number, path).kind {
    case .regular: break
    case .directory: throw Errno(code: EISDIR, operation: "open", path: path)
    default: throw Errno(code: Self.notRegular, operation: "open", path: path)
    }
    self.descriptor = consume descriptor
    self.path = path
  }

  private static func status(_ number: Int32, _ path: String) throws(Errno) -> FileStatus {
    var status = stat()
    try systemCall("fstat", path: path) { fstat(number, &status) }
    return FileStatus(status)
  }

  /// The code with which something that is neither a file nor a folder is refused.
  package static let notRegular = EINVAL

  /// Closes it, and reports what only then comes to light.
  package consuming func close() throws(Errno) {
    let path = path
    do throws(Errno) { try descriptor.close() } catch { throw error.at(path) }
  }

  /// What it is, how large, whose.
  package borrowing func status() throws(Errno) -> FileStatus {
    try Self.status(descriptor.rawValue, path)
  }

  /// Writes all bytes where the file's position is, or at its end.
  package borrowing func writeAll(_ bytes: [UInt8]) throws(Errno) {
    do throws(Errno) { try descriptor.writeAll(bytes) } catch { throw error.at(path) }
  }

  /// Writes all bytes where the file's position is, or at its end.
  package borrowing func writeAll(_ bytes: UnsafeRawBufferPointer) throws(Errno) {
    do throws(Errno) { try descriptor.writeAll(bytes) } catch { throw error.at(path) }
  }

  /// Writes a text as UTF-8.
  package borrowing func writeAll(_ text: String) throws(Errno) {
    try writeAll(Array(text.utf8))
  }

  /// Reads at most as many bytes as fit; 0 at the end.
  package borrowing func read(into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
    do throws(Errno) { return try descriptor.read(into: buffer) ?? 0 } catch { throw error.at(path) }
  }

  /// Reads from a place of the file at most as many bytes as fit.
  package borrowing func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(Errno) -> Int
  {
    do throws(Errno) { return try descriptor.read(into: buffer, at: offset) } catch { throw error.at(path) }
  }

  /// The bytes from the file's position to its end.
  ///
  /// - Throws: `tooLarge` where there are more than `most`.
  package borrowing func readAll(atMost most: Int) throws(Errno) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      var failure: Errno?
      let count = buffer.withUnsafeMutableBytes { buffer in
        do throws(Errno) { return try read(into: buffer) } catch {
          failure = error
          return 0
        }
      }
      if let failure { throw failure }
      if count == 0 { return bytes }
      if bytes.count + count > most { throw Errno(code: EFBIG, operation: "read", path: path) }
      bytes.append(contentsOf: buffer[..<count])
    }
  }

  /// Brings content and status to the disk. After a failure the file's content is unknown: not to be
  /// tried again.
  package borrowing func sync() throws(Errno) {
    let number = descriptor.rawValue
    try systemCall("fsync", path: path) { fsync(number) }
  }

  /// Brings the content to the disk, and of the status what reading it back needs.
  package borrowing func syncData() throws(Errno) {
    let number = descriptor.rawValue
    try systemCall("fdatasync", path: path) { fdatasync(number) }
  }

  /// Cuts it to so many bytes.
  package borrowing func truncate(to size: Int64) throws(Errno) {
    let number = descriptor.rawValue
    try systemCall("ftruncate", path: path) { ftruncate(number, off_t(size)) }
  }

  /// Locks it for this open file alone, as long as it, or a copy of its descriptor, is open.
  ///
  /// - Returns: false where another one holds the lock.
  package borrowing func tryLock() throws(Errno) -> Bool {
    let number = descriptor.rawValue
    do throws(Errno) {
      try systemCall("flock", path: path) { flock(number, LOCK_EX | LOCK_NB) }
      return true
    } catch {
      if error.code == EWOULDBLOCK { return false }
      throw error
    }
  }

  /// The bytes of a whole file; refuses what is no regular file, without waiting for it.
  package static func read(_ path: String, atMost most: Int) throws(Errno) -> [UInt8] {
    let file = try File(path, .readFollowing)
    return try file.readAll(atMost: most)
  }
}

extension Errno {
  /// The same with a path, where it has none.
  func at(_ path: String) -> Errno {
    Errno(code: code, operation: operation, path: self.path ?? path)
  }
}
