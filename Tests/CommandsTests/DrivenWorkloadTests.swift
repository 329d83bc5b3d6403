import TestPrograms
import Testing

/// Workloads that use a pool as a program does, through the whole program.
struct DrivenWorkloadTests {
  private static let futures = "{ kind: futures, durations: [20ms, 10ms] }"

  private func measurements(_ sandbox: Sandbox) throws -> MeasurementsFile {
    try MeasurementsFile(at: sandbox.folder.path(of: sandbox.runFolder() + "/measurements.csv"))
  }

  @Test func `the states of futures are there without a trace being asked for`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(.builtIn(Self.futures, executor: "[threads, fork]", workers: "2"))
    #expect(result.exitCode == 0, "\(result.errors)")
    let rows = try measurements(sandbox).rows
    #expect(rows.map { $0["status"] } == ["ok", "ok"])
    #expect(rows.allSatisfy { $0["result"]?.hasPrefix("submitted=0.02,0.01 completed=") == true })
    #expect(rows.allSatisfy { $0["tasks_cancelled"] == "1" })
    let folder = try sandbox.runFolder()
    let table = try CSVText.table(Array(sandbox.folder.read(folder + "/tasks.csv").utf8))
    let states = table.dropFirst().map { $0.fields[6] }
    #expect(Set(states) == ["done", "failed", "cancelled"])
    let errors = table.filter { $0.fields[6] == "failed" }.map { $0.fields[7] }
    #expect(errors.allSatisfy { $0.hasSuffix("it was asked to fail (RequestedFailure)") })
    #expect(try sandbox.folder.names(in: folder).contains("trace.json"))
    try sandbox.expectNoSurvivors()
  }

  @Test func `what cannot cross is refused, and that is the result`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(.builtIn("closure", executor: "[fork, spawn]", workers: "2"))
    #expect(result.exitCode == 0, "\(result.errors)")
    let rows = try measurements(sandbox).rows
    #expect(Set(rows.map { "\($0["executor"] ?? "") \($0["carried"] ?? "")" }) == ["fork 1", "spawn 0"])
  }

  @Test func `the child of a process with threads is ended, and the run is good`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(.builtIn("{ kind: fork_with_threads, wait: 50ms }"))
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(try measurements(sandbox).column("result") == ["child=blocked waited=0.05 s"])
    try sandbox.expectNoSurvivors()
  }

  @Test(arguments: [
    (
      "fork_with_threads", "fork", "",
      "executor 'fork': the process that forks must have threads: write executor: threads"
    ),
    ("inverse", "simulated", "", "the workload 'inverse' cannot be simulated"),
    ("futures", "threads", "scaling: throughput", "'futures' is no work that a single worker could do"),
    ("closure", "threads", "scaling: weak", "'closure' has no size that could grow with the workers"),
  ])
  func `what makes no sense is refused`(kind: String, executor: String, more: String, message: String) throws
  {
    let sandbox = try Sandbox()
    try sandbox.write(.builtIn(kind, executor: executor, workers: "[1, 2]", more))
    let result = try sandbox.swrun("validate", "m.yaml")
    #expect(result.exitCode == 65)
    #expect(result.errors.contains(message), "\(result.errors)")
  }
}
