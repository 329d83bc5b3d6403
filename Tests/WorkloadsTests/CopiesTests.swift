import Executors
import Jobs
import TestPrograms
import Testing
import Workloads

private let fixture = TestProgram("pool-fixture")

/// Runs in a program of their own: the executor `fork` must not fork the test process.
@Suite struct CopiesTests {
  private func run(_ kind: String, _ executor: String, _ workers: Int, _ values: String...) throws -> [String:
    String]
  {
    let words = [kind, executor + "+copies", String(workers), "auto", "0"]
    let result = try fixture.run(arguments: ["run"] + words + values)
    #expect(result.exitCode == 0, "\(result.output) \(result.errors)")
    var report: [String: String] = [:]
    for line in result.lines {
      let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
      report[parts[0], default: ""] +=
        (report[parts[0]] == nil ? "" : "\n") + (parts.count > 1 ? parts[1] : "")
    }
    return report
  }

  private func proof(_ report: [String: String]) -> Substring? {
    report["result"]?.split(separator: " ").last
  }

  @Test(arguments: ["serial", "threads", "threads-gil", "fork", "spawn", "forkserver"])
  func `every worker does the whole work, with the same result`(executor: String) throws {
    let one = try run("pi", "serial", 1, "points=200000")
    let workers = executor == "serial" ? 1 : 3
    let report = try run("pi", executor, workers, "points=200000")
    #expect(report["status"] == "ok")
    #expect(report["result"]?.hasPrefix("copies=\(workers) each=x") == true)
    #expect(proof(report) == proof(one))
    let tasks = report["worker"]?.split(separator: "\n").map { $0.split(separator: " ")[1] }
    #expect(tasks?.compactMap { Int($0) }.reduce(0, +) == workers)
  }

  @Test func `other work has another proof`() throws {
    let first = try run("pi", "threads", 2, "points=200000")
    #expect(proof(try run("pi", "threads", 2, "points=300000")) != proof(first))
  }

  @Test func `a copy has its serial part and all its tasks`() throws {
    // One after the other: 4 × 50 ms in each copy.
    let report = try run("sleep", "threads", 2, "duration=0.05", "tasks=4")
    let wall = try #require(report["wall"].flatMap(Double.init))
    #expect(wall >= 0.2)
    let amdahl = try run("amdahl", "fork", 2, "serial_fraction=0.5", "work=0.1", "mode=sleep")
    #expect(try #require(amdahl["wall"].flatMap(Double.init)) >= 0.1)
    #expect(amdahl["status"] == "ok")
  }

  @Test func `simulated copies take as long as one worker`() throws {
    let report = try run("amdahl", "simulated", 100, "serial_fraction=0.25", "work=2", "mode=sleep")
    #expect(report["wall"].flatMap(Double.init) == 2)
  }

  @Test func `a copy that has found its result wrong is a bad result`() throws {
    let workload = try CopiesWorkload(
      RunRequest(
        kind: "noop", arguments: WorkloadArguments([:]), executor: ExecutorChoice(kind: .threads), workers: 3)
    )
    let good = TaskResult(count: 1, word: 7)
    #expect(workload.check([good, good, good]).fault == nil)
    #expect(
      workload.check([good, TaskResult(count: 0, word: 7), good]).fault
        == "copy 2 has found its own result wrong")
    #expect(
      workload.check([good, good, TaskResult(count: 1, word: 8)]).fault
        == "copy 3 has another result than the first one")
    #expect(workload.check([good, good]).fault == "2 copies were made instead of 3")
  }

  /// The published values of the hash (Fowler, Noll and Vo).
  @Test(arguments: [
    ("", 0xcbf2_9ce4_8422_2325 as UInt64), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8),
  ])
  func `the proof is FNV-1a`(text: String, hash: UInt64) {
    #expect(CopiesWorkload.hash(text) == hash)
  }
}
