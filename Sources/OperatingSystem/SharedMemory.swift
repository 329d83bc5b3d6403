internal import COperatingSystem
internal import Glibc

/// Zeroed memory that the threads of this process share, and, where asked for, other processes: those that
/// are forked later, or those that are handed its descriptor. It is given back when its owner lets go of it.
// @unchecked Sendable: its place and size change under exclusive access only (`mutating`); who may write
// what in it is its users' to say.
package struct SharedMemory: ~Copyable, @unchecked Sendable {
  /// The first byte, at the start of a page. It stays valid until the memory grows or is let go.
  package private(set) var base: UnsafeMutableRawPointer
  /// How many bytes of it are mapped here.
  package private(set) var size: Int
  /// What another process maps to see the same memory, closed at exec; nil for memory without one.
  package let descriptor: Int32?
  private let isShared: Bool

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
    descriptor = nil
    isShared = withForkedProcesses
  }

  /// Makes memory that other processes can map by its descriptor; a page costs nothing until it is touched.
  ///
  /// - Parameters:
  ///   - name: for people, who see it in `/proc/PID/maps`; at most 249 bytes, and not unique.
  ///   - bytes: above 0. The limit of files' sizes holds for it.
  package init(named name: String, bytes: Int) throws(Errno) {
    guard bytes > 0 else { throw Errno(code: Errno.invalid, operation: "memfd_create") }
    let file = try systemCall("memfd_create") { os_memory_file(name, bytes) }
    try self.init(owning: file, bytes: bytes)
  }

  /// Maps all of the memory whose descriptor this process was handed.
  ///
  /// - Parameter descriptor: it is taken over: closed with this value, and at once on an error.
  package init(mapping descriptor: Int32) throws(Errno) {
    var bytes = 0
    do throws(Errno) {
      try systemCall("fcntl") { os_close_at_exec(descriptor) }
      bytes = Int(try systemCall("fstat") { os_memory_file_size(descriptor) })
    } catch {
      close(descriptor)
      throw error
    }
    try self.init(owning: descriptor, bytes: bytes)
  }

  /// Maps all of the memory that another process has, which must run as the same user and live until then.
  ///
  /// - Parameter path: what ``path`` is in the process that has made it.
  package init(mappingFile path: String) throws(Errno) {
    let file = try systemCall("open \(path)") { Glibc.open(path, O_RDWR | O_CLOEXEC) }
    try self.init(mapping: file)
  }

  /// Under which path other processes find the memory as long as this one lives and has it; nil for memory
  /// without a descriptor.
  package var path: String? {
    descriptor.map { "/proc/\(CurrentProcess.pid)/fd/\($0)" }
  }

  private init(owning descriptor: Int32, bytes: Int) throws(Errno) {
    guard bytes > 0, let base = os_memory_file_map(descriptor, bytes) else {
      let error = bytes > 0 ? Errno.last("mmap") : Errno(code: Errno.invalid, operation: "mmap")
      close(descriptor)
      throw error
    }
    self.base = base
    size = bytes
    self.descriptor = descriptor
    isShared = true
  }

  deinit {
    // It cannot fail for a mapping that this value made.
    _ = os_memory_unmap(base, size)
    if let descriptor { close(descriptor) }
  }

  /// Makes the memory larger, for all who map it; what is new is zero. `base` may move.
  ///
  /// One process alone may do this; the others ``remap()`` when it has told them.
  ///
  /// - Parameter bytes: at least the size that it has. After an error the size is as before.
  package mutating func grow(to bytes: Int) throws(Errno) {
    guard bytes >= size else { throw Errno(code: Errno.invalid, operation: "ftruncate") }
    guard bytes > size else { return }
    let file = try growableFile()
    try systemCall("ftruncate") { os_memory_file_grow(file, bytes) }
    try resize(bytes)
  }

  /// Maps all of the memory after another process has made it larger; `base` may move.
  package mutating func remap() throws(Errno) {
    let file = try growableFile()
    let bytes = Int(try systemCall("fstat") { os_memory_file_size(file) })
    if bytes != size { try resize(bytes) }
  }

  /// Fills a part with zeros, and gives the whole pages within it back to the system.
  package borrowing func discard(from offset: Int, bytes: Int) {
    precondition(offset >= 0 && bytes >= 0 && offset <= size - bytes, "a part outside of the memory")
    if bytes > 0 { os_memory_discard(base + offset, bytes, isShared ? 1 : 0) }
  }

  private borrowing func growableFile() throws(Errno) -> Int32 {
    // Memory without a file would have nothing behind what is mapped beyond its end.
    guard let descriptor else { throw Errno(code: EBADF, operation: "mremap") }
    return descriptor
  }

  private mutating func resize(_ bytes: Int) throws(Errno) {
    guard bytes > 0, let moved = os_memory_remap(base, size, bytes) else {
      throw bytes > 0 ? Errno.last("mremap") : Errno(code: Errno.invalid, operation: "mremap")
    }
    base = moved
    size = bytes
  }
}
