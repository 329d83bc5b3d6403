import Foundation
import TestPrograms
import Testing

/// Which lock is taken, and how long one is waited for.
struct LockScopeTests {
  private static let waiting = Manifest.script(
    "touch began; until [ -e free ]; do sleep 0.01; done", workers: "[1, 2]")

  private func holder(_ sandbox: Sandbox) throws -> RunningProgram {
    try sandbox.write(Self.waiting)
    let holder = try sandbox.start(["run", "m.yaml", "--lock", "name", "-o", "out"])
    #expect(try sandbox.waitForFile("began"))
    return holder
  }

  @Test(arguments: [[], ["-o", "elsewhere"]])
  func `going on with a folder takes the lock of its own study`(_ output: [String]) throws {
    let sandbox = try Sandbox()
    try sandbox.folder.write("", to: "free")
    try sandbox.sweep(Self.waiting, "--filter", "workers == 1")
    let folder = try sandbox.runFolder()
    let remove = try sandbox.shell("rm free began")
    #expect(remove.exitCode == 0)
    let holder = try holder(sandbox)
    let arguments = ["run", "m.yaml", "--lock", "name", "--resume-from", folder] + output
    let refused = try sandbox.start(arguments).wait(timeLimit: 60)
    #expect(refused.exitCode == 75)
    #expect(refused.errors.contains("process \(holder.pid) on "))
    try sandbox.folder.write("", to: "free")
    #expect(try holder.wait().exitCode == 0)
    #expect(try sandbox.start(arguments).wait().exitCode == 0)
    let file = try MeasurementsFile(at: sandbox.folder.path(of: folder + "/measurements.csv"))
    #expect(file.column("workers") == ["1", "2"])
    #expect(try !sandbox.exists("elsewhere"))
    #expect(try !sandbox.exists("results"))
  }

  @Test func `nobody waits for a lock beyond the deadline of the sweep`() throws {
    let sandbox = try Sandbox()
    let holder = try holder(sandbox)
    let second = try sandbox.start(
      ["run", "m.yaml", "--lock", "name", "-o", "out", "--wait", "1h", "--deadline", "1s"])
    let result = try second.wait(timeLimit: 60)
    #expect(!result.timedOut)
    #expect(result.exitCode == 75)
    #expect(result.errors.contains("process \(holder.pid) on "))
    try sandbox.folder.write("", to: "free")
    #expect(try holder.wait().exitCode == 0)
    #expect(try sandbox.runFolders().count == 1)
  }
}
