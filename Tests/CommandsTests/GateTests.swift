import Foundation
import TestPrograms
import Testing

/// `gates` and `reference`: what a sweep is held against at its end.
///
/// The measure is a number that the program tells: the content of the file `factor`, times a spread of a percent.
struct GateTests {
  private static func told(_ more: String..., repetitions: Int = 10) -> Manifest {
    .command(
      "[sh, -c, 'echo \"cost $(($(cat factor) * (1000 + {repetition} * 7 % 10)))\"; : {workers}']",
      workers: "[1, 2]", repetitions: repetitions,
      (["metrics: { cost: { regex: 'cost ([0-9]+)', kind: cost } }", "measure: cost"] + more)
        .joined(separator: "\n"))
  }

  /// A sweep in a sandbox whose program tells about a thousand times the factor.
  @discardableResult
  private static func sweep(_ sandbox: Sandbox, factor: Int, _ manifest: Manifest) throws -> ProgramResult {
    try sandbox.folder.write("\(factor)", to: "factor")
    return try sandbox.sweep(manifest)
  }

  private static func gates(_ sandbox: Sandbox, in folder: String) throws -> [[String: String]] {
    let lines = try sandbox.folder.read(folder + "/gates.csv").split(separator: "\n").map(fields)
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }

  /// The fields of a line, of which none has a quote inside.
  private static func fields(_ line: Substring) -> [String] {
    // Between quotes a comma is a comma.
    var fields = [""]
    var isQuoted = false
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: fields.append("")
      default: fields[fields.count - 1].append(character)
      }
    }
    return fields
  }

  @Test func `a gate that holds says nothing`() throws {
    let sandbox = try Sandbox()
    let result = try Self.sweep(sandbox, factor: 20, Self.told("gates: [cost <= 30000, failed <= 0]"))
    #expect(result.exitCode == 0)
    #expect(result.output + result.errors == "")
    let rows = try Self.gates(sandbox, in: sandbox.runFolder())
    #expect(rows.map { $0["verdict"] } == ["holds", "holds", "holds", "holds"])
    #expect(rows[0]["gate"] == "cost <= 30000")
    #expect(rows[0]["value"] == "20090")
    #expect(rows[0]["low"] == "20020")
    #expect(rows[0]["high"] == "20160")
    #expect(rows[0]["limit"] == "30000")
  }

  @Test func `a gate that fails is exit code 2, with value, interval and limit`() throws {
    let sandbox = try Sandbox()
    let result = try Self.sweep(sandbox, factor: 20, Self.told("gates: ['cost at workers=2 <= 15000']"))
    #expect(result.exitCode == 2)
    #expect(
      result.errors.contains(
        "gate fails: cost at workers=2 <= 15000: command, 2 workers: 20090 [20020, 20160]"),
      "\(result.errors)")
    #expect(result.errors.contains("exit code 2"))
    #expect(result.errors.split(separator: "\n").count <= 20)
    #expect(try sandbox.exists("out/t/latest"))
    #expect(try !sandbox.exists("out/t/last-good"))
  }

  @Test func `a limit inside the interval is undecided, which is no error`() throws {
    let sandbox = try Sandbox()
    let result = try Self.sweep(sandbox, factor: 20, Self.told("gates: [cost <= 20090]"))
    #expect(result.exitCode == 0)
    #expect(result.errors == "")
    let rows = try Self.gates(sandbox, in: sandbox.runFolder())
    #expect(Set(rows.map { $0["verdict"] }) == ["undecided"])
    #expect(try sandbox.exists("out/t/last-good"))
  }

  @Test func `a failed gate outweighs failed runs`() throws {
    let sandbox = try Sandbox()
    let manifest = Manifest.scripts(["good": "true", "bad": "exit 3"], "gates: [failed <= 0]")
    let result = try sandbox.sweep(manifest)
    #expect(result.exitCode == 2)
    #expect(result.errors.contains("1 run is not ok"))
    #expect(result.errors.contains("gate fails: failed <= 0"))
  }

  @Test func `analyze judges again, and shows how the gates stand`() throws {
    let sandbox = try Sandbox()
    try Self.sweep(sandbox, factor: 20, Self.told("gates: [cost <= 15000, cost <= 30000]"))
    let folder = try sandbox.runFolder()
    let before = try sandbox.folder.read(folder + "/gates.csv")
    let result = try sandbox.swrun("analyze", folder)
    #expect(result.exitCode == 2)
    #expect(result.output.contains("Gates: 2 hold, 2 fail"), "\(result.output)")
    #expect(try sandbox.folder.read(folder + "/gates.csv") == before)
    #expect(try sandbox.folder.read(folder + "/table.md").contains("## Gates"))
  }

  @Test func `a finished folder keeps its verdict when there is nothing to resume`() throws {
    let sandbox = try Sandbox()
    try Self.sweep(sandbox, factor: 20, Self.told("gates: [cost <= 15000]"))
    let result = try sandbox.sweepAgain(["--resume-from", try sandbox.runFolder()])
    #expect(result.exitCode == 2)
  }

  // MARK: - The reference

  private static let nightly = told("gates: [not regressed]")

  @Test func `the first sweep has nothing to compare with`() throws {
    let sandbox = try Sandbox()
    #expect(try Self.sweep(sandbox, factor: 20, Self.nightly).exitCode == 0)
    let rows = try Self.gates(sandbox, in: sandbox.runFolder())
    #expect(rows.map { $0["verdict"] } == ["undecided"])
    #expect(rows[0]["reason"]?.contains("no earlier good sweep") == true)
    #expect(try sandbox.exists("out/t/last-good"))
  }

  @Test func `a regression fails, and the last good folder stays what it was`() throws {
    let sandbox = try Sandbox()
    try Self.sweep(sandbox, factor: 20, Self.nightly)
    #expect(try Self.sweep(sandbox, factor: 20, Self.nightly).exitCode == 0)
    let result = try Self.sweep(sandbox, factor: 22, Self.nightly)
    #expect(result.exitCode == 2)
    #expect(result.errors.contains("gate fails: not regressed: command, 1 worker: 1.1"), "\(result.errors)")
    let folders = try sandbox.runFolders()
    #expect(try Self.gates(sandbox, in: folders[1]).map { $0["verdict"] } == ["holds", "holds"])
    #expect(try Self.gates(sandbox, in: folders[2]).map { $0["verdict"] } == ["fails", "fails"])
    let good = try FileManager.default.destinationOfSymbolicLink(
      atPath: sandbox.folder.path(of: "out/t/last-good"))
    #expect(folders[1].hasSuffix(good))
  }

  @Test func `what a sweep was compared with does not change when later ones are good`() throws {
    let sandbox = try Sandbox()
    for factor in [20, 22, 20, 10] { try Self.sweep(sandbox, factor: factor, Self.nightly) }
    let folder = try sandbox.runFolders()[1]
    let before = try sandbox.folder.read(folder + "/gates.csv")
    #expect(try sandbox.swrun("analyze", folder).exitCode == 2)
    #expect(try sandbox.folder.read(folder + "/gates.csv") == before)
  }

  @Test func `a reference of another machine decides nothing`() throws {
    let sandbox = try Sandbox()
    try Self.sweep(sandbox, factor: 20, Self.nightly)
    let host = try sandbox.runFolder() + "/host.json"
    let text = try sandbox.folder.read(host)
    try sandbox.folder.write(
      text.replacing(#/"cpus_online": \d+/#, with: "\"cpus_online\": 4711"), to: host)
    #expect(try Self.sweep(sandbox, factor: 30, Self.nightly).exitCode == 0)
    let rows = try Self.gates(sandbox, in: sandbox.runFolders()[1])
    #expect(rows.map { $0["verdict"] } == ["undecided"])
    #expect(rows[0]["reason"]?.contains("another machine") == true)
  }

  @Test func `a reference that is gone decides nothing`() throws {
    let sandbox = try Sandbox()
    try Self.sweep(sandbox, factor: 20, Self.nightly)
    try Self.sweep(sandbox, factor: 20, Self.nightly)
    let folders = try sandbox.runFolders()
    try FileManager.default.removeItem(atPath: sandbox.folder.path(of: folders[0]))
    #expect(try sandbox.swrun("analyze", folders[1]).exitCode == 0)
    let rows = try Self.gates(sandbox, in: folders[1])
    #expect(rows.map { $0["verdict"] } == ["undecided"])
    #expect(rows[0]["reason"]?.contains("cannot be read") == true)
  }

  @Test func `a named folder is the reference`() throws {
    let sandbox = try Sandbox()
    try Self.sweep(sandbox, factor: 20, Self.nightly)
    try Self.sweep(sandbox, factor: 10, Self.nightly)
    let old = try sandbox.runFolders()[0]
    let result = try Self.sweep(sandbox, factor: 20, Self.told("gates: [not regressed]", "reference: \(old)"))
    #expect(result.exitCode == 0)
    #expect(try Self.gates(sandbox, in: sandbox.runFolders()[2]).map { $0["verdict"] } == ["holds", "holds"])
    #expect(try Self.sweep(sandbox, factor: 20, Self.nightly).exitCode == 0)
  }
}
