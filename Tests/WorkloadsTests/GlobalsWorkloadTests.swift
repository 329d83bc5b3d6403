import Executors
import Jobs
import OperatingSystem
import TestPrograms
import Testing
import Workloads

@Suite struct GlobalsWorkloadTests {
  @Test func `forked workers have one address, and pages of their own after they have written`() throws {
    let report = try fixtureRun("globals", "fork", 3, chunk: "1", "tasks=6", "sharing=private")
    #expect(report["status"] == "ok")
    #expect(report["result"] == "global=unchanged tasks=6 workers=3")
    #expect(report["metric-addresses"] == "1.0")
    #expect(report["metric-exclusive"] == "3.0")
    // Page frames are told to the privileged alone.
    #expect(report["metric-pages"] == nil || report["metric-pages"] == "3.0")
    #expect(report["metric-pages_before"] == nil || report["metric-pages_before"] == "1.0")
  }

  @Test func `a shared global stays on one page`() throws {
    let report = try fixtureRun("globals", "fork", 3, chunk: "1", "tasks=6", "sharing=shared")
    #expect(report["status"] == "ok")
    #expect(report["result"] == "global=changed tasks=6 workers=3")
    #expect(report["metric-addresses"] == "1.0")
    #expect(report["metric-exclusive"] == "0.0")
    #expect(report["metric-pages"] == nil || report["metric-pages"] == "1.0")
  }

  @Test(arguments: ["private", "shared"])
  func `threads have one global`(sharing: String) throws {
    let report = try fixtureRun("globals", "threads", 3, chunk: "1", "tasks=6", "sharing=\(sharing)")
    #expect(report["status"] == "ok")
    #expect(report["result"] == "global=changed tasks=6 workers=3")
    #expect(report["metric-addresses"] == "1.0")
    #expect(report["metric-exclusive"] == "3.0")
    #expect(report["metric-pages"] == nil || report["metric-pages"] == "1.0")
  }

  @Test(arguments: ["spawn", "forkserver"], ["private", "shared"])
  func `fresh programs share a global only where it is in shared memory`(executor: String, sharing: String)
    throws
  {
    let report = try fixtureRun("globals", executor, 2, chunk: "1", "tasks=4", "sharing=\(sharing)")
    #expect(report["status"] == "ok")
    #expect(report["result"] == "global=\(sharing == "shared" ? "changed" : "unchanged") tasks=4 workers=2")
    #expect(report["metric-exclusive"] == (sharing == "shared" ? "0.0" : "2.0"))
  }

  @Test(arguments: ["threads+reuse", "fork+reuse", "fork", "serial"])
  func `each iteration begins with the old value`(executor: String) throws {
    let workers = executor == "serial" ? 1 : 2
    let report = try fixtureRun("globals", executor, workers, warmup: 2, "tasks=4", "sharing=private")
    #expect(report["status"] == "ok")
    #expect(report["result"]?.hasSuffix("tasks=4 workers=\(workers)") == true)
  }

  @Test func `a chunk of all tasks leaves the other workers without one`() throws {
    let report = try fixtureRun("globals", "fork", 3, chunk: "6", "tasks=6", "sharing=private")
    #expect(report["status"] == "ok")
    #expect(report["result"] == "global=unchanged tasks=6 workers=1")
  }

  // MARK: - Wrong results

  private func globals(_ executor: ExecutorKind, _ sharing: String) throws -> GlobalsWorkload {
    let values = arguments(["tasks": 2], texts: ["sharing": sharing])
    return try GlobalsWorkload(
      RunRequest(kind: "globals", arguments: values, executor: ExecutorChoice(kind: executor), workers: 2))
  }

  /// Two tasks on two workers, as they should be where each has a global of its own.
  private func sights(
    frames: [UInt64?] = [8, 9], alone: Bool = true, addresses: [UInt64] = [1, 1], value: UInt64 = 1,
    found: [UInt64] = [2, 3]
  ) -> GlobalsWorkload.Sights {
    var sights = GlobalsWorkload.Sights()
    for task in 0..<2 {
      let page = MemoryPage(frame: frames[task], isExclusive: alone)
      sights.tasks.append(
        GlobalSight.Record(
          worker: task + 1, isFirst: true, address: addresses[task],
          before: MemoryPage(frame: 7, isExclusive: false), after: page))
      sights.results.append(TaskResult(count: 1, word: found[task]))
    }
    sights.value = value
    return sights
  }

  @Test func `pages that nobody may know are missing, not 0`() throws {
    let outcome = try globals(.fork, "private").check(sights(frames: [nil, nil]))
    #expect(outcome.fault == nil)
    #expect(outcome.metrics.map(\.name) == ["addresses", "pages_before", "exclusive"])
  }

  @Test func `a write that comes back from another process is wrong`() throws {
    let private_ = try globals(.fork, "private")
    #expect(private_.check(sights()).fault == nil)
    #expect(
      private_.check(sights(value: 3)).fault?.contains("have changed the global of the process") == true)
    #expect(private_.check(sights(found: [3, 3])).fault == "task 1 read 3 after it had written 2")
  }

  @Test func `pages and addresses other than they must be are wrong`() throws {
    let own = try globals(.fork, "private")
    #expect(
      own.check(sights(frames: [8, 8])).fault == "the global is on 1 pages after the writes instead of 2")
    #expect(own.check(sights(alone: false)).fault == "0 workers have the global's page alone instead of 2")
    #expect(own.check(sights(addresses: [1, 2])).fault == "the global has 2 addresses instead of 1")
    let shared = try globals(.fork, "shared")
    #expect(shared.check(sights(frames: [8, 8], alone: false, value: 3)).fault == nil)
    #expect(
      shared.check(sights(alone: false, value: 3)).fault?.hasSuffix("2 pages after the writes instead of 1")
        == true)
    #expect(
      shared.check(sights(frames: [8, 8], alone: false)).fault == "the global is 1, which no task has written"
    )
  }

  @Test func `a task that has told nothing is wrong`() throws {
    var sights = sights()
    sights.tasks[1].worker = 0
    #expect(try globals(.fork, "private").check(sights).fault == "not every task has told what it saw")
  }
}
