import OperatingSystem
import TestPrograms
import Testing

struct LocalPortTests {
  @Test func `a free port is none of the excluded ones, and nobody listens at it`() throws {
    var ports: [Int] = []
    for _ in 0..<50 {
      let port = try LocalPort.free(besides: ports)
      #expect((1...65535).contains(port))
      #expect(!ports.contains(port))
      ports.append(port)
    }
    #expect(try !LocalPort.accepts(ports[0]))
  }

  @Test func `a port that no port can be accepts nothing`() throws {
    #expect(try !LocalPort.accepts(0))
    #expect(try !LocalPort.accepts(65536))
    #expect(try !LocalPort.accepts(-1))
  }

  @Test func `the server of the tests accepts and answers`() throws {
    let port = try LocalPort.free(besides: [])
    let fixture = TestProgram("os-fixture")
    let server = try fixture.start(["listen", String(port)])
    defer { server.signal(9) }
    #expect(try waitUntil { try LocalPort.accepts(port) })
    #expect(try fixture.run("ask", String(port), "hello").output == "\(server.pid) hello\n")
  }
}
