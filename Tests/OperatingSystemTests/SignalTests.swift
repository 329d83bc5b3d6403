import Glibc
import OperatingSystem
import TestPrograms
import Testing

struct SignalTests {
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT])
  func `a signal is read as an event and then really ends the process`(signal: Int32) throws {
    let result = try TestProgram("os-fixture").run("die", "subreaper", "\(signal)")
    #expect(result.signal == signal)
    #expect(result.lines == ["read \(Signals.name(signal))"])
  }

  @Test func `a hang-up that is ignored at the start stays so`() throws {
    let script = "trap '' HUP; exec '\(TestProgram("os-fixture").path)' watch subreaper"
    let fixture = try TestProgram(path: "/bin/sh").start(["-c", script])
    #expect(try fixture.waitForOutput("ready"))
    fixture.signal(SIGHUP)
    fixture.signal(SIGTERM)
    #expect(try fixture.wait().lines == ["ready", "SIGTERM"])
  }

  @Test func `signals that are none of our business do not end the process`() throws {
    let fixture = try TestProgram("os-fixture").start(["watch", "subreaper"])
    #expect(try fixture.waitForOutput("ready"))
    for signal in [SIGUSR1, SIGUSR2, SIGALRM, SIGPIPE, SIGXFSZ, SIGTERM] { fixture.signal(signal) }
    #expect(try fixture.wait().lines == ["ready", "SIGTERM"])
  }

  @Test func `signals have names`() {
    #expect(Signals.name(SIGKILL) == "SIGKILL")
    #expect(Signals.name(SIGXFSZ) == "SIGXFSZ")
    #expect(Signals.name(SIGSYS) == "SIGSYS")
    #expect(Signals.name(40) == "SIG40")
  }
}
