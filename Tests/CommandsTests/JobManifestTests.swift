import Foundation
import TestPrograms
import Testing

/// The manifests that come with the program, each run whole.
@Suite(.serialized)
struct JobManifestTests {
  /// The folder `jobs`, wherever the package's folders are linked from.
  static let jobs = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("jobs")

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: jobs.path)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.sorted()
  }()

  /// The programs and lists of the folder, which some manifests need.
  private func copyCompanions(to sandbox: Sandbox) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: Self.jobs.path)
    where name.hasSuffix(".py") || name.hasSuffix(".txt") {
      let text = try String(contentsOf: Self.jobs.appendingPathComponent(name), encoding: .utf8)
      try sandbox.folder.write(text, to: name)
    }
  }

  @Test func `there are manifests`() {
    #expect(Self.names.count >= 33)
  }

  @Test(arguments: names)
  func `a manifest of the collection runs without trouble`(_ name: String) throws {
    guard name != "download.yaml" || FileServer.canRun else {
      print("notice: python3 is not there, so that \(name) is not run")
      return
    }
    let sandbox = try Sandbox()
    // A copy: what its setup writes does not belong into the sources.
    var manifest = try String(contentsOf: Self.jobs.appendingPathComponent(name), encoding: .utf8)
    // What is built for debugging computes so slowly that only the demonstration is run whole.
    #if DEBUG
      if name != "amdahl.yaml" {
        manifest = manifest.replacing(#/(?m)^repetitions: \d+$/#, with: "repetitions: 1")
      }
    #endif
    try sandbox.folder.write(manifest, to: name)
    try copyCompanions(to: sandbox)
    let result = try sandbox.swrun(name, "--lock", "none", "-o", "out", timeLimit: 300)
    #expect(result.exitCode == 0)
    #expect(result.output == "")
    #expect(result.errors == "")

    let study = try #require(try sandbox.folder.names(in: "out").first)
    let folder = "out/\(study)/latest/"
    let file = try MeasurementsFile(at: sandbox.folder.path(of: folder + "measurements.csv"))
    #expect(!file.rows.isEmpty)
    #expect(Set(file.column("status")) == ["ok"])
    let summary = try CSVText.table(Array(sandbox.folder.read(folder + "summary.csv").utf8))
    let cells = Set(file.column("cell")).count
    #expect(summary.count == 1 + cells)
    #expect(try sandbox.folder.read(folder + "manifest.yaml") == manifest)
    #expect(try sandbox.folder.read(folder + "table.md").contains("|"))
    let names = try sandbox.folder.names(in: folder)
    #expect(!names.contains { $0.contains("tmp") })
    for plot in plots(of: manifest) {
      #expect(names.contains(plot + ".gp"))
      guard Host.hasGnuplot else {
        print("notice: gnuplot is not there, so that no plot of \(name) is looked at")
        continue
      }
      #expect(try sandbox.folder.read(folder + plot + ".svg").contains("</svg>"))
    }
    try sandbox.expectNoSurvivors()
    try expectPoint(of: name, in: file)
  }

  /// What an experiment must show on any machine, however many CPUs it has.
  private func expectPoint(of name: String, in file: MeasurementsFile) throws {
    func rows(_ column: String, _ values: String...) throws -> [[String: String]] {
      let rows = file.rows.filter { values.contains($0[column] ?? "") }
      try #require(!rows.isEmpty, "\(name) has no row with \(column) in \(values)")
      return rows
    }
    switch name {
    case "private-memory.yaml":
      #expect(try rows("executor", "fork").allSatisfy { $0["total"] == "0" })
    case "locks.yaml":
      #expect(try rows("guard", "mutex", "spin", "atomic").allSatisfy { $0["ratio"] == "1" })
    case "race.yaml":
      #expect(try rows("tasks", "1").allSatisfy { $0["ratio"] == "1" })
      #expect(try rows("workers", "1").allSatisfy { $0["ratio"] == "1" })
    case "inverse.yaml":
      #expect(file.rows.allSatisfy { $0["results"] == "7" && $0["errors"] == "1" })
    case "closure.yaml":
      for row in file.rows {
        #expect(row["carried"] == (["spawn", "forkserver"].contains(row["executor"]) ? "0" : "1"))
      }
    case "download.yaml":
      #expect(file.rows.allSatisfy { $0["files_failed"] == "1" })
    case "fork-with-threads.yaml":
      for row in file.rows { #expect(row["result"]?.contains("blocked") == (row["holder"] == "true")) }
    case "fibonacci.yaml":
      #expect(file.rows.allSatisfy { Double($0["achieved_parallelism"] ?? "") ?? 2 < 1.05 })
    case "globals.yaml":
      let forked = try rows("executor", "fork").filter { $0["workers"] == "3" }
      #expect(!forked.isEmpty)
      for row in forked { #expect(row["exclusive"] == (row["sharing"] == "private" ? "3" : "0")) }
    default: break
    }
  }

  /// The plots that a manifest asks for in one line, else those that every study has.
  private func plots(of manifest: String) -> [String] {
    guard let list = manifest.firstMatch(of: #/(?m)^output:.*plots: \[([^\]]*)\]/#)?.1 else {
      return ["time", "speedup", "speedup-log", "efficiency"]
    }
    return list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
