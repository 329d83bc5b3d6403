import Jobs
import TestPrograms
import Testing
import Workloads

/// What holds for all workloads that drive their pools.
@Suite struct DrivenRunTests {
  private func lines(_ arguments: String...) throws -> [[Substring]] {
    let result = try TestProgram("pool-fixture").run(arguments: ["run"] + arguments)
    #expect(result.exitCode == 0, "\(result.output) \(result.errors)")
    return result.lines.map { $0.split(separator: " ") }
  }

  private func tasks(_ arguments: String...) throws -> [[Substring]] {
    try lines(arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5])
      .filter { $0[0] == "task" }
  }

  @Test func `a trace tells the state of each future`() throws {
    let tasks = try tasks("futures", "threads+traces", "2", "1", "0", "durations=0.02,0.01")
    #expect(tasks.map { $0[1] } == (1...tasks.count).map { Substring(String($0)) })
    #expect(Set(tasks.map { $0[6] }) == ["done", "failed", "cancelled"])
    // The one that was to fail, and the one of the map.
    #expect(tasks.count { $0[6] == "failed" } == 2)
    for task in tasks where task[6] == "cancelled" {
      #expect(task[2] == "-1" && task[4] == "-1.0" && task[5] == "-1.0")
    }
    for task in tasks where task[6] != "cancelled" {
      let (submitted, started, finished) = (
        Double(task[3]) ?? -1, Double(task[4]) ?? -1, Double(task[5]) ?? -1
      )
      #expect(submitted >= 0 && started <= finished && (1...2).contains(Int(task[2]) ?? 0))
    }
  }

  @Test(arguments: ["serial", "fork", "spawn"])
  func `every executor tells when and where a future was done`(executor: String) throws {
    let workers = executor == "serial" ? "1" : "2"
    let tasks = try tasks("inverse", executor + "+traces", workers, "1", "0", "values=1,0,2")
    // Three futures, and a map of those that have an inverse.
    #expect(tasks.map { $0[6] } == ["done", "failed", "done", "done", "done"])
    for task in tasks { #expect((1...2).contains(Int(task[2]) ?? 0)) }
  }

  @Test(arguments: ["threads", "threads+reuse", "fork+reuse", "spawn+reuse", "forkserver+reuse"])
  func `warm-up iterations leave nothing to the timed one`(executor: String) throws {
    let tasks = try tasks("futures", executor + "+traces", "2", "1", "2", "durations=0.02,0.01")
    #expect(tasks.first?[1] == "1")
    #expect((Double(tasks.first?[3] ?? "") ?? -1) >= 0)
  }

  @Test func `what is not traced has no tasks, and its workers nevertheless`() throws {
    let report = try fixtureRun("futures", "threads", 2, "durations=0.02,0.01")
    #expect(report["task"] == nil)
    #expect(report["worker"]?.hasPrefix("2 ") == true)
    #expect(report["threads"] == "3")
    #expect(try #require(Double(report["parallelism"] ?? "")) > 0)
    #expect(try #require(Double(report["wall"] ?? "")) >= 0.02)
    // Closing waits for three tasks of 10 ms on two workers.
    #expect(try #require(Double(report["shutdown"] ?? "")) >= 0.01)
  }

  @Test func `a driven workload is not copied`() throws {
    let report = try fixtureRun("inverse", "threads+copies", 2, "values=1,0,2")
    #expect(
      report["status"] == "failed: the workload 'inverse' is no work that a single worker could do as a copy")
  }

  @Test func `a driven workload is not simulated`() throws {
    let report = try fixtureRun("inverse", "simulated", 2, "values=1,0,2")
    #expect(report["status"]?.hasPrefix("failed: the workload 'inverse' drives its pool itself") == true)
  }

  @Test(arguments: [
    (PoolClosing(unsettledTask: 3), "close: the pool has not waited for task 3"),
    (PoolClosing(threads: 2), "close: 2 threads of the pool are left"),
    (PoolClosing(hasProcesses: true), "close: a process of the pool is left"),
    (PoolClosing(isOpen: true), "close: the pool takes tasks after its end"),
  ])
  func `what a closed pool leaves is found`(closing: PoolClosing, message: String) {
    let wrong = #expect(throws: WrongStep.self) { try closing.check() }
    #expect(wrong?.description == message)
  }

  @Test func `a closed pool that leaves nothing is right`() throws {
    try PoolClosing().check()
  }
}
