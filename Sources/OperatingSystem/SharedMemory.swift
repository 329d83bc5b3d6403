internal import COperatingSystem

/// Zeroed memory that the threads of this process share, and, where asked for, the processes that are
/// forked later. It is given back when its owner lets go of it.
// @unchecked Sendable: where the memory lies never changes; who may write what in it is its users' to say.
package struct SharedMemory: ~Copyable, @unchecked Sendable {
  /// The first byte, at the start of a page. It stays valid as long as this value lives.
  package let base: UnsafeMutableRawPointer
  /// How many bytes there are.
  package let size: Int

  /// Maps memory; a page costs nothing until it is touched.
  ///
  /// - Parameter withForkedProcesses: true if processes that are forked later see the same memory; else
  ///   they get a copy of their own.
  package init(bytes: Int, withForkedProcesses: Bool) throws(Errno) {
    guard bytes > 0, let base = os_memory_map(bytes, withForkedProcesses ? 1 : 0) else {
      throw bytes > 0 ? Errno.last("mmap") : Errno(code: Errno.invalid, operation: "mmap")
    }
    self.base = base
    size = bytes
  }

  deinit {
    // It cannot fail for a mapping that this value made.
    _ = os_memory_unmap(base, size)
  }
}
