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
