import Foundation
import TestPrograms
import Testing

/// `analyze`, `audit` and `compare` of folders that lack rows.
struct UnfinishedFolderTests {
  /// A folder with six runs of two cells each, of which only the first rows are left.
  private func shortened(to rows: Int) throws -> (Sandbox, String) {
    let sandbox = try Sandbox()
    try sandbox.sweep(.command("[sh, -c, ': {workers}']", workers: "[1, 2]", repetitions: 6))
    let folder = try sandbox.runFolder()
    let text = try sandbox.folder.read(folder + "/measurements.csv")
    let lines = text.split(separator: "\n").prefix(1 + rows)
    try sandbox.folder.write(lines.joined(separator: "\n") + "\n", to: folder + "/measurements.csv")
    return (sandbox, folder)
  }

  @Test(arguments: ["analyze", "compare"])
  func `that runs are missing is told`(command: String) throws {
    let (sandbox, folder) = try shortened(to: 11)
    let folders = command == "compare" ? [folder, folder] : [folder]
    let result = try sandbox.start([command] + folders).wait()
    #expect(result.exitCode == 0)
    #expect(
      result.errors.split(separator: "\n").filter { $0.contains("is not finished: 1 run is missing;") }.count
        == 1,
      "\(result.errors)")
  }

  @Test func `a finished folder is not called unfinished`() throws {
    let (sandbox, folder) = try shortened(to: 12)
    let result = try sandbox.swrun("analyze", folder)
    #expect(!result.errors.contains("not finished"), "\(result.errors)")
  }

  @Test func `cells that ended when they were precise are finished`() throws {
    let sandbox = try Sandbox()
    var manifest = Manifest.command(
      "[sh, -c, 'echo cost 5; : {workers}']", workers: "[1, 2]", repetitions: 99,
      "metrics: { cost: { regex: 'cost ([0-9]+)', kind: cost } }\nmeasure: cost")
    manifest.text = manifest.text.replacing(": 99", with: ": { min: 8, max: 30, precision: 5% }")
    try sandbox.sweep(manifest)
    #expect(try sandbox.rows().rows.count == 16)
    let result = try sandbox.swrun("analyze", try sandbox.runFolder())
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(!result.errors.contains("not finished"), "\(result.errors)")
  }

  @Test(arguments: ["analyze", "audit"])
  func `nothing is written over the results of a folder whose rows are gone`(command: String) throws {
    let (sandbox, folder) = try shortened(to: 12)
    let summary = try sandbox.folder.read(folder + "/summary.csv")
    try FileManager.default.removeItem(atPath: sandbox.folder.path(of: folder + "/measurements.csv"))
    let result = try sandbox.swrun(command, folder)
    #expect(result.exitCode == 65)
    #expect(result.errors.contains("measurements.csv is gone or empty"), "\(result.errors)")
    #expect(try sandbox.folder.read(folder + "/summary.csv") == summary)
  }
}
