internal import COperatingSystem
internal import Glibc

/// The server's side of a ``ForkServer``: what its program runs.
///
/// The process has one thread, and nothing that its children should not have: they begin as its copies.
package enum ForkServerLoop {
  /// Forks a child for every request that comes from the socket, until its other end is closed.
  ///
  /// A child is a child of this process's parent, the owner: it is reaped there, lives on if this process
  /// dies, and dies with the owner. It has its signals at their defaults and the socket closed; it runs the
  /// function, and exits with the code that this returns.
  ///
  /// SIGINT, SIGTERM, SIGHUP and SIGQUIT, which a terminal or a batch system sends to all processes of a
  /// job, do not end the server: the owner decides when it ends, by closing the socket or by its own end.
  ///
  /// - Parameters:
  ///   - socket: the number that was appended to the arguments. It stays the caller's.
  ///   - child: is called in the child only, with what the request brought; the descriptors are the
  ///     child's, closed at exec.
  package static func serve(
    socket: Int32, _ child: (_ message: [UInt8], _ descriptors: [Int32]) -> Int32
  ) throws(Errno) {
    let owner = getppid()
    try systemCall("fcntl") { os_close_at_exec(socket) }
    try systemCall("prctl") { os_fork_server_begin() }
    defer { os_fork_server_end() }
    var buffer = [UInt8](repeating: 0, count: Int(OS_PACKET_BYTES))
    var packet = os_packet()
    while true {
      try systemCall("recvmsg") { os_packet_receive(socket, &buffer, buffer.count, &packet) }
      guard packet.bytes >= 0 else { return }
      let descriptors = received(packet)
      defer { for descriptor in descriptors { close(descriptor) } }
      if packet.cut != 0 {
        try refuse(socket, EMFILE)
        continue
      }
      let pid = os_fork_server_fork(socket, owner)
      if pid == 0 { os_leave_child(child(Array(buffer[..<Int(packet.bytes)]), descriptors)) }
      if pid < 0 { try refuse(socket, errno) }
    }
  }

  private static func received(_ packet: os_packet) -> [Int32] {
    withUnsafeBytes(of: packet.descriptors) { bytes in
      Array(bytes.bindMemory(to: Int32.self).prefix(Int(packet.descriptor_count)))
    }
  }

  private static func refuse(_ socket: Int32, _ code: Int32) throws(Errno) {
    do throws(Errno) {
      try systemCall("send") { os_fork_reply_refuse(socket, code) }
    } catch {
      // An owner that is gone is seen as the end of the stream.
      if error.code != EPIPE && error.code != ECONNRESET { throw error }
    }
  }
}
