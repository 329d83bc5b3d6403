import Foundation
import TestPrograms
import Testing

/// How worker processes begin, and follow each other.
@Suite struct FaultStartTests {
  @Test(arguments: startMethods, [("2", "8"), ("1", "50")])
  func `workers that retire are followed by others`(
    method: String, load: (most: String, tasks: String)
  ) throws {
    for size in ["0", "100000"] {
      #expect(
        try PoolFixture.lines("retire", method, load.most, load.tasks, size) == [
          "done \(load.tasks), at most \(load.most) by one process", "processes enough", "sum 45",
        ])
    }
  }

  @Test(arguments: startMethods)
  func `what a worker has left unread when it retires is not lost`(method: String) throws {
    #expect(
      try PoolFixture.lines("retire-unread", method) == (1...5).map { "round \($0) true marked" })
  }

  @Test(arguments: startMethods)
  func `a replacement that cannot be started breaks the pool`(method: String) throws {
    let lines = try PoolFixture.lines("no-replacement", method, "descriptors")
    expect(
      lines,
      match: ["prompt", "results few", "error: the workers cannot be started: .*too many open files"])
  }

  @Test(arguments: ["spawn", "forkserver"])
  func `a replacement whose program is gone breaks the pool`(method: String) throws {
    expect(
      try PoolFixture.lines("no-replacement", method, "program"),
      match: [
        "prompt", "results few",
        "error: the workers cannot be started: .*/tmp/pool-fixture-\\d+.*no such file or directory",
      ])
  }

  @Test(arguments: [SIGKILL, SIGINT])
  func `the death of the fork server harms no pool and the next begins another server`(
    signal: Int32
  ) throws {
    let round = ["result held", "result held", "no error"]
    #expect(try PoolFixture.lines("server-death", "forkserver", "\(signal)") == round + round + round)
  }

  @Test(arguments: ["spawn", "forkserver"])
  func `workers that start afresh have the descriptors of their pool alone`(method: String) throws {
    let payload = "/memfd:swrun-payload (deleted)"
    let expected = "anon_inode:[eventfd], \(payload), \(payload), /memfd:swrun-pool (deleted)"
    let lines = try PoolFixture.lines("descriptors", method)
    #expect(lines.last == "files true")
    for line in lines.dropLast() {
      #expect(
        line.replacing("result ", with: "").components(separatedBy: ", ").sorted()
          == expected.components(separatedBy: ", ").sorted())
    }
  }

  @Test func `an initialiser that fails breaks a pool of forked workers`() throws {
    #expect(
      try PoolFixture.lines("initialiser", "fork", "throw")
        == ["error: worker 2 could not prepare itself: no luck at the start"])
    #expect(
      try PoolFixture.lines("initialiser", "fork", "exit42")
        == ["error: the workers cannot be started: worker 2 exited with code 42 before it was ready"])
    #expect(
      try PoolFixture.lines("initialiser", "fork", "kill")
        == ["error: the workers cannot be started: worker 2 was killed by SIGKILL before it was ready"])
  }

  @Test(arguments: ["spawn", "forkserver"])
  func `an initialiser is refused by workers that start afresh`(method: String) throws {
    #expect(
      try PoolFixture.lines("initialiser", method, "throw") == [
        "error: task 'initialiser of fixture' cannot cross to the workers: it is a function of this process; "
          + "let the registered work prepare what it needs"
      ])
  }

  @Test(arguments: ["spawn", "forkserver"])
  func `work that cannot be made in the worker program breaks the pool`(method: String) throws {
    expect(
      try PoolFixture.lines("factory", method, "throw"),
      match: ["error: worker [12] could not prepare itself: no luck in the factory"])
    expect(
      try PoolFixture.lines("factory", method, "kill"),
      match: ["error: the workers cannot be started: worker [12] was killed by SIGKILL before it was ready"])
    expect(
      try PoolFixture.lines("factory", method, "unknown"),
      match: [
        "error: worker [12] could not prepare itself: the worker program knows no work 'nobody's': "
          + "register it there"
      ])
  }

  @Test(arguments: ["spawn", "forkserver"])
  func `captured state is refused by workers that start afresh`(method: String) throws {
    let reason =
      "it captures state of this process, which workers that start afresh do not have; "
      + "register it in the worker program with what it needs as its"
    #expect(
      try PoolFixture.lines("captured", method) == [
        "error: task 'sum' cannot cross to the workers: \(reason) recipe, or use the executor fork or threads",
        "error: task 'add' cannot cross to the workers: \(reason) input, or use the executor fork or threads",
      ])
  }

  @Test func `captured state crosses to forked workers`() throws {
    #expect(try PoolFixture.lines("captured", "fork") == ["sum 120", "no error", "result 42", "no error"])
  }

  @Test(arguments: startMethods)
  func `a task that the workers do not know is an error that names it`(method: String) throws {
    let refusal =
      "task 'nobody's' cannot cross to the workers: the workers were forked before it was there; "
      + "register it before the pool is started"
    let failure =
      "task 1 failed: the worker program knows no task 'nobody's': register it there (PortableError)"
    #expect(
      try PoolFixture.lines("unknown", method)
        == ["error: " + (method == "fork" ? refusal : failure), "result after"])
  }

  @Test(arguments: startMethods)
  func `a task makes a pool in its worker`(method: String) throws {
    #expect(
      try PoolFixture.lines("nested", method)
        == Array(repeating: "result sum 45 and inner", count: 10))
  }

  @Test func `a task in a thread cannot fork workers`() throws {
    let result = try PoolFixture.program.run("thread-nested")
    #expect(
      result.lines == [
        "error: task 1 failed: the workers cannot be started: worker 1: this process has 3 threads, "
          + "and one with more than one cannot fork workers (PoolError)",
        "result after", "left none",
      ])
  }
}
