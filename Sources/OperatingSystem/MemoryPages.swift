internal import COperatingSystem
internal import Glibc

/// What the kernel tells of the page of physical memory behind an address of this process.
package struct MemoryPage: Equatable, Sendable {
  /// The number of its frame; nil where this process may not know it, which needs CAP_SYS_ADMIN.
  package var frame: UInt64?
  /// Whether no other process has the page.
  package var isExclusive: Bool

  package init(frame: UInt64?, isExclusive: Bool) {
    self.frame = frame
    self.isExclusive = isExclusive
  }

  /// The page behind an address, which has been read or written before.
  ///
  /// - Returns: nil where none is there, as it has never been touched or lies in the swap.
  package static func of(_ address: UnsafeRawPointer) throws(Errno) -> MemoryPage? {
    // Documentation/admin-guide/mm/pagemap.rst of Linux: a word for each page of the address space, of which bits
    // 0 to 54 are the frame (0 without the right to know), 56 exclusive, 63 present.
    let file = try File("/proc/self/pagemap", .readFollowing)
    let index = Int(bitPattern: address) / sysconf(Int32(_SC_PAGESIZE))
    var entry: UInt64 = 0
    var failure: Errno?
    let count = withUnsafeMutableBytes(of: &entry) { buffer in
      do throws(Errno) { return try file.read(into: buffer, at: index * MemoryLayout<UInt64>.size) } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    guard count == MemoryLayout<UInt64>.size, entry >> 63 & 1 == 1 else { return nil }
    let frame = entry & (1 << 55 - 1)
    return MemoryPage(frame: frame == 0 ? nil : frame, isExclusive: entry >> 56 & 1 == 1)
  }
}

/// A global variable of this program that has its page of memory for itself.
package enum GlobalWord {
  /// The global. A forked process has it at the same address, with the value that it had.
  package static var word: AtomicWord64 { AtomicWord64(at: os_global()) }

  /// Its address.
  package static var address: UnsafeRawPointer { UnsafeRawPointer(os_global()) }

  /// How many bytes belong to it, all of its page.
  package static var bytes: Int { os_global_bytes() }

  /// Puts shared memory behind the global's address, for good: processes that do so with the same memory, and those
  /// that are forked later, share the global.
  ///
  /// - Parameter path: of a ``SharedMemory``, whose first ``bytes`` bytes are taken.
  package static func share(path: String) throws(Errno) {
    let file = FileDescriptor(owning: try systemCall("open", path: path) { open(path, O_RDWR | O_CLOEXEC) })
    let number = file.rawValue
    // Beyond the end of its file, memory cannot be touched.
    guard try systemCall("fstat", path: path, { os_memory_file_size(number) }) >= Int64(bytes) else {
      throw Errno(code: EINVAL, operation: "mmap", path: path)
    }
    try systemCall("mmap", path: path) { os_global_share(number) }
  }
}
