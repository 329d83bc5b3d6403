import Foundation
import TestPrograms
import Testing

/// Signals to swrun while the commands around runs are at work, and signals that are not meant to end it.
struct CleanupSignalTests {
  /// A shell script that ends when the file `free` is there, and then leaves a file.
  private static func hook(_ name: String) -> String {
    "\(name): [[sh, -c, 'touch \(name)-began; until [ -e free ]; do sleep 0.01; done; echo x > \(name)-done']]"
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func `a signal during cleanup ends swrun by it once cleanup is done`(_ number: Int32) throws {
    let sandbox = try Sandbox()
    let running = try sandbox.startSweep(.script("true", repetitions: 3, Self.hook("cleanup")))
    #expect(try sandbox.waitForFile("cleanup-began"))
    running.signal(number)
    try sandbox.folder.write("", to: "free")
    let result = try running.wait()
    #expect(result.signal == number)
    #expect(result.errors.contains("no run is missing"), "\(result.errors)")
    #expect(try sandbox.exists("cleanup-done"))
    #expect(try sandbox.rows().column("status") == ["ok", "ok", "ok"])
    try sandbox.expectNoSurvivors()
  }

  @Test func `a shell sees 143 where SIGTERM came during cleanup`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(.script("true", Self.hook("cleanup")))
    let result = try sandbox.shell(
      """
      \(Sandbox.shellRun) & pid=$!
      while ! [ -e cleanup-began ]; do sleep 0.02; done
      kill -TERM $pid; touch free; wait $pid; echo $?
      """)
    #expect(result.output == "143\n")
  }

  @Test func `a second signal ends a cleanup that hangs`() throws {
    let sandbox = try Sandbox()
    let running = try sandbox.startSweep(
      .script("true", repetitions: 2, "cleanup: [[sh, -c, 'trap \"\" INT TERM; touch began; sleep 300']]"))
    #expect(try sandbox.waitForFile("began"))
    // Of two that wait the lower number is taken first; two of one number would be one.
    running.signal(SIGINT)
    running.signal(SIGTERM)
    let result = try running.wait(timeLimit: 60)
    #expect(!result.timedOut)
    #expect(result.signal == SIGINT)
    #expect(try sandbox.rows().column("status") == ["ok", "ok"])
    try sandbox.expectNoSurvivors()
  }

  @Test func `conclude comes to its end although a signal stopped the run`() throws {
    let sandbox = try Sandbox()
    let running = try sandbox.startSweep(
      .script(
        "touch began; sleep 300", repetitions: 2, "conclude: [[sh, -c, 'sleep 1; echo x > concluded']]"))
    #expect(try sandbox.waitForFile("began"))
    running.signal(SIGTERM)
    #expect(try running.wait().signal == SIGTERM)
    #expect(try sandbox.exists("concluded"))
    #expect(try sandbox.rows().column("status") == ["interrupted"])
    try sandbox.expectNoSurvivors()
  }

  @Test func `a signal during conclude leaves the finished run as it is`() throws {
    let sandbox = try Sandbox()
    let running = try sandbox.startSweep(.script("true", repetitions: 2, Self.hook("conclude")))
    #expect(try sandbox.waitForFile("conclude-began"))
    running.signal(SIGTERM)
    try sandbox.folder.write("", to: "free")
    #expect(try running.wait().signal == SIGTERM)
    #expect(try sandbox.exists("conclude-done"))
    #expect(try sandbox.rows().column("status") == ["ok"])
  }

  /// Starts a program with no signal blocked, unlike what a thread of the test starts.
  private static let unblocked = "perl -MPOSIX -e 'sigprocmask(SIG_SETMASK, POSIX::SigSet->new); exec @ARGV'"

  @Test(arguments: [SIGUSR1, SIGUSR2])
  func `a signal for the user's own ends does nothing`(_ number: Int32) throws {
    let sandbox = try Sandbox()
    try sandbox.write(.script("touch began; until [ -e free ]; do sleep 0.01; done"))
    let running = try sandbox.startShell("exec \(Self.unblocked) \(Sandbox.shellRun)")
    #expect(try sandbox.waitForFile("began"))
    running.signal(number)
    try sandbox.folder.write("", to: "free")
    let result = try running.wait()
    #expect(result.exitCode == 0, "\(result)")
    #expect(try sandbox.rows().column("status") == ["ok"])
  }
}
