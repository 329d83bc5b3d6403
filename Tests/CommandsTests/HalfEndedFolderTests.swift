import Foundation
import TestPrograms
import Testing

/// Folders whose rows are all there, but whose run was ended before it wrote what follows from them.
struct HalfEndedFolderTests {
  /// Takes from a finished run what a crash after the last row leaves undone. Returns the name of its folder.
  private func endInHalf(_ sandbox: Sandbox) throws -> String {
    let folder = try sandbox.runFolder()
    let name = String(folder.split(separator: "/").last ?? "")
    let files = FileManager.default
    try files.removeItem(atPath: sandbox.folder.path(of: folder + "/summary.csv"))
    try files.removeItem(atPath: sandbox.folder.path(of: "out/t/latest"))
    if try sandbox.exists("out/t/last-good") {
      try files.removeItem(atPath: sandbox.folder.path(of: "out/t/last-good"))
    }
    try files.createSymbolicLink(
      atPath: sandbox.folder.path(of: "out/t/running"), withDestinationPath: name)
    return name
  }

  private func target(_ sandbox: Sandbox, _ link: String) throws -> String {
    try FileManager.default.destinationOfSymbolicLink(atPath: sandbox.folder.path(of: "out/t/" + link))
  }

  /// All files of all runs, by their names.
  private func contents(_ sandbox: Sandbox) throws -> [String: Data] {
    var contents: [String: Data] = [:]
    let root = sandbox.folder.path(of: "out")
    for name in try FileManager.default.subpathsOfDirectory(atPath: root) {
      contents[name] = FileManager.default.contents(atPath: root + "/" + name) ?? Data()
    }
    return contents
  }

  @Test(arguments: [("true", 0), ("exit 3", 1)] as [(String, Int32)])
  func `a resume concludes them without a run`(_ script: String, _ code: Int32) throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.sweep(.script("echo x >> count; \(script)", repetitions: 3)).exitCode == code)
    let summary = try sandbox.folder.read(sandbox.runFolder() + "/summary.csv")
    let rows = try sandbox.rows().rows
    let name = try endInHalf(sandbox)
    #expect(try sandbox.sweepAgain(["--resume"]).exitCode == code)
    #expect(try sandbox.folder.read(sandbox.runFolder() + "/summary.csv") == summary)
    #expect(try target(sandbox, "latest") == name)
    #expect(try sandbox.exists("out/t/last-good") == (code == 0))
    #expect(try !sandbox.exists("out/t/running"))
    #expect(try sandbox.rows().rows == rows)
    #expect(try sandbox.folder.read("count") == "x\nx\nx\n")
  }

  @Test func `once concluded they stay byte for byte as they are`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(.script("true", repetitions: 2))
    _ = try endInHalf(sandbox)
    #expect(try sandbox.sweepAgain(["--resume"]).exitCode == 0)
    let before = try contents(sandbox)
    #expect(try sandbox.sweepAgain(["--resume-from", sandbox.runFolder()]).exitCode == 0)
    #expect(try contents(sandbox) == before)
  }

  @Test func `an older one does not become the latest again`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(.script("true"))
    let older = try sandbox.runFolder()
    _ = try endInHalf(sandbox)
    #expect(try sandbox.sweepAgain().exitCode == 0)
    let newer = try #require(try sandbox.runFolders().first { $0 != older })
    #expect(try sandbox.sweepAgain(["--resume-from", older]).exitCode == 0)
    #expect(try sandbox.exists(older + "/summary.csv"))
    for link in ["latest", "last-good"] { #expect(try "out/t/" + target(sandbox, link) == newer) }
    #expect(try !sandbox.exists("out/t/running"))
  }

  @Test func `an older one that is measured to its end does not become the latest`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(.script("true", workers: "[1, 2]"), "--filter", "workers == 1")
    let older = try sandbox.runFolder()
    #expect(try sandbox.sweepAgain().exitCode == 0)
    let newer = try #require(try sandbox.runFolders().first { $0 != older })
    #expect(try sandbox.sweepAgain(["--resume-from", older]).exitCode == 0)
    let file = try MeasurementsFile(at: sandbox.folder.path(of: older + "/measurements.csv"))
    #expect(file.column("workers") == ["1", "2"])
    #expect(try "out/t/" + target(sandbox, "latest") == newer)
  }
}
