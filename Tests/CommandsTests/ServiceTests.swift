import Foundation
import TestPrograms
import Testing

/// A server and its client for tests.
private let fixture = TestProgram("os-fixture").path

/// A study whose run is a shell script, with services.
private func served(
  _ services: String, _ script: String, workers: String = "[1]", repetitions: Int = 1, _ more: String...
) -> Manifest {
  .command(
    "[sh, -c, \(Manifest.quoted(script))]", workers: workers, repetitions: repetitions,
    (["services:"] + services.split(separator: "\n").map { "  - \($0)" } + more).joined(separator: "\n"))
}

/// A service that is a shell script.
private func script(_ script: String, name: String = "s", _ more: String = "") -> String {
  "{ name: \(name), command: [sh, -c, \(Manifest.quoted(script))]\(more.isEmpty ? "" : ", " + more) }"
}

/// The server of the fixture, ready once it listens.
private func server(name: String = "server", delay: Int = 0, _ more: String = "ready: { port: true }")
  -> String
{
  "{ name: \(name), command: [\(fixture), listen, '{\(name).port}', '\(delay)'], \(more) }"
}

private func lines(_ sandbox: Sandbox, _ name: String) throws -> [String] {
  try sandbox.folder.read(name).split(separator: "\n").map(String.init)
}

struct ServiceTests {
  @Test func `a run finds the server at its port, which is ready before`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(
      served(server(delay: 300), "exec \(fixture) ask {server.port} hello", repetitions: 3))
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(try sandbox.rows().column("status") == ["ok", "ok", "ok"])
    #expect(try sandbox.keptOutput().hasSuffix(" hello\n"))
    try sandbox.expectNoSurvivors()
  }

  @Test func `services know the ports of each other, and no two have the same`() throws {
    let sandbox = try Sandbox()
    let services = (1...8).map {
      script("echo {s\($0).port} {s\(9 - $0).port} >> ports; exec sleep 300", name: "s\($0)")
    }
    let run = "echo " + (1...8).map { "{s\($0).port}" }.joined(separator: " ")
    #expect(
      try sandbox.sweep(
        served(
          services.joined(separator: "\n"), "while [ $(wc -l < ports) -lt 8 ]; do sleep 0.01; done; \(run)")
      ).exitCode == 0)
    let pairs = try lines(sandbox, "ports")
    #expect(Set(pairs.map { $0.split(separator: " ")[0] }).count == 8)
    #expect(Set(pairs.map { $0.split(separator: " ")[1] }).count == 8)
    let ports = try sandbox.keptOutput().split(whereSeparator: \.isWhitespace)
    #expect(Set(ports) == Set(pairs.map { $0.split(separator: " ")[0] }))
    try sandbox.expectNoSurvivors()
  }

  @Test func `a port stands in the environment and in commands around runs`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(
      Manifest(
        text: """
          name: t
          workload: { command: [sh, -c, 'echo $P'] }
          repetitions: 1
          environment: { P: "{server.port}" }
          services: [{ name: server, command: [sh, -c, 'echo $P {server.port} $Q > service; exec sleep 300'], environment: { Q: own }, ready: { file: service } }]
          prepare: [sh, -c, 'echo {server.port} > prepare']
          conclude: [sh, -c, 'echo {server.port} > conclude']
          output: { plots: [] }

          """))
    #expect(result.exitCode == 0, "\(result.errors)")
    let port = try sandbox.keptOutput()
    #expect(Int(port.dropLast()) != nil)
    #expect(try sandbox.folder.read("prepare") == port)
    #expect(try sandbox.folder.read("conclude") == port)
    #expect(try sandbox.folder.read("service") == "\(port.dropLast()) \(port.dropLast()) own\n")
  }

  @Test func `a service is ready once its file is there`() throws {
    let sandbox = try Sandbox()
    // What an earlier start has left does not count.
    try sandbox.folder.write("old", to: "ready")
    let services = script("sleep 0.3; echo new > tmp; mv tmp ready; exec sleep 300", "ready: { file: ready }")
    #expect(try sandbox.sweep(served(services, "cat ready")).exitCode == 0)
    #expect(try sandbox.keptOutput() == "new\n")
    try sandbox.expectNoSurvivors()
  }

  @Test func `a service is ready once its command ends well`() throws {
    let sandbox = try Sandbox()
    let services = script(
      "sleep 0.3; touch here; exec sleep 300",
      "ready: { command: [sh, -c, 'echo try >> tries; test -e here'] }")
    #expect(try sandbox.sweep(served(services, "test -e here")).exitCode == 0)
    #expect(try lines(sandbox, "tries").count > 1)
    try sandbox.expectNoSurvivors()
  }

  @Test(arguments: [
    ("port: true", "nobody accepts connections at port"), ("file: nothing", "there is no"),
    ("command: [sh, -c, 'echo not yet >&2; exit 4']", "exit code 4: not yet"),
    ("command: [sleep, '300']", "did not end"),
  ])
  func `one that does not become ready in its time starts no run`(test: String, why: String) throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(
      served(script("echo warming up >&2; exec sleep 300", "ready: { \(test), within: 400ms }"), "touch ran"))
    #expect(result.exitCode == 69)
    #expect(result.errors.contains("service 's' was not ready within 0.4 s"), "\(result.errors)")
    #expect(result.errors.contains(why), "\(result.errors)")
    #expect(result.errors.contains("warming up"), "\(result.errors)")
    #expect(try !sandbox.exists("ran"))
    try sandbox.expectNoSurvivors()
  }

  @Test func `one that ends before it is ready starts no run, and its time is not awaited`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(
      served(script("echo no such table >&2; exit 7", "ready: { port: true, within: 1h }"), "touch ran"))
    #expect(result.exitCode == 69)
    #expect(
      result.errors.contains("service 's' ended with exit code 7 before it was ready: no such table"),
      "\(result.errors)")
    #expect(try !sandbox.exists("ran"))
  }

  @Test(arguments: ["sweep", "cell", "run"])
  func `a service whose program is not there is told by its path`(span: String) throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(
      served("{ name: s, command: [./no-server], per: \(span) }", "touch ran", repetitions: 2))
    #expect(result.exitCode == 69)
    #expect(result.errors.contains("service 's' cannot be started: exec"), "\(result.errors)")
    #expect(result.errors.contains("no-server"), "\(result.errors)")
    #expect(try !sandbox.exists("ran"))
  }

  @Test func `a port at which another listens already is not taken for a ready service`() throws {
    let sandbox = try Sandbox()
    let services =
      server(name: "a") + "\n" + script("exec sleep 300", name: "b", "ready: { port: '{a.port}' }")
    let result = try sandbox.sweep(served(services, "touch ran"))
    #expect(result.exitCode == 69)
    #expect(
      result.errors.contains("service 'b' cannot be started: ready: another program listens at port"),
      "\(result.errors)")
    #expect(try !sandbox.exists("ran"))
    try sandbox.expectNoSurvivors()
  }

  @Test func `what a service has started has its grace too`() throws {
    let sandbox = try Sandbox()
    let inner = "trap 'sleep 0.2; touch done; exit' TERM; touch up; while :; do sleep 0.01; done"
    let service = script("sh -c \"\(inner)\"; :", "ready: { file: up }")
    #expect(try sandbox.sweep(served(service, "true", "limits: { grace: 20s }")).exitCode == 0)
    #expect(try sandbox.exists("done"))
    try sandbox.expectNoSurvivors()
  }

  // MARK: - Death

  @Test func `a run whose service dies is ended and says how the service ended`() throws {
    let sandbox = try Sandbox()
    let services = script("touch up; while [ ! -e go ]; do sleep 0.01; done; echo out of cheese >&2; exit 5")
    let result = try sandbox.sweep(
      served(services, "echo begun; touch go; exec sleep 300", "limits: { wall_time: 1h }"))
    #expect(result.exitCode == 69)
    let row = try #require(try sandbox.rows().rows.first)
    #expect(row["status"] == "service-failed")
    #expect(row["reason"] == "service 's' ended with exit code 5: out of cheese")
    #expect(try sandbox.keptOutput() == "begun\n")
    #expect(try sandbox.keptOutput("stderr").hasSuffix("out of cheese\n"))
    #expect(result.errors.contains("out of cheese"), "\(result.errors)")
    try sandbox.expectNoSurvivors()
  }

  @Test func `a signal is named`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(served(script("kill -SEGV $$"), "exec sleep 300"))
    #expect(try sandbox.rows().column("reason") == ["service 's' was ended by SIGSEGV"])
  }

  @Test func `the service is started again for the next run`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(
      served(
        server(),
        "exec \(fixture) ask {server.port} $([ -e first ] && echo hello || (touch first; echo exit 3))",
        repetitions: 3))
    #expect(result.exitCode == 1, "\(result.errors)")
    let file = try sandbox.rows()
    #expect(file.column("status") == ["service-failed", "ok", "ok"])
    #expect(file.column("reason") == ["service 'server' ended with exit code 3", "", ""])
    try sandbox.expectNoSurvivors()
  }

  @Test func `a run that ended well without its service did not end well`() throws {
    let sandbox = try Sandbox()
    // The run ends with 0 when its service is dead, reaped or not.
    let result = try sandbox.sweep(
      served(
        script("echo $$ > written; mv written pid; exec sleep 300", "ready: { file: pid }"),
        "trap '' TERM; p=$(cat pid); kill -9 $p; "
          + "until grep -q '^State:.Z' /proc/$p/status || [ ! -e /proc/$p ]; do :; done 2>/dev/null; exit 0"))
    #expect(result.exitCode == 69)
    let row = try #require(try sandbox.rows().rows.first)
    #expect(row["status"] == "service-failed")
    #expect(row["reason"] == "service 's' was ended by SIGKILL")
  }

  @Test func `the death of a service while another is awaited is noticed at once`() throws {
    let sandbox = try Sandbox()
    let services = [
      script("touch up; while [ ! -e go ]; do sleep 0.01; done; exit 4", name: "a", "ready: { file: up }"),
      script("touch go; exec sleep 300", name: "b", "ready: { port: true, within: 1h }"),
    ]
    let result = try sandbox.sweep(served(services.joined(separator: "\n"), "touch ran"))
    #expect(result.exitCode == 69)
    #expect(result.errors.contains("service 'a' ended with exit code 4"), "\(result.errors)")
    try sandbox.expectNoSurvivors()
  }

  @Test func `a run whose service dies before conclude is over lacked it, and conclude runs to its end`()
    throws
  {
    let sandbox = try Sandbox()
    let services = script("echo $$ > pid; exec sleep 300", "ready: { file: pid }")
    let conclude = "conclude: [sh, -c, 'kill -9 $(cat pid); sleep 0.2; touch concluded']"
    #expect(try sandbox.sweep(served(services, "true", conclude)).exitCode == 69)
    #expect(try sandbox.rows().column("reason") == ["service 's' was ended by SIGKILL"])
    #expect(try sandbox.exists("concluded"))
  }

  @Test func `a prepare whose service dies is ended`() throws {
    let sandbox = try Sandbox()
    let services = script("while [ ! -e go ]; do sleep 0.01; done; exit 2")
    try sandbox.sweep(served(services, "touch ran", "prepare: [sh, -c, 'touch go; exec sleep 300']"))
    #expect(try sandbox.rows().column("status") == ["service-failed"])
    #expect(try !sandbox.exists("ran"))
    try sandbox.expectNoSurvivors()
  }

  @Test func `a simulated run starts no service and needs none`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(
      .builtIn(
        "{ kind: sleep, duration: 1ms, tasks: 4 }", executor: "simulated", workers: "[1, 2]",
        "services:", "  - \(script("touch ran", "per: run"))", "  - \(script("exit 3", name: "dying"))"))
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(try !sandbox.exists("ran"))
  }

  @Test func `services that cannot be started again are given up`() throws {
    let sandbox = try Sandbox()
    let services = script(
      "echo start >> starts; [ $(wc -l < starts) -gt 1 ] && exit 1; touch up; while [ ! -e go ]; do sleep 0.01; done",
      "ready: { file: up }")
    try sandbox.sweep(served(services, "touch go; exec sleep 300", repetitions: 8))
    let file = try sandbox.rows()
    #expect(file.column("status") == Array(repeating: "service-failed", count: 8))
    #expect(try lines(sandbox, "starts").count == 4)
    try sandbox.expectNoSurvivors()
  }

  @Test func `only-failed runs again what lacked its service`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(
      served(
        server(),
        "exec \(fixture) ask {server.port} $([ -e first ] && echo hello || (touch first; echo exit 3))",
        repetitions: 2))
    #expect(try sandbox.sweepAgain(["--only-failed"]).exitCode == 0)
    #expect(try sandbox.rows().column("status") == ["service-failed", "ok", "ok"])
  }

  @Test func `a resume starts the services again`() throws {
    let sandbox = try Sandbox()
    let script =
      "if [ ! -e go ]; then touch began; exec sleep 300; fi; exec \(fixture) ask {server.port} hello"
    let running = try sandbox.startSweep(served(server(), script, repetitions: 2))
    #expect(try sandbox.waitForFile("began"))
    running.signal(SIGINT)
    #expect(try running.wait().signal == SIGINT)
    try sandbox.folder.write("", to: "go")
    #expect(try sandbox.sweepAgain(["--resume"]).exitCode == 0)
    #expect(try sandbox.rows().column("status") == ["interrupted", "ok", "ok"])
    try sandbox.expectNoSurvivors()
  }

  @Test func `the program of a service is an input`() throws {
    let sandbox = try Sandbox()
    try sandbox.folder.write("#!/bin/sh\nexec sleep 300\n", to: "serve", mode: 0o755)
    let script = "if [ ! -e go ]; then touch began; exec sleep 300; fi"
    let running = try sandbox.startSweep(served("{ name: s, command: [./serve] }", script, repetitions: 2))
    #expect(try sandbox.waitForFile("began"))
    running.signal(SIGINT)
    #expect(try running.wait().signal == SIGINT)
    #expect(try sandbox.folder.read(sandbox.runFolder() + "/host.json").contains("/serve\""))
    try sandbox.folder.write("#!/bin/sh\nexec sleep 301\n", to: "serve", mode: 0o755)
    let result = try sandbox.sweepAgain(["--resume"])
    #expect(result.exitCode == 65)
    #expect(result.errors.contains("/serve"), "\(result.errors)")
  }
}
