import Foundation
import TestPrograms
import Testing

private let fixture = TestProgram("pool-fixture")

/// Pools of processes, in a program of their own: nothing forks inside a test process.
@Suite struct ProcessPoolTests {
  private func lines(_ arguments: String...) throws -> [String] {
    let result = try fixture.run(arguments: arguments)
    #expect(result.exitCode == 0, "\(arguments): \(result.output) \(result.errors)")
    return result.lines
  }

  @Test(arguments: ["1", "2", "5", "13"], ["auto", "1", "3", "5000"])
  func `each task runs exactly once and results are ordered`(workers: String, chunk: String) throws {
    for tasks in ["0", "1", "7", "1000"] {
      let line = "ordered=true once=true sum=true times=true workers=\(workers)"
      #expect(try lines("once", workers, tasks, chunk) == [line, line, "left none"])
    }
  }

  @Test(arguments: [
    ("kill", "was killed by SIGKILL"), ("exit0", "exited with code 0"), ("exit42", "exited with code 42"),
    ("library-exit0", "exited with code 0"), ("abort", "was killed by SIGABRT"),
    ("segv", "was killed by SIGSEGV"), ("overflow", "was killed by SIGSEGV"),
  ])
  func `a worker that ends in a task breaks the pool with an error that names it`(
    how: String, end: String
  ) throws {
    for workers in ["1", "2", "5"] {
      let lines = try lines("death", how, workers)
      #expect(lines.count == 3)
      let pattern = "^error: worker [1-5] \(end) while running task 17$"
      #expect(lines[0].range(of: pattern, options: .regularExpression) != nil, "\(lines)")
      #expect(lines[1] == "error: the pool has broken before: start a new one")
      #expect(lines[2] == "left none")
    }
  }

  @Test func `a trap in a task is told as the signal`() throws {
    let lines = try lines("death", "trap", "2")
    let pattern = "^error: worker [12] was killed by SIG(ILL|TRAP) while running task 17$"
    #expect(lines[0].range(of: pattern, options: .regularExpression) != nil, "\(lines)")
  }

  @Test(arguments: ["2", "5", "13"])
  func `a worker that is killed from outside breaks the pool`(workers: String) throws {
    let lines = try lines("others", workers, "one")
    let pattern = "^error: worker \\d+ was killed by SIGKILL while running task \(workers)$"
    #expect(lines[0].range(of: pattern, options: .regularExpression) != nil, "\(lines)")
    #expect(lines[1] == "left none")
  }

  @Test(arguments: ["1", "2", "5", "13"])
  func `workers that kill each other break the pool`(workers: String) throws {
    let lines = try lines("others", workers, "all")
    let pattern = "^error: worker \\d+ was killed by SIGKILL while running task \\d+$"
    #expect(lines[0].range(of: pattern, options: .regularExpression) != nil, "\(lines)")
    #expect(lines[1] == "left none")
  }

  @Test func `a worker that dies between tasks is told at the next occasion`() throws {
    let lines = try lines("idle-death")
    #expect(
      lines == [
        "error: worker 2 was killed by SIGKILL between tasks",
        "error: worker 1 was killed by SIGKILL between tasks",
      ])
  }

  @Test func `a worker that does not leave is killed`() throws {
    let expected = "error: worker 2 did not leave within 5 s of being told to, and was killed"
    #expect(try lines("stopped") == [expected, "left none"])
  }

  @Test func `an error belongs to its task and the pool goes on`() throws {
    let expected = ["error: task 3: no luck with 3", "sum 22", "no error", "sum 28"]
    #expect(try lines("failures") == expected)
  }

  @Test func `two hundred pools leave nothing behind`() throws {
    #expect(try lines("flat") == ["descriptors 0", "mappings flat", "left none"])
  }

  @Test func `a worker has default signals and its own CPU`() throws {
    let line = try #require(try lines("state").first)
    let zero = "0000000000000000"
    // The C library keeps signals 32 and 33 for itself; whether they are ignored comes from outside.
    let pattern = "SigBlk:\t\(zero) SigIgn:\t(\(zero)|0000000180000000) SigCgt:\t\(zero) bound=true$"
    #expect(line.range(of: pattern, options: .regularExpression) != nil, "\(line)")
  }

  @Test func `workers die with their parent`() throws {
    let program = try fixture.start(["orphans"])
    let started = try waitUntil { try pids(program.output()).count == 3 }
    let workers = try pids(program.output())
    program.signal(SIGKILL)
    _ = try program.wait()
    #expect(started)
    #expect(
      try waitUntil { workers.allSatisfy { !FileManager.default.fileExists(atPath: "/proc/\($0)/exe") } })
  }

  /// The numbers in `worker NUMBER.`; a line that is not complete yet does not count.
  private func pids(_ output: String) -> [Int32] {
    output.split(separator: "\n").filter { $0.hasSuffix(".") }
      .compactMap { Int32($0.dropFirst("worker ".count).dropLast()) }
  }

  @Test func `a process with several threads does not fork workers`() throws {
    let expected =
      "error: the workers cannot be started: worker 1: this process has 2 threads, "
      + "and one with more than one cannot fork workers"
    #expect(try lines("threads") == [expected])
  }

  @Test func `a CPU that does not exist is an error that names worker and CPU`() throws {
    let expected = "error: worker 1 cannot be bound to CPU 8191: invalid argument"
    #expect(try lines("affinity") == [expected, "left none"])
  }

  @Test func `a pool that is let go reaps its workers`() throws {
    #expect(try lines("dropped") == ["left none"])
  }
}
