import Foundation
import TestPrograms
import Testing

/// What `swrun list` tells.
struct ListTests {
  private func list(_ subject: String) throws -> [[String: Any]] {
    let output = try Sandbox().swrun("list", subject, "--format", "json").output
    return try #require(JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: Any]])
  }

  private func workload(_ kind: String) throws -> [String: Any] {
    try #require(try list("workloads").first { $0["name"] as? String == kind })
  }

  @Test func `every workload tells all of it`() throws {
    for workload in try list("workloads") {
      let name = try #require(workload["name"] as? String)
      for key in ["summary", "parallel"] { #expect((workload[key] as? String)?.isEmpty == false, "\(name)") }
      let bounds = ["cpu", "waiting", "memory", "mixed"]
      #expect(bounds.contains(workload["bound"] as? String ?? ""), "\(name)")
      #expect((workload["executors"] as? [String])?.isEmpty == false, "\(name)")
      #expect((workload["scaling"] as? [String])?.isEmpty == false, "\(name)")
      for metric in workload["metrics"] as? [[String: Any]] ?? [] {
        #expect(["cost", "rate", "count"].contains(metric["kind"] as? String ?? ""), "\(name)")
      }
    }
  }

  @Test func `what binds a workload depends on its choices`() throws {
    let amdahl = try workload("amdahl")
    #expect(amdahl["bound"] as? String == "cpu")
    #expect(
      amdahl["bound_otherwise"] as? [[String: String]] == [["with": "mode: sleep", "bound": "waiting"]])
    #expect((amdahl["executors"] as? [String])?.last == "simulated")
    #expect(amdahl["scaling"] as? [String] == ["strong", "weak", "throughput"])
    let work = try #require(
      (amdahl["parameters"] as? [[String: Any]])?.first { $0["name"] as? String == "work" })
    #expect(work["unit"] as? String == "s")
    #expect(work["default"] as? String == "1s")
  }

  @Test func `executors that are refused are named with the reason`() throws {
    let workload = try workload("fork_with_threads")
    #expect(workload["executors"] as? [String] == ["threads", "threads-gil"])
    #expect(workload["scaling"] as? [String] == ["strong"])
    let refused = try #require((workload["refused_executors"] as? [[String: Any]])?.first)
    #expect(refused["executors"] as? [String] == ["serial", "fork", "spawn", "forkserver"])
    #expect((refused["reason"] as? String)?.hasSuffix("write executor: threads") == true)
  }

  @Test(arguments: ["workloads", "executors"])
  func `the table fits a page, and ends no line with a space`(subject: String) throws {
    let output = try Sandbox().swrun("list", subject).output
    for line in output.split(separator: "\n") {
      #expect(line.count <= 100 && !line.hasSuffix(" "), "\(line)")
    }
  }

  @Test func `the table has metrics, bounds and executors`() throws {
    let output = try Sandbox().swrun("list", "workloads").output
    #expect(output.contains("  bound by: cpu; waiting with mode: sleep\n"))
    #expect(
      output.contains("  not serial, fork, spawn, forkserver: the process that forks must have threads"))
    #expect(output.contains("    errors (count): tasks with an error\n"))
    #expect(output.contains("  traced: every run\n"))
  }

  @Test func `manifests are listed with what they run`() throws {
    let sandbox = try Sandbox()
    let noop =
      "workload: { kind: noop, tasks: 5 }\nexecutor: [threads, { kind: fork, chunk: 2 }]\nworkers: [1, 2]\n"
    try sandbox.folder.write("name: a\ndescription: |\n  Empty tasks\n  in a row\n\(noop)", to: "jobs/a.yaml")
    try sandbox.folder.write(
      "# What nothing costs,\n# per task. And more.\n\nname: b\n\(noop)", to: "jobs/b.yaml")
    try sandbox.folder.write("name: c\n\(noop)", to: "jobs/c.yaml")
    try sandbox.folder.write("name: [d]\n", to: "jobs/d.yaml")
    let output = try sandbox.swrun("list", "jobs", "--format", "json").output
    let jobs = try #require(JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: Any]])
    #expect(
      jobs.map { $0["file"] as? String } == ["jobs/a.yaml", "jobs/b.yaml", "jobs/c.yaml", "jobs/d.yaml"])
    #expect(
      jobs.map { $0["summary"] as? String } == [
        "Empty tasks", "What nothing costs, per task", "no description", "not valid: see swrun validate",
      ])
    #expect(jobs[0]["name"] as? String == "a")
    #expect(jobs[0]["workload"] as? String == "noop")
    #expect(jobs[0]["executors"] as? [String] == ["threads", "fork:chunk=2"])
    #expect(jobs[0]["workers"] as? [String] == ["1", "2"])
    #expect(jobs[0]["runs"] as? String == "4 cells × 10 runs")
    #expect(jobs[0]["cells"] as? Int == 4)
    let table = try sandbox.swrun("list", "jobs").output
    #expect(
      table.hasPrefix(
        "a\n  Empty tasks\n  file: jobs/a.yaml\n  workload: noop\n  executors: threads, fork:chunk=2\n"
          + "  workers: 1, 2\n  runs: 4 cells × 10 runs\n\nb\n"), "\(table)")
  }
}
