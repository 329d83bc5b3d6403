internal import COperatingSystem
internal import Glibc

/// Memory to measure loads in. Large pages are asked for, so that translating addresses costs little;
/// processes that are forked do not have it. It is given back when its owner lets go of it.
package struct LargeMemory: ~Copyable {
  /// The first byte, at a multiple of 2 MiB.
  package let base: UnsafeMutableRawPointer
  /// How many bytes there are.
  package let size: Int
  private let mapped: UnsafeMutableRawPointer
  private let mappedSize: Int

  /// Maps memory; a page costs nothing until it is touched.
  package init(bytes: Int) throws(Errno) {
    precondition(bytes > 0, "memory of at least a byte")
    var mapped: UnsafeMutableRawPointer?
    var mappedSize = 0
    guard let base = os_large_memory_map(bytes, &mapped, &mappedSize), let mapped else {
      throw Errno.last("mmap")
    }
    self.base = base
    size = bytes
    self.mapped = mapped
    self.mappedSize = mappedSize
  }

  deinit {
    // It cannot fail for a mapping that this value made.
    munmap(mapped, mappedSize)
  }
}
