internal import COperatingSystem
internal import Glibc

/// Where a server waits for clients of the same user on this machine, under a name that the kernel has chosen and
/// that goes when all that have the listener have closed it.
package struct LocalListener: ~Copyable {
  /// What clients connect to.
  package let name: String
  private let descriptor: FileDescriptor

  /// Begins to listen.
  package init() throws(Errno) {
    var name = [CChar](repeating: 0, count: Int(OS_LOCAL_NAME))
    descriptor = FileDescriptor(owning: try systemCall("socket") { os_local_listen(&name) })
    self.name = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Its number, for polling.
  var number: Int32 { descriptor.rawValue }

  /// Waits for the next client, whose socket blocks.
  ///
  /// Where descriptors or memory are lacking it is tried again, since others may give some back.
  package borrowing func accept() throws(Errno) -> LocalSocket {
    while true {
      let arrived: LocalSocket?
      do throws(Errno) {
        arrived = try acceptNow()
      } catch {
        guard [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(error.code) else { throw error }
        SystemClock.sleep(until: SystemClock.nanoseconds() + 1_000_000)
        continue
      }
      if let client = arrived {
        let number = client.number
        try systemCall("fcntl") { os_local_block(number) }
        return client
      }
      var descriptor = number
      var wanted = Int16(POLLIN)
      var happened: Int16 = 0
      try systemCall("poll") { os_poll(&descriptor, &wanted, &happened, 1, -1) }
    }
  }

  /// A client that waits, whose socket does not block; nil where none does.
  borrowing func acceptNow() throws(Errno) -> LocalSocket? {
    let number = number
    do throws(Errno) {
      return LocalSocket(owning: try systemCall("accept") { os_local_accept(number) })
    } catch {
      if error.code == EAGAIN { return nil }
      throw error
    }
  }
}

/// A stream of bytes to and from another process of this machine and this user.
package struct LocalSocket: ~Copyable {
  private let descriptor: FileDescriptor

  init(owning number: Int32) { descriptor = FileDescriptor(owning: number) }

  /// Connects to a ``LocalListener``.
  ///
  /// - Throws: `ECONNREFUSED` where nobody listens under this name any more.
  package init(connectingTo name: String) throws(Errno) {
    descriptor = FileDescriptor(owning: try systemCall("connect") { os_local_connect(name) })
  }

  /// Its number, for polling.
  var number: Int32 { descriptor.rawValue }

  /// Gives the number away; the caller closes it.
  consuming func release() -> Int32 { descriptor.release() }

  /// Fails, with `EAGAIN`, where the other side takes nothing for so long.
  package borrowing func limitSending(milliseconds: Int32) throws(Errno) {
    let number = number
    try systemCall("setsockopt") { os_local_limit_send(number, milliseconds) }
  }

  /// Sends all bytes, however many calls it takes.
  ///
  /// - Throws: `EPIPE` where the other side has gone.
  package borrowing func send(_ bytes: UnsafeRawBufferPointer) throws(Errno) {
    let number = number
    var rest = bytes
    while let base = rest.baseAddress, !rest.isEmpty {
      let count = rest.count
      let sent = try systemCall("send") { os_local_send(number, base, count) }
      rest = UnsafeRawBufferPointer(rebasing: rest[sent...])
    }
  }

  /// Receives at most as many bytes as fit.
  ///
  /// - Returns: how many; 0 once the other side has gone; nil where a socket that does not block has none now.
  package borrowing func receive(into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int? {
    do throws(Errno) { return try descriptor.read(into: buffer) } catch {
      // Who has gone without having read everything.
      if error.code == ECONNRESET { return 0 }
      throw error
    }
  }

  /// Receives as many bytes as fit.
  ///
  /// - Returns: false where the other side has gone before.
  package borrowing func receiveAll(into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Bool {
    var rest = buffer
    while !rest.isEmpty {
      guard let count = try receive(into: rest), count > 0 else { return false }
      rest = UnsafeMutableRawBufferPointer(rebasing: rest[count...])
    }
    return true
  }
}
