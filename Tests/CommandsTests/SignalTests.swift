import Foundation
import TestPrograms
import Testing

/// Signals to swrun while it measures.
struct SignalTests {
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT])
  func `a signal ends the run and then swrun itself, with whole rows`(_ number: Int32) throws {
    let sandbox = try Sandbox()
    let running = try sandbox.startSweep(
      .script(
        "[ -e began ] && { touch second; sleep 300; }; touch began", repetitions: 3,
        "cleanup: [[sh, -c, 'echo x > cleaned']]"))
    #expect(try sandbox.waitForFile("second"))
    running.signal(number)
    let result = try running.wait()
    #expect(result.signal == number)
    #expect(try sandbox.rows().column("status") == ["ok", "interrupted"])
    #expect(result.errors.contains("stopped by SIG"))
    #expect(try sandbox.exists("cleaned"))
    #expect(try !sandbox.exists("out/t/latest"))
    #expect(try sandbox.folder.names().allSatisfy { !$0.hasPrefix("core") })
    try sandbox.expectNoSurvivors()
  }

  @Test func `a shell sees 128 and the signal`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(.script("touch began; sleep 300"))
    let result = try sandbox.shell(
      """
      \(Sandbox.shellRun) & pid=$!
      while ! [ -e began ]; do sleep 0.02; done
      kill -TERM $pid; wait $pid; echo $?
      """)
    #expect(result.output == "143\n")
  }

  @Test func `under nohup a hang-up changes nothing`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(.script("touch began; until [ -e free ]; do sleep 0.01; done"))
    let running = try sandbox.startShell("trap '' HUP; exec \(Sandbox.shellRun)")
    #expect(try sandbox.waitForFile("began"))
    running.signal(SIGHUP)
    try sandbox.folder.write("", to: "free")
    #expect(try running.wait().exitCode == 0)
    #expect(try sandbox.rows().column("status") == ["ok"])
  }

  @Test func `a second signal kills at once`() throws {
    let sandbox = try Sandbox()
    let running = try sandbox.startSweep(
      .script(
        "trap 'touch asked' TERM; touch began; while :; do sleep 0.01; done",
        "limits: { grace: 10min }"))
    #expect(try sandbox.waitForFile("began"))
    running.signal(SIGINT)
    #expect(try sandbox.waitForFile("asked"))
    running.signal(SIGINT)
    #expect(try running.wait().signal == SIGINT)
    #expect(try sandbox.rows().column("status") == ["interrupted"])
    try sandbox.expectNoSurvivors()
  }

  @Test func `during setup a signal ends swrun as well`() throws {
    let sandbox = try Sandbox()
    let running = try sandbox.startSweep(.script("true", "setup: [[sh, -c, 'touch began; sleep 300']]"))
    #expect(try sandbox.waitForFile("began"))
    running.signal(SIGTERM)
    #expect(try running.wait().signal == SIGTERM)
    #expect(try sandbox.rows().rows.isEmpty)
    try sandbox.expectNoSurvivors()
  }

  @Test(.enabled(if: Host.hasScript, "needs the program 'script'"))
  func `Ctrl-C in a terminal reaches programs through swrun alone`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(
      .script(
        "trap 'echo INT >> hits' INT; trap 'echo TERM >> hits; exit 1' TERM\n"
          + "touch began; while :; do sleep 0.01; done"))
    #expect(try sandbox.shell("mkfifo keys").exitCode == 0)
    let keys = try #require(FileHandle(forUpdatingAtPath: sandbox.folder.path(of: "keys")))
    let running = try sandbox.startShell("exec script -qec '\(Sandbox.shellRun)' /dev/null < keys")
    #expect(try sandbox.waitForFile("began"))
    try keys.write(contentsOf: Data([3]))
    let result = try running.wait(timeLimit: 60)
    #expect(!result.timedOut)
    #expect(try sandbox.folder.read("hits") == "TERM\n")
    #expect(try sandbox.rows().column("status") == ["interrupted"])
  }

  @Test func `a reader that goes away does not end the sweep`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(.script("true", repetitions: 20))
    let result = try sandbox.shell("\(Sandbox.shellRun) --progress plain 2>&1 | true; exit 0")
    #expect(result.exitCode == 0)
    #expect(try waitUntil { try sandbox.exists("out/t/latest") })
    #expect(try sandbox.rows().column("status") == Array(repeating: "ok", count: 20))
  }

  @Test func `signals that mean nothing to swrun disturb nothing`() throws {
    let sandbox = try Sandbox()
    let running = try sandbox.startSweep(
      .script("touch began; until [ -e free ]; do sleep 0.01; done"))
    #expect(try sandbox.waitForFile("began"))
    for _ in 0..<200 { running.signal(SIGCHLD) }
    for _ in 0..<200 { running.signal(SIGWINCH) }
    try sandbox.folder.write("", to: "free")
    #expect(try running.wait().exitCode == 0)
    #expect(try sandbox.rows().column("status") == ["ok"])
  }

  @Test(arguments: [SIGTERM, SIGKILL])
  func `a signal at any moment loses no finished run`(_ number: Int32) throws {
    for step in 1...10 {
      let sandbox = try Sandbox()
      let running = try sandbox.startSweep(
        .builtIn("noop", executor: "[threads, fork]", workers: "[1, 2]", repetitions: 15))
      // The moment is the injection: nothing has to have happened by then.
      Thread.sleep(forTimeInterval: Double(step) * 0.03)
      running.signal(number)
      let result = try running.wait()
      #expect(result.signal == number || result.exitCode == 0, "\(result)")
      #expect(try sandbox.sweepAgain(["--resume"]).exitCode == 0)
      let folder = try #require(try sandbox.runFolders().last)
      let file = try MeasurementsFile(at: sandbox.folder.path(of: folder + "/measurements.csv"))
      #expect(file.goodRuns.count == 60)
      #expect(Set(file.goodRuns.values) == [1])
      try sandbox.expectNoSurvivors()
    }
  }
}
