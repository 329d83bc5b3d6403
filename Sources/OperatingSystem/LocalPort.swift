internal import COperatingSystem
internal import Glibc

/// TCP ports of this machine's own address, 127.0.0.1.
package enum LocalPort {
  /// How long one attempt at a connection may take, in nanoseconds: a listener whose queue is full lets it wait.
  private static let connectTime: UInt64 = 50_000_000
  private static let mostTries = 1000

  /// A port that nobody uses at this moment.
  ///
  /// It is free again when this returns: until whoever it is for opens it, another program may take it.
  ///
  /// - Parameter excluded: ports that are not wanted, since they were given away and are perhaps not open yet.
  /// - Throws: where the system has no port left, or no sockets.
  package static func free(besides excluded: [Int]) throws(Errno) -> Int {
    for _ in 0..<mostTries {
      let port = try anyFree()
      if !excluded.contains(port) { return port }
    }
    throw Errno(code: EADDRINUSE, operation: "bind", path: "127.0.0.1")
  }

  private static func anyFree() throws(Errno) -> Int {
    let socket = try open()
    var reuse: Int32 = 1
    let number = socket.rawValue
    // So that the one that it is for can open it at once.
    try systemCall("setsockopt") {
      setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
    }
    try systemCall("bind", path: "127.0.0.1") { withAddress(0) { bind(number, $0, $1) } }
    return try port(of: number, getsockname)
  }

  /// Whether somebody accepts connections at a port of 127.0.0.1. The connection is closed at once.
  package static func accepts(_ port: Int) throws(Errno) -> Bool {
    guard let port = UInt16(exactly: port) else { return false }
    let socket = try open()
    let number = socket.rawValue
    if withAddress(port, { connect(number, $0, $1) }) != 0 {
      guard errno == EINPROGRESS else { return false }
      var wanted = Int16(POLLOUT)
      var happened: Int16 = 0
      var descriptor = number
      guard os_poll(&descriptor, &wanted, &happened, 1, Int64(connectTime)) > 0 else { return false }
      var fault: Int32 = 0
      var length = socklen_t(MemoryLayout<Int32>.size)
      let asked = getsockopt(number, SOL_SOCKET, SO_ERROR, &fault, &length)
      guard asked == 0, fault == 0 else { return false }
    }
    // A socket that is given the very port as its own end is connected to itself, and nobody listens.
    return try Self.port(of: number, getsockname) != Int(port)
  }

  private static func open() throws(Errno) -> FileDescriptor {
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    return FileDescriptor(owning: try systemCall("socket") { socket(AF_INET, kind, 0) })
  }

  private static func withAddress(
    _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  private static func port(
    of number: Int32,
    _ name: (Int32, UnsafeMutablePointer<sockaddr>?, UnsafeMutablePointer<socklen_t>?) -> Int32
  ) throws(Errno) -> Int {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    try systemCall("getsockname") {
      withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name(number, $0, &length) }
      }
    }
    return Int(UInt16(bigEndian: address.sin_port))
  }
}
