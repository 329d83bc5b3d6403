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
    #expect(Self.names.count >= 4)
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
        manifest = manifest.replacing(#/(?m)^repetitions: \d+$/#, with: "repetitions: 2")
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
  }

  /// The plots that a manifest asks for in one line, else those that every study has.
  private func plots(of manifest: String) -> [String] {
    guard let list = manifest.firstMatch(of: #/(?m)^output:.*plots: \[([^\]]*)\]/#)?.1 else {
      return ["time", "speedup", "speedup-log", "efficiency"]
    }
    return list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
