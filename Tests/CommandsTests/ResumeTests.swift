import Foundation
import TestPrograms
import Testing

/// Going on with a sweep that was not finished, or not good.
struct ResumeTests {
  @Test func `after kill -9 a resume measures what is missing, once`() throws {
    let sandbox = try Sandbox()
    let running = try sandbox.startSweep(
      .script(
        "echo x >> count; [ $(wc -l < count) = 5 ] && { touch began; sleep 300; }; true",
        workers: "[1, 2, 4]", repetitions: 4))
    #expect(try sandbox.waitForFile("began"))
    running.signal(SIGKILL)
    #expect(try running.wait().signal == SIGKILL)
    try sandbox.expectNoSurvivors()
    #expect(try sandbox.rows().rows.count == 4)
    #expect(try sandbox.exists("out/t/running"))
    let earlier = try sandbox.rows().rows

    let result = try sandbox.sweepAgain(["--resume"])
    #expect(result.exitCode == 0)
    #expect(result.errors == "")
    let file = try sandbox.rows()
    #expect(Array(file.rows.prefix(4)) == earlier)
    #expect(file.goodRuns.count == 12)
    #expect(Set(file.goodRuns.values) == [1])
    #expect(file.column("segment") == Array(repeating: "1", count: 4) + Array(repeating: "2", count: 8))
    #expect(try sandbox.exists(sandbox.runFolder() + "/host-2.json"))
    #expect(try sandbox.exists("out/t/latest/summary.csv"))
    #expect(try !sandbox.exists("out/t/running"))
  }

  @Test func `an interrupted run is measured again, and its row stays`() throws {
    let sandbox = try Sandbox()
    let running = try sandbox.startSweep(
      .script("[ -e free ] || { touch began; sleep 300; }", repetitions: 2, "limits: { grace: 100ms }"))
    #expect(try sandbox.waitForFile("began"))
    running.signal(SIGTERM)
    #expect(try running.wait().signal == SIGTERM)
    try sandbox.folder.write("", to: "free")
    #expect(try sandbox.sweepAgain(["--resume"]).exitCode == 0)
    #expect(try sandbox.rows().column("status") == ["interrupted", "ok", "ok"])
  }

  @Test func `a resume of a finished run does nothing and changes nothing`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(.script("echo x", repetitions: 3))
    let folder = try sandbox.runFolder()
    let before = try contents(sandbox, folder)
    for _ in 1...2 {
      let result = try sandbox.sweepAgain(["--resume-from", folder])
      #expect(result.exitCode == 0)
      #expect(result.errors == "")
    }
    #expect(try contents(sandbox, folder) == before)
  }

  private func contents(_ sandbox: Sandbox, _ folder: String) throws -> [String: Data] {
    var contents: [String: Data] = [:]
    let root = sandbox.folder.path(of: folder)
    for name in try FileManager.default.subpathsOfDirectory(atPath: root) {
      contents[name] = FileManager.default.contents(atPath: root + "/" + name) ?? Data()
    }
    return contents
  }

  @Test func `where nothing is unfinished a resume begins a new run`() throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.sweep(.script("true"), "--resume").exitCode == 0)
    #expect(try sandbox.sweepAgain(["--resume"]).exitCode == 0)
    #expect(try sandbox.runFolders().count == 2)
  }

  @Test func `runs that were not ok are tried again as a second attempt`() throws {
    let sandbox = try Sandbox()
    #expect(
      try sandbox.sweep(.scripts(["fixed": "[ -e free ]", "good": "true"], repetitions: 2)).exitCode == 1)
    // They are done: a plain resume leaves them as they are.
    #expect(try sandbox.sweepAgain(["--resume-from", sandbox.runFolder()]).exitCode == 1)
    #expect(try sandbox.rows().rows.count == 4)
    try sandbox.folder.write("", to: "free")
    #expect(try sandbox.sweepAgain(["--only-failed"]).exitCode == 0)
    let file = try sandbox.rows()
    #expect(file.rows.count == 6)
    #expect(file.rows.suffix(2).allSatisfy { $0["attempt"] == "2" && $0["status"] == "ok" })
    #expect(file.rows.suffix(2).allSatisfy { $0["case"] == "fixed" })
    let summary = try CSVText.table(Array(sandbox.folder.read("out/t/latest/summary.csv").utf8))
    let failed = try #require(summary.first?.fields.firstIndex(of: "failed"))
    #expect(summary.dropFirst().map { $0.fields[failed] } == ["0", "0"])
  }

  @Test func `after a change of the manifest cells that are the same keep their rows`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(.script("true", workers: "[1, 2]", repetitions: 2))
    let folder = try sandbox.runFolder()
    let old = try sandbox.folder.read("m.yaml")
    // One cell goes, one is new, one stays although it is at another position.
    let result = try sandbox.sweep(
      .script("true", workers: "[4, 2]", repetitions: 3), "--resume-from", folder)
    #expect(result.exitCode == 0)
    let file = try sandbox.rows()
    #expect(file.rows.prefix(4).map { $0["workers"] }.sorted { $0 ?? "" < $1 ?? "" } == ["1", "1", "2", "2"])
    #expect(file.rows.count == 8)
    #expect(file.goodRuns.count == 8)
    let new = file.rows.suffix(4).map { "\($0["workers"] ?? "") \($0["repetition"] ?? "")" }
    #expect(new.sorted() == ["2 3", "4 1", "4 2", "4 3"])
    #expect(try sandbox.folder.read(folder + "/manifest-1.yaml") == old)
    #expect(try sandbox.folder.read(folder + "/manifest.yaml") == sandbox.folder.read("m.yaml"))
  }

  @Test func `other columns than the manifest gives are refused`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(.script("true"))
    let folder = try sandbox.runFolder()
    let before = try contents(sandbox, folder)
    let result = try sandbox.sweep(.scripts(["a": "true", "b": "true"]), "--resume-from", folder)
    #expect(result.exitCode == 65)
    #expect(try contents(sandbox, folder) == before)
  }

  @Test func `a resume is refused when an input has changed`() throws {
    let sandbox = try Sandbox()
    try sandbox.folder.write("old", to: "data.txt")
    let manifest = Manifest.script("[ -e free ]", repetitions: 2, "inputs: [data.txt]")
    #expect(try sandbox.sweep(manifest).exitCode == 1)
    let before = try sandbox.rows().rows
    try sandbox.folder.write("new", to: "data.txt")
    let result = try sandbox.sweepAgain(["--only-failed"])
    #expect(result.exitCode == 65)
    #expect(result.errors.contains("data.txt"))
    #expect(try sandbox.rows().rows == before)
  }

  @Test func `a folder that is none of ours is refused`() throws {
    let sandbox = try Sandbox()
    try sandbox.folder.write("x", to: "mine/file")
    let result = try sandbox.sweep(.script("true"), "--resume-from", "mine")
    #expect(result.exitCode == 65)
    #expect(try sandbox.folder.names(in: "mine") == ["file"])
    #expect(try sandbox.swrun("run", "m.yaml", "--lock", "none", "--resume-from", "gone").exitCode == 65)
  }

  @Test func `a filter leaves the rest for later`() throws {
    let sandbox = try Sandbox()
    let manifest = Manifest.script("true", workers: "[1, 2, 4]", repetitions: 2)
    #expect(try sandbox.sweep(manifest, "--filter", "workers <= 2").exitCode == 0)
    #expect(Set(try sandbox.rows().column("workers")) == ["1", "2"])
    #expect(try sandbox.sweepAgain(["--resume-from", sandbox.runFolder()]).exitCode == 0)
    #expect(try sandbox.rows().rows.count == 6)
    #expect(Set(try sandbox.rows().goodRuns.values) == [1])
  }
}
