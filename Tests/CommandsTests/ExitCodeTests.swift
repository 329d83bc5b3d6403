import TestPrograms
import Testing

/// One test for each exit code and way to it.
struct ExitCodeTests {
  @Test func `0 when all runs are ok`() throws {
    let result = try Sandbox().sweep(.script("true"))
    #expect(result.exitCode == 0)
  }

  @Test func `1 when the sweep is complete but some runs are not ok`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(.scripts(["good": "true", "bad": "exit 3"]))
    #expect(result.exitCode == 1)
    #expect(Set(try sandbox.rows().column("status")) == ["ok", "failed"])
  }

  @Test func `0 when the deadline passes after the last run`() throws {
    let sandbox = try Sandbox()
    let manifest = Manifest.script("true", "cleanup: [sleep, '3']")
    #expect(try sandbox.sweep(manifest, "--deadline", "2s").exitCode == 0)
    #expect(try sandbox.exists("out/t/last-good"))
  }

  @Test func `3 when the deadline passes`() throws {
    let sandbox = try Sandbox()
    let manifest = Manifest.script("sleep 100", repetitions: 3, "limits: { grace: 100ms }")
    let result = try sandbox.sweep(manifest, "--deadline", "500ms")
    #expect(result.exitCode == 3)
    #expect(try sandbox.rows().column("status") == ["interrupted", "skipped", "skipped"])
    #expect(result.errors.contains("--resume"))
    try sandbox.expectNoSurvivors()
  }

  @Test(arguments: [
    ["run"], ["run", "m.yaml", "--no-such-option"], ["run", "m.yaml", "--wait", "soon"],
    ["run", "m.yaml", "--until", "25:00"], ["run", "m.yaml", "--deadline", "1h", "--until", "06:30"],
    ["run", "m.yaml", "--resume", "--resume-from", "x"], ["plan", "m.yaml", "--format", "xml"],
    ["run", "m.yaml", "--filter", "workers >"], ["run", "m.yaml", "--filter", "workers > 100"],
  ])
  func `64 for wrong usage, and nothing is created`(_ arguments: [String]) throws {
    let sandbox = try Sandbox()
    try sandbox.write(.script("true"))
    let result = try sandbox.start(arguments).wait()
    #expect(result.exitCode == 64)
    #expect(result.errors != "")
    #expect(try sandbox.folder.names() == ["m.yaml"])
  }

  @Test func `65 for a manifest that is not there`() throws {
    let result = try Sandbox().swrun("run", "jobs/none.yaml")
    #expect(result.exitCode == 65)
    #expect(result.errors.contains("jobs/none.yaml: there is no such manifest"))
  }

  @Test func `a mistyped command names the nearest one`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.swrun("valdate", "m.yaml")
    #expect(result.exitCode == 65)
    #expect(result.errors.contains("did you mean 'swrun validate'?"))
    #expect(try sandbox.folder.names() == [])
  }

  @Test func `69 when setup fails, with what it said`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(.script("true", "setup: [[sh, -c, 'echo no licence >&2; exit 9']]"))
    #expect(result.exitCode == 69)
    #expect(result.errors.contains("setup"))
    #expect(result.errors.contains("exit code 9"))
    #expect(result.errors.contains("no licence"))
    #expect(try sandbox.rows().rows.isEmpty)
  }

  @Test func `cleanup runs although setup failed`() throws {
    let sandbox = try Sandbox()
    _ = try sandbox.sweep(
      .script("true", "setup: [[sh, -c, 'exit 9']]", "cleanup: [[sh, -c, 'echo x > cleaned']]"))
    #expect(try sandbox.exists("cleaned"))
  }

  @Test func `69 for an input that is not there`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(.script("true", "inputs: [data/none.txt]"))
    #expect(result.exitCode == 69)
    #expect(result.errors.contains("data/none.txt"))
  }

  @Test func `73 when the place for results is a file`() throws {
    let sandbox = try Sandbox()
    try sandbox.folder.write("precious", to: "out")
    let result = try sandbox.sweep(.script("touch started"))
    #expect(result.exitCode == 73)
    #expect(result.errors.contains("out"))
    #expect(try sandbox.folder.read("out") == "precious")
    #expect(try !sandbox.exists("started"))
  }

  @Test func `73 when no folder can be made`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(.script("touch started"))
    let result = try sandbox.swrun("run", "m.yaml", "--lock", "none", "-o", "/proc/results")
    #expect(result.exitCode == 73)
    #expect(result.errors.contains("/proc"))
    #expect(try !sandbox.exists("started"))
  }

  @Test(arguments: ["rm \"$HERE\"/out/t/running/measurements.csv", "rm -r \"$HERE\"/out/t/2*"])
  func `74 when the results vanish during the run, and nothing is made anew`(_ removal: String) throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(.script("\(removal); true", repetitions: 20))
    #expect(result.exitCode == 74)
    for folder in try sandbox.runFolders() { #expect(try !sandbox.exists(folder + "/measurements.csv")) }
    try sandbox.expectNoSurvivors()
  }

  @Test func `74 when a limit on file sizes stops the writing, and the rows stay whole`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(.script("true", repetitions: 100))
    // In units of 512 bytes.
    let result = try sandbox.shell("ulimit -f 16; exec \(Sandbox.shellRun)")
    #expect(result.exitCode == 74, "\(result.errors)")
    #expect(result.errors.contains("measurements.csv"))
    let text = try sandbox.folder.read(try sandbox.runFolder() + "/measurements.csv")
    let whole = text[..<(text.lastIndex(of: "\n").map { text.index(after: $0) } ?? text.startIndex)]
    try sandbox.folder.write(String(whole), to: "whole.csv")
    #expect(try MeasurementsFile(at: sandbox.folder.path(of: "whole.csv")).rows.count > 5)
    #expect(try sandbox.sweepAgain(["--resume"]).exitCode == 0)
    #expect(Set(try sandbox.rows().goodRuns.values) == [1])
    #expect(try sandbox.rows().goodRuns.count == 100)
  }
}
