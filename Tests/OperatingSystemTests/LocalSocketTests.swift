import OperatingSystem
import Testing

@Suite struct LocalSocketTests {
  @Test func `what one side sends the other receives`() throws {
    let listener = try LocalListener()
    let client = try LocalSocket(connectingTo: listener.name)
    let server = try listener.accept()
    try [UInt8](0..<200).withUnsafeBytes { try client.send($0) }
    var received = [UInt8](repeating: 0, count: 200)
    let isWhole = try received.withUnsafeMutableBytes { try server.receiveAll(into: $0) }
    #expect(isWhole && received == [UInt8](0..<200))
  }

  @Test func `listeners have names of their own`() throws {
    let first = try LocalListener()
    let second = try LocalListener()
    #expect(first.name != second.name && !first.name.isEmpty)
  }

  @Test func `the end of the other side is the end of the stream`() throws {
    let listener = try LocalListener()
    let client = try LocalSocket(connectingTo: listener.name)
    try connectAndLeave(listener)
    var received = [UInt8](repeating: 0, count: 8)
    let server = try listener.accept()
    let other = try listener.accept()
    let rest = try received.withUnsafeMutableBytes { try other.receiveAll(into: $0) }
    #expect(!rest)
    let error = #expect(throws: Errno.self) {
      while true { try [UInt8](repeating: 0, count: 1000).withUnsafeBytes { try other.send($0) } }
    }
    #expect(error?.code == Errno.brokenPipe)
    keep(client)
    keep(server)
  }

  private func connectAndLeave(_ listener: borrowing LocalListener) throws {
    _ = try LocalSocket(connectingTo: listener.name)
  }

  @Test func `a name without a listener is refused`() throws {
    let name = try LocalListener().name
    for name in [name, "", String(repeating: "x", count: 200)] {
      #expect(throws: Errno.self) { _ = try LocalSocket(connectingTo: name) }
    }
  }

  @Test func `who does not read is not waited for for ever`() throws {
    let listener = try LocalListener()
    let client = try LocalSocket(connectingTo: listener.name)
    let server = try listener.accept()
    try server.limitSending(milliseconds: 50)
    #expect(throws: Errno.self) {
      while true { try [UInt8](repeating: 0, count: 100_000).withUnsafeBytes { try server.send($0) } }
    }
    keep(client)
  }

  private func keep(_ socket: borrowing LocalSocket) {}
}
