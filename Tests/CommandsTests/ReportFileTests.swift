import Foundation
import TestPrograms
import Testing

/// The report and its companions in the folder of a run.
struct ReportFileTests {
  /// A study with plots.
  private static let manifest = Manifest(
    text: """
      name: t
      description: Does <this> scale?
      workload: { kind: amdahl, serial_fraction: 0.25, work: 20ms, mode: sleep }
      executor: [threads, fork]
      workers: [1, 2, 4]
      repetitions: 6
      exclude: [{ where: "executor == fork and workers == 4", reason: "too <dear>" }]

      """)

  private static func contents(_ sandbox: Sandbox) throws -> [String: Data] {
    let folder = sandbox.folder.path(of: try sandbox.runFolder())
    var contents: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      contents[name] = FileManager.default.contents(atPath: folder + "/" + name)
    }
    return contents
  }

  @Test func `every file that follows from the measurements has the same bytes again`() throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.sweep(Self.manifest).exitCode == 0)
    let folder = try sandbox.runFolder()
    let before = try Self.contents(sandbox)
    for name in ["report.html", "table.tex", "methods.txt", "table.md", "summary.csv"] {
      #expect(before[name] != nil, "\(name)")
    }
    for _ in 0..<2 {
      #expect(try sandbox.swrun("analyze", folder).exitCode == 0)
      let after = try Self.contents(sandbox)
      #expect(Set(after.keys) == Set(before.keys))
      for (name, bytes) in before { #expect(after[name] == bytes, "\(name)") }
    }
  }

  @Test func `the report holds nothing of where the folder lies`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(Self.manifest)
    for name in ["report.html", "table.tex", "methods.txt"] {
      let text = try sandbox.folder.read(sandbox.runFolder() + "/" + name)
      #expect(!text.contains(sandbox.folder.path), "\(name)")
      #expect(name == "table.tex" || text.contains("too"), "\(name)")
    }
  }

  @Test func `without gnuplot the report says how to get the plots`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(Self.manifest, environment: ["PATH": sandbox.folder.path])
    let text = try sandbox.folder.read(sandbox.runFolder() + "/report.html")
    #expect(text.contains("No plots: there was no gnuplot."))
    #expect(!text.contains("<img"))
  }

  @Test func `the audit of a run names its twelve rules and ends with 0`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(Self.manifest)
    let folder = try sandbox.runFolder()
    let before = try Self.contents(sandbox)
    let result = try sandbox.swrun("audit", folder)
    #expect(result.exitCode == 0)
    for number in 1...12 {
      #expect(
        result.output.split(separator: "\n").contains {
          $0.hasPrefix(number < 10 ? " \(number)  " : "\(number)  ")
        })
    }
    #expect(try Self.contents(sandbox) == before)
    let csv = try sandbox.swrun("audit", folder, "--format", "csv")
    #expect(csv.output.split(separator: "\n").count == 13)
    let json = try sandbox.swrun("audit", folder, "--format", "json")
    let whole = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect((whole?["rules"] as? [Any])?.count == 12)
  }

  @Test func `a study with too few runs is still audited with exit code 0`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(.script("true", workers: "[1, 2]", repetitions: 2))
    let result = try sandbox.swrun("audit", try sandbox.runFolder())
    #expect(result.exitCode == 0)
    #expect(result.output.contains(" 5  broken "))
  }

  @Test func `a folder that is none cannot be audited`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.swrun("audit", "nowhere")
    #expect(result.exitCode == 65)
  }
}
