import Foundation
import TestPrograms
import Testing

/// Sweeps of which cells are computed and not executed.
struct SimulatedSweepTests {
  private static let law = "{ kind: amdahl, serial_fraction: 0.1, work: 10s }"

  @Test func `a run is computed for any number of workers at once, and is exact`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(
      .builtIn(Self.law, executor: "simulated", workers: "[1, 20, 200]", repetitions: 10, "warmup: 3"))
    #expect(result.exitCode == 0, "\(result.errors)")
    let file = try sandbox.rows()
    #expect(file.rows.count == 3)
    for row in file.rows {
      #expect(row["status"] == "ok" && row["repetition"] == "1" && row["executor"] == "simulated")
      let workers = try #require(Double(row["workers"] ?? ""))
      let wall = try #require(Double(row["wall_s"] ?? ""))
      #expect(abs(wall - (1 + 9 / workers)) < 1e-9)
    }
  }

  @Test func `the row of a computed run says nothing of the process that computed it`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(.builtIn(Self.law, executor: "simulated", workers: "[4]"))
    let row = try #require(try sandbox.rows().rows.first)
    for name in [
      "outer_wall_s", "startup_s", "shutdown_s", "user_s", "system_s", "max_rss_bytes", "minor_faults",
      "major_faults", "voluntary_switches", "involuntary_switches", "run_delay_s", "steal_ratio",
      "throttled_s", "cpus", "threads_peak", "tainted", "leaked",
    ] {
      #expect(row[name] == "", "\(name)")
    }
  }

  @Test func `a computed cell is its own interval in the summary`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(.builtIn(Self.law, executor: "simulated", workers: "[1, 2]", repetitions: 10))
    let text = try sandbox.folder.read(sandbox.runFolder() + "/summary.csv")
    let table = try CSVText.table(Array(text.utf8))
    let header = try #require(table.first?.fields)
    let fields = try #require(table.last?.fields)
    let row = Dictionary(uniqueKeysWithValues: zip(header, fields))
    #expect(row["n"] == "1" && row["workers"] == "2")
    #expect(row["low"] == row["median"] && row["high"] == row["median"] && row["median"] != "")
    #expect(row["interval_method"] == "exact" && row["stop"] == "simulated" && row["warnings"] == "")
  }

  @Test func `noise comes from the seed`() throws {
    let manifest = Manifest.builtIn(
      "{ kind: sleep, duration: 1s, tasks: 50 }", executor: "{ kind: simulated, noise: 20%, dispatch: 1ms }",
      workers: "[8]")
    func wall(_ options: String...) throws -> String {
      let sandbox = try Sandbox()
      try sandbox.write(manifest)
      let result = try sandbox.sweepAgain(options)
      #expect(result.exitCode == 0, "\(result.errors)")
      return try #require(try sandbox.rows().rows.first?["wall_s"])
    }
    let first = try wall()
    #expect(try wall() == first)
    #expect(try wall("--seed", "2") != first)
  }

  private static let mixed = Manifest.builtIn(
    "{ kind: sleep, duration: 1ms, tasks: 4 }", executor: "[threads, simulated]", workers: "[1, 2]",
    repetitions: 3)

  @Test func `cells beside it have all their repetitions`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(Self.mixed)
    #expect(result.exitCode == 0, "\(result.errors)")
    let file = try sandbox.rows()
    #expect(file.rows.count == 8)
    #expect(file.column("executor").filter { $0 == "simulated" }.count == 2)
    #expect(try sandbox.folder.names(in: "out/t").contains("last-good"))
  }

  @Test func `nothing is missing of a sweep whose cells were computed once`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(Self.mixed)
    let folder = try sandbox.runFolder()
    let again = try sandbox.sweepAgain(["--resume-from", folder])
    #expect(again.exitCode == 0, "\(again.errors)")
    #expect(try sandbox.rows().rows.count == 8)
  }

  @Test func `a computed run that is missing is made up for`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.mixed)
    let first = try sandbox.sweepAgain(["--filter", "executor == threads"])
    #expect(first.exitCode == 0, "\(first.errors)")
    let again = try sandbox.sweepAgain(["--resume-from", try sandbox.runFolder()])
    #expect(again.exitCode == 0, "\(again.errors)")
    let rows = try sandbox.rows().rows
    #expect(rows.count == 8)
    #expect(rows.suffix(2).allSatisfy { $0["executor"] == "simulated" && $0["segment"] == "2" })
  }

  @Test func `the size of the sweep says what is computed once`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.mixed)
    #expect(
      try sandbox.swrun("validate", "m.yaml").output
        == "m.yaml: ok, 2 cells × 3 runs and 2 cells simulated once\n")
    let plan = try sandbox.swrun("plan", "m.yaml").output
    #expect(plan.contains("\n2 cells × 3 runs and 2 cells simulated once, about "))
    let json = try sandbox.swrun("plan", "m.yaml", "--format", "json").output
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect(object["cell_count"] as? Int == 4)
    #expect(object["simulated_cell_count"] as? Int == 2)
    #expect(object["run_count"] as? Int == 8)
    try sandbox.write(.builtIn(Self.law, executor: "simulated", workers: "[1, 2]", repetitions: 10))
    #expect(try sandbox.swrun("plan", "m.yaml").output.hasSuffix("\n2 cells simulated once\n"))
  }

  @Test func `CPUs that nobody has are lacking to nobody`() throws {
    let sandbox = try Sandbox()
    let manifest = Manifest.builtIn(
      Self.law, executor: "simulated", workers: "[1, 5000]", repetitions: 2, "affinity: '0-9000'")
    try sandbox.write(manifest)
    let checked = try sandbox.swrun("validate", "m.yaml")
    #expect(checked.exitCode == 0)
    #expect(checked.errors == "")
    let result = try sandbox.sweepAgain()
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(try sandbox.rows().column("cpus") == ["", ""])
  }
}
