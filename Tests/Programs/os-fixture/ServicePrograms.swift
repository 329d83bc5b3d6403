import Glibc

/// A server for tests: listens at a port of 127.0.0.1, after a number of milliseconds, and answers line by line.
///
/// `exit N` ends it with that code, `stderr TEXT` makes it print, any other line is answered by `PID TEXT`.
func listen(_ arguments: [String]) -> Int32 {
  guard let port = arguments.first.flatMap({ UInt16($0) }) else { return 64 }
  if arguments.count > 1, let delay = UInt32(arguments[1]) { usleep(delay * 1000) }
  let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  var reuse: Int32 = 1
  setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
  guard withAddress(port, { bind(server, $0, $1) }) == 0, Glibc.listen(server, 16) == 0 else { return 1 }
  while true {
    let client = accept(server, nil, nil)
    guard client >= 0 else { return 2 }
    let text = readLine(client)
    if text.hasPrefix("exit ") { exit(Int32(text.dropFirst(5)) ?? 3) }
    if text.hasPrefix("stderr ") { put(2, text.dropFirst(7) + "\n") }
    if !text.isEmpty { put(client, "\(getpid()) \(text)\n") }
    close(client)
  }
}

/// Sends a line to the server at a port, and prints what it answers; exit code 1 where there is no answer.
func ask(_ arguments: [String]) -> Int32 {
  guard let port = arguments.first.flatMap({ UInt16($0) }) else { return 64 }
  let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  guard withAddress(port, { connect(client, $0, $1) }) == 0 else { return 1 }
  put(client, arguments.dropFirst().joined(separator: " ") + "\n")
  let answer = readLine(client)
  if answer.isEmpty { return 1 }
  print(answer)
  return 0
}

private func withAddress(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
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

private func readLine(_ descriptor: Int32) -> String {
  var text: [UInt8] = []
  var byte: UInt8 = 0
  while read(descriptor, &byte, 1) == 1, byte != UInt8(ascii: "\n") { text.append(byte) }
  return String(decoding: text, as: UTF8.self)
}

private func put(_ descriptor: Int32, _ text: some StringProtocol) {
  _ = Array(text.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
}
