import Expressions
import Jobs
import TestPrograms
import Testing
import Workloads

@Suite struct ForkWithThreadsWorkloadTests {
  @Test(arguments: [("threads", 1), ("threads", 3), ("threads-gil", 2)])
  func `the child waits for a lock that a thread of its parent held`(executor: String, workers: Int) throws {
    let report = try fixtureRun("fork_with_threads", executor, workers, warmup: 1, "wait=0.05", "holder=true")
    #expect(report["status"] == "ok")
    #expect(report["result"] == "child=blocked waited=0.05 s")
    #expect(report["metric-blocked"] == "1.0")
    #expect(try #require(Double(report["wall"] ?? "")) >= 0.05)
    #expect(report["left"] == "none")
  }

  @Test func `the child gets a lock that nobody held`() throws {
    let report = try fixtureRun("fork_with_threads", "threads", 2, "wait=60", "holder=false")
    #expect(report["status"] == "ok")
    #expect(report["result"] == "child=free")
    #expect(report["metric-blocked"] == "0.0")
  }

  @Test(arguments: ["serial", "fork", "spawn", "forkserver"])
  func `a process without threads is refused`(executor: String) throws {
    let report = try fixtureRun("fork_with_threads", executor, 1, "wait=0.05", "holder=true")
    #expect(
      report["status"]
        == "failed: fork_with_threads under '\(executor)': the process that forks must have threads: write "
        + "executor: threads")
  }

  @Test(arguments: [
    (ForkWithThreadsWorkload.Seen.free, "fork: the child got a lock that another thread held"),
    (.lost("the child has not come to the lock"), "fork: the child has not come to the lock"),
  ])
  func `a child that is not blocked is found`(seen: ForkWithThreadsWorkload.Seen, message: String) throws {
    let wrong = #expect(throws: WrongStep.self) { try workload(holder: true).check(seen) }
    #expect(wrong?.description == message)
  }

  @Test func `a child that is blocked by nobody is found`() throws {
    let wrong = #expect(throws: WrongStep.self) { try workload(holder: false).check(.blocked) }
    #expect(wrong?.description == "fork: the child waits for a lock that nobody held")
  }

  private func workload(holder: Bool) throws -> ForkWithThreadsWorkload {
    try ForkWithThreadsWorkload(
      WorkloadArguments([
        "wait": AxisValue(text: "1s", value: .number(1)),
        "holder": AxisValue(text: "\(holder)", value: .boolean(holder)),
      ]))
  }

  @Test(arguments: [0, 0.0005, 3601, .infinity])
  func `a wait that makes no sense is refused`(wait: Double) throws {
    #expect(
      try description(of: "fork_with_threads").check(arguments(["wait": wait]))
        == "'wait' must be from 1 ms to 3600 s")
  }

  @Test func `a process with several threads is forked by who asks for it alone`() throws {
    let result = try TestProgram("pool-fixture").run(arguments: ["copied-lock"])
    #expect(
      result.lines == [
        "alone free",
        "refused this process has 2 threads, and one with more than one cannot fork workers", "held blocked",
        "given-back free", "left none 1",
      ], "\(result.output) \(result.errors)")
  }
}
