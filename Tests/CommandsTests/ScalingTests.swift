import Foundation
import TestPrograms
import Testing

/// Sweeps of weak scaling, of throughput, and with a serial program.
struct ScalingTests {
  private static let sleeping = Manifest.builtIn(
    "{ kind: sleep, duration: 20ms, tasks: [2, 4, 8] }", executor: "[threads, fork]", workers: "[1, 2, 4]",
    repetitions: 2, "zip: [[workers, tasks]]", "scaling: weak")

  /// The rows of `summary.csv`.
  private func summary(_ sandbox: Sandbox) throws -> [[String: String]] {
    let table = try CSVText.table(Array(sandbox.folder.read(sandbox.runFolder() + "/summary.csv").utf8))
    let header = try #require(table.first?.fields)
    // A parameter may be called `n`, as a column of the summary is.
    return table.dropFirst().map { Dictionary(zip(header, $0.fields)) { first, _ in first } }
  }

  @Test func `placeholders of the serial program are those of its own cells alone`() throws {
    let sandbox = try Sandbox()
    let manifest = """
      name: serial
      workload:
        command: [echo, "{workers}"]
        serial: [echo, "{1 // (2 - workers)}"]
      workers: [1, 2]

      """
    try sandbox.folder.write(manifest, to: "serial.yaml")
    #expect(try sandbox.swrun("validate", "serial.yaml").exitCode == 0)
    try sandbox.folder.write(manifest.replacing("2 - w", with: "1 - w"), to: "serial.yaml")
    let result = try sandbox.swrun("validate", "serial.yaml")
    #expect(result.exitCode == 65)
    #expect(result.errors.contains("serial.yaml:3:3"), "\(result.errors)")
  }

  @Test func `weak scaling runs one worker on the size of each number of workers`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(Self.sleeping)
    #expect(result.exitCode == 0, "\(result.errors)")
    let file = try sandbox.rows()
    let references = file.rows.filter { $0["phase"] == "reference" }
    #expect(file.rows.count == 12 + 8)
    #expect(references.count == 8)
    for row in references {
      #expect(row["workers"] == "1" && row["status"] == "ok")
      let cell = file.rows.first { $0["phase"] == "timed" && $0["cell"] == row["cell"] }
      #expect(cell?["executor"] == row["executor"] && cell?["tasks"] == row["tasks"])
      #expect(Int(row["tasks"] ?? "") == (Int(cell?["workers"] ?? "") ?? 0) * 2)
      // All tasks one after the other.
      let wall = try #require(Double(row["wall_s"] ?? ""))
      let tasks = try #require(Double(row["tasks"] ?? ""))
      #expect(wall >= 0.02 * tasks)
    }
    let rows = try summary(sandbox)
    #expect(rows.allSatisfy { $0["scaling"] == "weak" })
    let four = try #require(rows.first { $0["workers"] == "4" })
    let speedup = try #require(Double(four["speedup"] ?? ""))
    #expect(speedup > 1.5 && speedup < 4.5)
    #expect(try sandbox.folder.read(sandbox.runFolder() + "/table.md").contains("Scaled speedup"))
  }

  @Test func `a resume runs the reference runs that are missing, and only those`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.sleeping)
    let first = try sandbox.sweepAgain(["--deadline", "150ms"])
    #expect(first.exitCode == 3, "\(first.errors)")
    let result = try sandbox.sweepAgain(["--resume"])
    #expect(result.exitCode == 0, "\(result.errors)")
    let good = try sandbox.rows().rows.filter { $0["status"] == "ok" }
    let runs = good.map { "\($0["cell"] ?? "") \($0["phase"] ?? "") \($0["repetition"] ?? "")" }
    #expect(runs.count == 20)
    #expect(Set(runs).count == 20)
    let again = try sandbox.sweepAgain(["--resume-from", sandbox.runFolder()])
    #expect(again.exitCode == 0)
    #expect(try sandbox.rows().rows.filter { $0["status"] == "ok" }.count == 20)
  }

  @Test func `a reference run that failed is made again as the next attempt`() throws {
    let sandbox = try Sandbox()
    let script = "[ $W = 1 ] && [ $N != 1 ] && ! [ -e good ] && exit 3; true"
    let manifest = Manifest.script(
      script, workers: "[1, 2]", repetitions: 2, "derived: { n: workers }", "scaling: weak",
      "weak: { reference: measured }")
    let text = manifest.text.replacing("W: \"{workers}\"", with: "W: \"{workers}\", N: \"{n}\"")
    #expect(try sandbox.sweep(Manifest(text: text)).exitCode == 1)
    #expect(try summary(sandbox).last?["warnings"]?.contains("2 reference runs failed") == true)
    try sandbox.folder.write("", to: "good")
    let result = try sandbox.sweepAgain(["--resume-from", sandbox.runFolder(), "--only-failed"])
    #expect(result.exitCode == 0, "\(result.errors)")
    let references = try sandbox.rows().rows.filter { $0["phase"] == "reference" }
    #expect(references.map { $0["attempt"] } == ["1", "1", "2", "2"])
    #expect(references.map { $0["status"] } == ["failed", "failed", "ok", "ok"])
    #expect(references.allSatisfy { $0["workers"] == "1" && $0["n"] == "2" })
  }

  @Test func `plan counts reference runs`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.sleeping)
    let table = try sandbox.swrun("plan", "m.yaml")
    #expect(table.output.contains("\n6 cells × 2 runs and 8 reference runs, about "), "\(table.output)")
    let data = Data(try sandbox.swrun("plan", "m.yaml", "--format", "json").output.utf8)
    let plan = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(plan["reference_run_count"] as? Int == 8)
    #expect(plan["run_count"] as? Int == 20)
  }

  @Test func `Gustafson's law holds for what is simulated`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(
      .builtIn(
        "{ kind: gustafson, serial_fraction: 0.3, work: 1s }", executor: "simulated", workers: "[1, 10, 200]",
        "scaling: weak"))
    #expect(result.exitCode == 0, "\(result.errors)")
    let rows = try summary(sandbox)
    for row in rows {
      let workers = try #require(Double(row["workers"] ?? ""))
      let speedup = try #require(Double(row["speedup"] ?? ""))
      #expect(abs(speedup - (0.3 + 0.7 * workers)) < 1e-9)
      #expect(row["efficiency"].flatMap(Double.init) == 1)
    }
  }

  @Test func `in throughput every worker does the whole work`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(
      .builtIn(
        "{ kind: sleep, duration: 20ms, tasks: 3 }", executor: "[threads, fork]", workers: "[1, 4]",
        "scaling: throughput", "work: { amount: \"3 * workers\", unit: naps }"))
    #expect(result.exitCode == 0, "\(result.errors)")
    for row in try sandbox.rows().rows {
      #expect(try #require(Double(row["wall_s"] ?? "")) >= 0.06)
      #expect(row["result"]?.hasPrefix("copies=\(row["workers"] ?? "") each=x") == true)
    }
    #expect(Set(try sandbox.rows().column("result").map { $0.split(separator: " ").last }).count == 1)
    let four = try #require(try summary(sandbox).first { $0["workers"] == "4" })
    #expect(four["work"] == "12")
    #expect(try #require(Double(four["rate"] ?? "")) <= 200)
    #expect(try #require(Double(four["speedup"] ?? "")) > 1)
  }

  @Test func `a serial program has a cell of its own and gives absolute speedups`() throws {
    let sandbox = try Sandbox()
    let text = Manifest.command(
      "[sh, -c, \"sleep 0.2; echo {n}\", x, \"{workers}\"], serial: [sh, -c, \"sleep 0.1; echo serial {n}\"]",
      workers: "[1, 2]", repetitions: 2, "parameters: { n: [5, 6] }")
    let result = try sandbox.sweep(text)
    #expect(result.exitCode == 0, "\(result.errors)")
    let rows = try sandbox.rows().rows
    #expect(rows.count == (2 * 2 + 2) * 2)
    let serial = rows.filter { $0["executor"] == "serial" }
    #expect(serial.count == 4)
    #expect(serial.allSatisfy { $0["workers"] == "1" })
    #expect(Set(serial.map { $0["n"] }) == ["5", "6"])
    let cells = try summary(sandbox).filter { $0["executor"] == "command" }
    #expect(cells.count == 4)
    for cell in cells {
      let absolute = try #require(Double(cell["speedup_absolute"] ?? ""))
      #expect(absolute > 0.2 && absolute < 0.9)
      if cell["workers"] == "1" { #expect(cell["warnings"]?.contains("times the best serial time") == true) }
    }
  }
}
