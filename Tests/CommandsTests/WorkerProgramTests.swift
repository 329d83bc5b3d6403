import Foundation
import TestPrograms
import Testing

/// Where `swrun` looks for the program of workers that start afresh.
struct WorkerProgramTests {
  private static let manifest = Manifest.builtIn(
    "noop", executor: "[spawn, forkserver]", workers: "[2]", repetitions: 1)

  /// A copy of swrun in a folder of the sandbox, which has no other program beside it.
  private func copy(to name: String, in sandbox: Sandbox) throws -> String {
    let path = sandbox.folder.path(of: name)
    try FileManager.default.createDirectory(
      at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: Sandbox.program.path, toPath: path)
    return path
  }

  private func run(_ program: String, in sandbox: Sandbox) throws -> ProgramResult {
    try sandbox.write(Self.manifest)
    return try sandbox.shell("exec \(program) run m.yaml --lock none -o out")
  }

  @Test func `without it nothing is run and the message says where it belongs`() throws {
    let sandbox = try Sandbox()
    let program = try copy(to: "bin/swrun", in: sandbox)
    let result = try run(program, in: sandbox)
    #expect(result.exitCode == 69)
    #expect(result.errors.contains("m.yaml:3:11: error: executor: "), "\(result.errors)")
    #expect(result.errors.contains("swrun-worker is neither at"))
    #expect(result.errors.contains("libexec/swrun/swrun-worker"))
    #expect(try sandbox.folder.names().contains("out") == false)
  }

  @Test func `one that may not be executed is named`() throws {
    let sandbox = try Sandbox()
    let program = try copy(to: "bin/swrun", in: sandbox)
    try sandbox.folder.write("not a program", to: "bin/swrun-worker")
    let result = try run(program, in: sandbox)
    #expect(result.exitCode == 69)
    #expect(result.errors.contains("bin/swrun-worker' is not executable"), "\(result.errors)")
  }

  @Test(arguments: ["bin/swrun-worker", "libexec/swrun/swrun-worker"])
  func `it is found beside swrun and where it is installed`(place: String) throws {
    let sandbox = try Sandbox()
    let program = try copy(to: "bin/swrun", in: sandbox)
    let worker = sandbox.folder.path(of: place)
    try FileManager.default.createDirectory(
      at: URL(fileURLWithPath: worker).deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: TestProgram("swrun-worker").path, toPath: worker)
    let result = try run(program, in: sandbox)
    #expect(result.exitCode == 0, "\(result.errors)")
  }
}
