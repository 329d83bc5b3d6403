import Foundation
import TestPrograms
import Testing

/// A folder of its own, in which a test runs the built program.
///
/// All processes that descend from a run carry a variable by which a test finds what was left behind.
final class Sandbox: Sendable {
  static let program = TestProgram("swrun")
  private static let markName = "SWRUN_TEST_MARK"

  let folder: TemporaryFolder
  private let mark = UUID().uuidString

  init() throws {
    folder = try TemporaryFolder()
  }

  /// The variables that a run gets on top of the test's own.
  private var environment: [String: String] {
    [Self.markName: mark, "SWRUN": Self.program.path, "HERE": folder.path]
  }

  /// Writes a manifest as `m.yaml`.
  func write(_ manifest: Manifest) throws {
    try folder.write(manifest.text, to: "m.yaml")
  }

  /// Runs `swrun` in the folder, to its end.
  func swrun(_ arguments: String..., environment: [String: String] = [:], timeLimit: Double = 120) throws
    -> ProgramResult
  {
    try start(arguments, environment: environment).wait(timeLimit: timeLimit)
  }

  /// Starts `swrun` in the folder, and goes on.
  func start(_ arguments: [String], environment: [String: String] = [:]) throws -> RunningProgram {
    try Self.program.start(
      arguments, environment: self.environment.merging(environment) { $1 }, directory: folder.path)
  }

  /// What a run of `m.yaml` without lock into `out` is given.
  static let runArguments = ["run", "m.yaml", "--lock", "none", "-o", "out"]

  /// Writes a manifest and runs it into `out`, to its end.
  @discardableResult
  func sweep(_ manifest: Manifest, _ options: String..., environment: [String: String] = [:]) throws
    -> ProgramResult
  {
    try write(manifest)
    return try sweepAgain(options, environment: environment)
  }

  /// Runs the manifest that is there into `out`, to its end.
  func sweepAgain(_ options: [String] = [], environment: [String: String] = [:]) throws -> ProgramResult {
    try start(Self.runArguments + options, environment: environment).wait()
  }

  /// Writes a manifest, starts its run into `out`, and goes on.
  func startSweep(_ manifest: Manifest, _ options: String..., environment: [String: String] = [:]) throws
    -> RunningProgram
  {
    try write(manifest)
    return try start(Self.runArguments + options, environment: environment)
  }

  /// Runs a line of a shell in the folder; `$SWRUN` is the program, `$HERE` the folder.
  func shell(_ script: String, with shell: String = "/bin/sh", environment: [String: String] = [:]) throws
    -> ProgramResult
  {
    try TestProgram(path: shell).run(
      arguments: ["-c", script], environment: self.environment.merging(environment) { $1 },
      directory: folder.path)
  }

  /// Starts a line of a shell in the folder, and goes on.
  func startShell(_ script: String) throws -> RunningProgram {
    try TestProgram(path: "/bin/sh").start(
      ["-c", script], environment: environment, directory: folder.path)
  }

  /// What a run in a shell is given: see ``runArguments``.
  static let shellRun = "\"$SWRUN\" " + runArguments.joined(separator: " ")

  /// The folder of the only run, such as `out/t/2026-11-22T02-00-00Z`.
  func runFolder() throws -> String {
    let runs = try runFolders()
    return try #require(runs.count == 1 ? runs[0] : nil, "runs: \(runs)")
  }

  /// The folders of all runs, oldest first.
  func runFolders() throws -> [String] {
    guard try exists("out/t") else { return [] }
    return try folder.names(in: "out/t").filter { $0.hasPrefix("2") }.map { "out/t/" + $0 }
  }

  /// The rows of the only run.
  func rows() throws -> MeasurementsFile {
    try MeasurementsFile(at: folder.path(of: try runFolder() + "/measurements.csv"))
  }

  /// The text of what was kept of a stream of the only run that has kept any.
  func keptOutput(_ stream: String = "stdout") throws -> String {
    let output = try runFolder() + "/output"
    let names = try folder.names(in: output).filter { $0.hasSuffix("." + stream) }
    return try folder.read(output + "/" + #require(names.first, "no output is kept"))
  }

  /// Whether there is a file or folder of this name.
  func exists(_ name: String) throws -> Bool {
    FileManager.default.fileExists(atPath: folder.path(of: name))
  }

  /// Waits until a file is there.
  func waitForFile(_ name: String) throws -> Bool {
    try waitUntil { try self.exists(name) }
  }

  /// Fails the test where a process of its runs is still there after a time in which the system can end it.
  func expectNoSurvivors(within seconds: Double = 10, sourceLocation: SourceLocation = #_sourceLocation)
    throws
  {
    let isEmpty = try waitUntil(timeLimit: seconds) { self.survivors().isEmpty }
    #expect(isEmpty, "still there: \(survivors())", sourceLocation: sourceLocation)
  }

  /// The command lines of living processes that descend from this test's runs.
  func survivors() -> [String] {
    let wanted = Data("\(Self.markName)=\(mark)".utf8)
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return processes.filter { Int32($0) != nil }.compactMap { process in
      guard let environment = FileManager.default.contents(atPath: "/proc/\(process)/environ"),
        environment.range(of: wanted) != nil
      else { return nil }
      let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
      return process + " " + String(decoding: line.map { $0 == 0 ? 32 : $0 }, as: UTF8.self)
    }
  }
}
