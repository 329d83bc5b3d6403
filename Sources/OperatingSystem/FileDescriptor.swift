internal import COperatingSystem
internal import Glibc

/// An open file descriptor, closed when its owner lets go of it.
package struct FileDescriptor: ~Copyable, Sendable {
  /// The number. It stays valid as long as this value lives.
  package let rawValue: Int32

  /// Takes over an open descriptor.
  package init(owning rawValue: Int32) {
    self.rawValue = rawValue
  }

  deinit {
    // Whoever cares about the result of closing calls `close()`.
    _ = Glibc.close(rawValue)
  }

  /// Closes the descriptor and reports what only then comes to light, such as a full disk on NFS.
  package consuming func close() throws(Errno) {
    let number = rawValue
    discard self
    // Linux has closed the descriptor even when the call was interrupted: it must not be repeated.
    if Glibc.close(number) != 0, errno != EINTR { throw Errno.last("close") }
  }

  /// Gives the number away; the caller closes it.
  package consuming func release() -> Int32 {
    let number = rawValue
    discard self
    return number
  }

  /// Makes reads and writes return at once instead of waiting.
  package borrowing func setNonBlocking() throws(Errno) {
    let number = rawValue
    let flags = try systemCall("fcntl") { fcntl(number, F_GETFL) }
    try systemCall("fcntl") { fcntl(number, F_SETFL, flags | O_NONBLOCK) }
  }

  /// Reads at most as many bytes as fit.
  ///
  /// - Returns: how many; 0 at the end of the file; nil where a non-blocking descriptor has none now.
  package borrowing func read(into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int? {
    try FileDescriptor.read(rawValue, into: buffer)
  }

  static func read(_ number: Int32, into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int? {
    do throws(Errno) {
      return try systemCall("read") { Glibc.read(number, buffer.baseAddress, buffer.count) }
    } catch {
      if error.code == EAGAIN { return nil }
      throw error
    }
  }

  /// Reads from a place of the file at most as many bytes as fit; the file's position stays.
  package borrowing func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(Errno) -> Int
  {
    let number = rawValue
    return try systemCall("pread") { pread(number, buffer.baseAddress, buffer.count, off_t(offset)) }
  }

  /// Writes at most all bytes.
  ///
  /// - Returns: how many; nil where a non-blocking descriptor takes none now.
  package borrowing func write(_ bytes: UnsafeRawBufferPointer) throws(Errno) -> Int? {
    try FileDescriptor.write(bytes, to: rawValue)
  }

  /// Writes all bytes, however many calls it takes.
  package borrowing func writeAll(_ bytes: UnsafeRawBufferPointer) throws(Errno) {
    try FileDescriptor.writeAll(bytes, to: rawValue)
  }

  /// Writes all bytes of an array.
  package borrowing func writeAll(_ bytes: [UInt8]) throws(Errno) {
    try FileDescriptor.writeAll(bytes, to: rawValue)
  }

  /// Writes a text as UTF-8.
  package borrowing func writeAll(_ text: String) throws(Errno) {
    try FileDescriptor.writeAll(Array(text.utf8), to: rawValue)
  }

  static func write(_ bytes: UnsafeRawBufferPointer, to number: Int32) throws(Errno) -> Int? {
    do throws(Errno) {
      return try systemCall("write") { Glibc.write(number, bytes.baseAddress, bytes.count) }
    } catch {
      if error.code == EAGAIN { return nil }
      throw error
    }
  }

  static func writeAll(_ bytes: UnsafeRawBufferPointer, to number: Int32) throws(Errno) {
    var rest = bytes
    while !rest.isEmpty {
      guard let count = try write(rest, to: number) else {
        try waitUntilWritable(number)
        continue
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  package static func writeAll(_ bytes: [UInt8], to number: Int32) throws(Errno) {
    var failure: Errno?
    bytes.withUnsafeBytes { buffer in
      do throws(Errno) { try writeAll(buffer, to: number) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  private static func waitUntilWritable(_ number: Int32) throws(Errno) {
    var descriptor = number
    var wanted = Int16(POLLOUT)
    var happened: Int16 = 0
    try systemCall("poll") { os_poll(&descriptor, &wanted, &happened, 1, -1) }
  }
}

extension Optional where Wrapped: ~Copyable {
  /// What the body makes of the value while it is only looked at; nil where there is none.
  borrowing func borrowed<Result>(_ body: (borrowing Wrapped) -> Result) -> Result? {
    switch self {
    case .some(let value): body(value)
    case .none: nil
    }
  }
}

/// Both ends of a pipe, closed at exec; each can be taken out or closed by itself.
package struct Pipe: ~Copyable {
  private var reader: FileDescriptor?
  private var writer: FileDescriptor?

  /// Makes a pipe. Its ends block.
  package init() throws(Errno) {
    var ends: [Int32] = [-1, -1]
    try systemCall("pipe2") { os_pipe(&ends) }
    reader = FileDescriptor(owning: ends[0])
    writer = FileDescriptor(owning: ends[1])
  }

  /// The number of the end to write to; -1 once it is taken or closed.
  package var writeNumber: Int32 { writer.borrowed { $0.rawValue } ?? -1 }

  /// Takes the end to read from; nil where it is gone.
  package mutating func takeReader() -> FileDescriptor? { reader.take() }

  /// Closes the end to write to, so that the reader sees the end once all children closed theirs.
  package mutating func closeWriter() { writer = nil }
}

/// The descriptors 0, 1 and 2.
package enum StandardDescriptors {
  /// Opens `/dev/null` for those that the caller of the program left closed, so that no file of ours
  /// ever gets their numbers and the text meant for a terminal.
  package static func ensureOpen() throws(Errno) {
    for number: Int32 in 0...2 where fcntl(number, F_GETFD) < 0 {
      // The lowest free number is this one, as those below are open.
      try systemCall("open", path: "/dev/null") { open("/dev/null", O_RDWR) }
    }
  }
}
