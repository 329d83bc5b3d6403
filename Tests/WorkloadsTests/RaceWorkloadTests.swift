import Executors
import Jobs
import TestPrograms
import Testing
import Workloads

/// Runs in a program of their own, as far as anything runs.
@Suite struct RaceWorkloadTests {
  private let processes = ["fork", "spawn", "forkserver"]

  @Test(arguments: ["threads", "threads-gil", "serial"], ["mutex", "spin", "atomic"])
  func `a guard loses nothing between threads`(executor: String, guarding: String) throws {
    let report = try fixtureRun(
      "race", executor, executor == "serial" ? 1 : 3, "tasks=9", "increments=3000", "sharing=threads",
      "guard=\(guarding)", "elements=2", "stride=8")
    #expect(report["status"] == "ok")
    #expect(report["result"] == "total=27000 expected=27000")
    #expect(report["metric-ratio"] == "1.0")
  }

  @Test(arguments: ["fork", "spawn", "forkserver"], ["mutex", "spin", "atomic"])
  func `a guard loses nothing between processes`(executor: String, guarding: String) throws {
    let report = try fixtureRun(
      "race", executor, 3, "tasks=9", "increments=3000", "sharing=shared", "guard=\(guarding)", "elements=1",
      "stride=8")
    #expect(report["status"] == "ok")
    #expect(report["metric-total"] == "27000.0")
    #expect(report["metric-expected"] == "27000.0")
    #expect(report["left"] == "none")
  }

  @Test(arguments: ["threads", "threads-gil", "fork"], ["none", "access"])
  func `without a guard some may be lost, and that is right`(executor: String, guarding: String) throws {
    let report = try fixtureRun(
      "race", executor, 2, "tasks=20", "increments=5000", "sharing=shared", "guard=\(guarding)", "elements=1",
      "stride=8")
    #expect(report["status"] == "ok")
    let ratio = try #require(Double(report["metric-ratio"] ?? ""))
    #expect(ratio > 0 && ratio <= 1)
  }

  @Test(arguments: ["fork", "spawn", "forkserver+reuse"])
  func `what processes add to memory of their own does not come back`(executor: String) throws {
    let report = try fixtureRun(
      "race", executor, 2, warmup: 1, "tasks=10", "increments=100", "sharing=private", "guard=none",
      "elements=1",
      "stride=8")
    #expect(report["status"] == "ok")
    #expect(report["result"] == "total=0 expected=1000")
    #expect(report["metric-ratio"] == "0.0")
  }

  @Test(arguments: ["threads", "fork"])
  func `one task has nobody to lose updates to`(executor: String) throws {
    let report = try fixtureRun(
      "race", executor, 2, "tasks=1", "increments=100000", "sharing=shared", "guard=none", "elements=1",
      "stride=8")
    #expect(report["result"] == "total=100000 expected=100000")
  }

  @Test func `counters of one task each lose nothing`() throws {
    let report = try fixtureRun(
      "race", "threads", 2, "tasks=2", "increments=100000", "sharing=threads", "guard=none", "elements=2",
      "stride=8")
    #expect(report["result"] == "total=200000 expected=200000")
  }

  @Test func `memory of threads is refused to processes, and memory of each process to threads`() throws {
    let refuses = try description(of: "race").refuses
    for executor in [ExecutorKind.fork, .spawn, .forkserver] {
      let reason = try #require(refuses(arguments(texts: ["sharing": "threads"]), executor))
      #expect(reason.contains("write 'sharing: private', where each has its own, or 'sharing: shared'"))
      #expect(refuses(arguments(texts: ["sharing": "private"]), executor) == nil)
      #expect(refuses(arguments(texts: ["sharing": "shared"]), executor) == nil)
    }
    for executor in [ExecutorKind.serial, .threads, .threadsGIL] {
      let reason = try #require(refuses(arguments(texts: ["sharing": "private"]), executor))
      #expect(reason.contains("write 'sharing: threads', or the executor fork, spawn or forkserver"))
      #expect(refuses(arguments(texts: ["sharing": "shared"]), executor) == nil)
    }
  }

  @Test func `a counter is aligned`() throws {
    let check = try description(of: "race").check
    #expect(
      check(arguments(["stride": 12])) == "'stride' is 12, and a counter has 8 bytes: write a multiple of 8")
    #expect(check(arguments(["stride": 128])) == nil)
  }

  // MARK: - Wrong results

  private func race(
    _ executor: ExecutorKind = .threads, workers: Int = 2, tasks: Double = 4, elements: Double = 2,
    sharing: String = "shared", guarding: String = "none"
  ) throws -> RaceWorkload {
    let values = arguments(
      ["tasks": tasks, "increments": 10, "elements": elements, "stride": 8],
      texts: ["sharing": sharing, "guard": guarding])
    return try RaceWorkload(
      RunRequest(kind: "race", arguments: values, executor: ExecutorChoice(kind: executor), workers: workers))
  }

  private func counts(_ values: UInt64..., added: UInt64 = 40, short: Int = 0) -> RaceWorkload.Counts {
    var counts = RaceWorkload.Counts()
    counts.values = values
    counts.added = added
    counts.short = short
    return counts
  }

  @Test func `more than was added is wrong`() throws {
    #expect(try race().check(counts(20, 21)).fault == "counter 1 is 21 instead of 1 to 20")
    #expect(try race().check(counts(1, 20)).fault == nil)
  }

  @Test func `a counter to which nobody has added is wrong`() throws {
    #expect(try race().check(counts(0, 20)).fault == "counter 0 is 0 instead of 1 to 20")
  }

  @Test(arguments: ["mutex", "spin", "atomic"])
  func `a guard that loses is wrong`(guarding: String) throws {
    #expect(try race(guarding: guarding).check(counts(20, 19)).fault == "counter 1 is 19 instead of 20")
    #expect(try race(guarding: guarding).check(counts(20, 20)).fault == nil)
  }

  @Test func `one worker that loses is wrong`() throws {
    #expect(try race(workers: 1).check(counts(20, 19)).fault == "counter 1 is 19 instead of 20")
  }

  @Test func `a task that was not done is wrong`() throws {
    let fault = try race().check(counts(20, 10, added: 30)).fault
    #expect(fault == "the tasks have added 30 times instead of 40")
  }

  @Test func `memory of each process that comes back is wrong`() throws {
    let race = try race(.fork, sharing: "private")
    #expect(race.check(counts(0, 0)).fault == nil)
    #expect(race.check(counts(0, 1)).fault == "counter 1 is 1 instead of 0")
    let fault = race.check(counts(0, 0, short: 1)).fault
    #expect(fault == "1 tasks have not found in their own memory what they had added")
  }
}
