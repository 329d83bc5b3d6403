import Testing

/// Studies of the workloads that compute with large numbers.
struct BigIntegerStudyTests {
  private static let executors = "[serial, threads, threads-gil, fork, spawn, forkserver]"

  @Test func `a serial problem gives the same number everywhere, and keeps one worker busy`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(
      .builtIn("{ kind: fibonacci, n: 60000 }", executor: Self.executors, workers: "[1, 3]"))
    let rows = try sandbox.rows()
    #expect(rows.rows.count == 11)
    #expect(Set(rows.column("status")) == ["ok"])
    #expect(Set(rows.column("result")).count == 1)
    #expect(rows.column("result").first?.hasPrefix("n=60000 digits=12539 residue=") == true)
    for text in rows.column("achieved_parallelism") {
      // Never more than one, whoever else is busy on the machine.
      #expect(try #require(Double(text)) <= 1.001)
    }
  }

  @Test func `sums of powers are the same under every executor and share of the lock`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(
      .builtIn(
        "{ kind: powern, tasks: 5, numbers: 7, outside_lock: [0, 0.9] }", executor: Self.executors,
        workers: "[2]"))
    let rows = try sandbox.rows()
    #expect(rows.rows.count == 12)
    #expect(Set(rows.column("status")) == ["ok"])
    #expect(Set(rows.column("result")).count == 1)
  }
}
