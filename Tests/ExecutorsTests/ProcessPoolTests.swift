import Foundation
import TestPrograms
import Testing

/// Indexed runs of pools of processes, and the life of whole pools.
@Suite struct ProcessPoolTests {
  @Test(arguments: startMethods, ["1", "2", "5", "13"])
  func `each task runs exactly once and results are ordered`(method: String, workers: String) throws {
    for chunk in ["auto", "1", "3", "5000"] {
      for tasks in ["0", "1", "7", "1000"] {
        let line = "ordered=true once=true sum=true times=true workers=\(workers)"
        #expect(try PoolFixture.lines("once", method, workers, tasks, chunk) == [line, line])
      }
    }
  }

  @Test(
    arguments: startMethods,
    [
      ("kill", "was killed by SIGKILL"), ("exit0", "exited with code 0"), ("exit42", "exited with code 42"),
      ("library-exit0", "exited with code 0"), ("abort", "was killed by SIGABRT"),
      ("segv", "was killed by SIGSEGV"), ("overflow", "was killed by SIGSEGV"),
      ("trap", "was killed by SIG(ILL|TRAP)"),
    ])
  func `a worker that ends in a task breaks the pool with an error that names it`(
    method: String, death: (how: String, end: String)
  ) throws {
    for workers in ["1", "2", "5"] {
      expect(
        try PoolFixture.lines("death", method, death.how, workers),
        match: [
          "result before", "error: worker [1-5] \(death.end) while running task 17",
          "error: the pool has broken before: start a new one",
          "error: the pool has broken before: start a new one",
        ])
    }
  }

  @Test(arguments: startMethods, ["2", "5", "13"])
  func `a worker that is killed from outside breaks the pool`(method: String, workers: String) throws {
    expect(
      try PoolFixture.lines("others", method, workers, "one"),
      match: ["error: worker \\d+ was killed by SIGKILL while running task \(workers)"])
  }

  @Test(arguments: startMethods, ["1", "2", "5", "13"])
  func `workers that kill each other break the pool`(method: String, workers: String) throws {
    expect(
      try PoolFixture.lines("others", method, workers, "all"),
      match: ["error: worker \\d+ was killed by SIGKILL while running task \\d+"])
  }

  @Test(arguments: startMethods)
  func `a worker that dies between tasks is told at the next occasion`(method: String) throws {
    #expect(
      try PoolFixture.lines("idle-death", method) == [
        "error: worker 2 was killed by SIGKILL between tasks",
        "error: worker 1 was killed by SIGKILL between tasks",
        "noticed",
      ])
  }

  @Test(arguments: startMethods)
  func `a worker that does not leave is killed`(method: String) throws {
    let expected = "error: worker 2 did not leave within 5 s of being told to and was killed"
    #expect(try PoolFixture.lines("stopped", method) == [expected])
  }

  @Test(arguments: startMethods)
  func `an error belongs to its task and the pool goes on`(method: String) throws {
    let expected = ["error: task 3: no luck with 3", "sum 22", "no error", "sum 28"]
    #expect(try PoolFixture.lines("failures", method) == expected)
  }

  @Test(arguments: startMethods)
  func `two hundred pools leave nothing behind`(method: String) throws {
    #expect(
      try PoolFixture.lines("flat", method) == ["descriptors 0", "mappings flat", "memory flat"])
  }

  @Test(arguments: startMethods)
  func `a worker has default signals, its own CPU and the owner's limits`(method: String) throws {
    let lines = try PoolFixture.lines("state", method)
    try #require(lines.count == 4, "\(lines)")
    let cpu = lines[2].dropFirst("cpu ".count)
    let zero = "0000000000000000"
    // The C library keeps signals 32 and 33 for itself; whether they are ignored comes from outside.
    // The runtime of a program that starts afresh may catch crashes for its backtraces.
    let caught = method == "spawn" ? "[0-9a-f]{16}" : zero
    let state =
      "SigBlk:\t\(zero) SigIgn:\t(\(zero)|0000000180000000) SigCgt:\t\(caught) cpus=\(cpu) files=200"
    expect(
      lines, match: ["error: task 1: " + state, "result " + state, "cpu \\d+", "owner unbound=true"])
  }

  @Test(arguments: startMethods)
  func `workers and the fork server die with their owner`(method: String) throws {
    let program = try PoolFixture.program.start(["orphans", method])
    let count = method == "forkserver" ? 4 : 3
    let started = try waitUntil { try pids(program.output()).count == count }
    let workers = try pids(program.output())
    program.signal(SIGKILL)
    _ = try program.wait()
    #expect(started, "\(workers)")
    #expect(
      try waitUntil { workers.allSatisfy { !FileManager.default.fileExists(atPath: "/proc/\($0)/exe") } })
  }

  /// The numbers in `worker NUMBER.`; a line that is not complete yet does not count.
  private func pids(_ output: String) -> [Int32] {
    output.split(separator: "\n").filter { $0.hasSuffix(".") }
      .compactMap { Int32($0.dropFirst("worker ".count).dropLast()) }
  }

  @Test(arguments: startMethods)
  func `a CPU that does not exist is an error that names worker and CPU`(method: String) throws {
    let expected = "error: worker 1 cannot be bound to CPU 8191: invalid argument"
    #expect(try PoolFixture.lines("affinity", method) == [expected])
  }

  @Test(arguments: startMethods)
  func `a pool that is let go reaps its workers`(method: String) throws {
    #expect(try PoolFixture.lines("dropped", method).isEmpty)
  }

  @Test func `a process with several threads does not fork workers`() throws {
    let result = try PoolFixture.program.run("threads")
    let expected =
      "error: the workers cannot be started: worker 1: this process has 2 threads, "
      + "and one with more than one cannot fork workers"
    #expect(result.lines == [expected])
  }
}
