import Jobs
import Sweep
import Testing

/// Two sockets of four cores with two threads each; siblings have the ids 8 … 15, as on most servers.
private let server = Machine(
  cpus: (0..<16).map { Machine.CPU(id: $0, socket: ($0 % 8) / 4, core: $0 % 4, node: ($0 % 8) / 4) },
  allowed: Array(0..<16))

@Suite struct PlacementTests {
  @Test func `compact fills the cores of one socket first and takes siblings last`() throws {
    #expect(try Placement.cpus(for: .compact, workers: 6, on: server) == [0, 1, 2, 3, 4, 5])
    #expect(try Placement.cpus(for: .compact, workers: 10, on: server) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  }

  @Test func `scatter alternates between sockets and takes siblings last`() throws {
    #expect(try Placement.cpus(for: .scatter, workers: 4, on: server) == [0, 4, 1, 5])
    #expect(try Placement.cpus(for: .scatter, workers: 9, on: server) == [0, 4, 1, 5, 2, 6, 3, 7, 8])
  }

  @Test func `siblings that are numbered side by side are still taken last`() throws {
    let laptop = Machine(
      cpus: (0..<8).map { Machine.CPU(id: $0, socket: 0, core: $0 / 2, node: 0) }, allowed: Array(0..<8))
    #expect(try Placement.cpus(for: .compact, workers: 5, on: laptop) == [0, 2, 4, 6, 1])
  }

  @Test func `only allowed CPUs are used`() throws {
    var narrow = server
    narrow.allowed = [2, 3, 10]
    #expect(try Placement.cpus(for: .compact, workers: 8, on: narrow) == [2, 3, 10])
  }

  @Test func `a CPU that may not be used is an error and never a silent subset`() {
    var narrow = server
    narrow.allowed = [0, 1]
    let error = #expect(throws: PlacementError.self) {
      try Placement.cpus(for: .cpus([0, 7]), workers: 2, on: narrow)
    }
    #expect(error?.message == "CPU 7 is asked for, but this process may use 0-1 only")
  }

  @Test func `a run without affinity is not bound`() throws {
    #expect(try Placement.cpus(for: .none, workers: 2, on: server) == nil)
  }
}
