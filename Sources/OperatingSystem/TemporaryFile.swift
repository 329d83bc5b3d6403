internal import COperatingSystem
internal import Glibc

extension File {
  /// A file without a name, to write and read back, in `TMPDIR` or `/tmp`; it is gone once it is closed.
  package static func temporary() throws(Errno) -> File {
    let folder = CurrentProcess.variable("TMPDIR") ?? "/tmp"
    var template = Array("\(folder)/swrun-XXXXXX".utf8CString)
    let number = try systemCall("mkstemp", path: folder) { mkstemp(&template) }
    let file = File(owning: number, path: folder)
    try systemCall("fcntl", path: folder) { fcntl(number, F_SETFD, FD_CLOEXEC) }
    try systemCall("unlink", path: folder) { unlink(template) }
    return file
  }

  /// A file that is in memory only, of so many zeros, gone once it is closed. It can grow, but not shrink.
  ///
  /// - Parameters:
  ///   - name: for people, who see it in `/proc/PID/maps`; at most 249 bytes, and not unique.
  ///   - bytes: above 0. The limit of files' sizes holds for it.
  package static func inMemory(named name: String, bytes: Int) throws(Errno) -> File {
    File(owning: try systemCall("memfd_create") { os_memory_file(name, bytes) }, path: name)
  }

  /// Makes it so many bytes long, without writing them.
  ///
  /// - Throws: `tooLarge` beyond the limit of files' sizes, of which a write would tell by a deadly signal.
  package borrowing func extend(to bytes: Int) throws(Errno) {
    let number = descriptor.rawValue
    try systemCall("ftruncate", path: path) { os_memory_file_grow(number, bytes) }
  }

  /// Under which path other processes of this user find it, whether it has a name or not, as long as this process
  /// has it open.
  package var openPath: String { "/proc/\(CurrentProcess.pid)/fd/\(descriptor.rawValue)" }

  private init(owning number: Int32, path: String) {
    descriptor = FileDescriptor(owning: number)
    self.path = path
  }
}

extension FileDescriptor {
  /// Reads an open file from its start to its end, piece by piece, wherever its position is.
  package static func readAll(
    from number: Int32, _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(Errno) {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var offset = 0
    while true {
      let start = offset
      let count = try systemCall("pread", path: nil) { pread(number, &buffer, buffer.count, off_t(start)) }
      if count == 0 { return }
      buffer.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
      offset += count
    }
  }
}
