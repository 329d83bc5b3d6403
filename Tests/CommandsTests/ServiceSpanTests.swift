import Foundation
import TestPrograms
import Testing

/// When services are started and stopped, and that nothing of them is left.
struct ServiceSpanTests {
  private static func service(_ script: String, name: String = "s", _ more: String) -> String {
    "{ name: \(name), command: [sh, -c, \(Manifest.quoted(script))], \(more) }"
  }

  /// The events of a study that writes them to `log`.
  private static func log(
    _ span: String, workers: String, order: String, repetitions: Int
  ) throws -> [String] {
    let sandbox = try Sandbox()
    let script =
      "trap 'echo stop >> log; exit' TERM; echo start >> log; touch up; while :; do sleep 0.01; done"
    let manifest = Manifest.command(
      "[sh, -c, 'echo run {workers} >> log']", workers: workers, repetitions: repetitions,
      "order: \(order)", "services: [\(service(script, "per: \(span), ready: { file: up }"))]",
      "setup: [sh, -c, 'echo setup >> log']", "prepare: [sh, -c, 'echo prepare >> log']",
      "conclude: [sh, -c, 'echo conclude >> log']", "cleanup: [sh, -c, 'echo cleanup >> log']")
    let result = try sandbox.sweep(manifest)
    #expect(result.exitCode == 0, "\(result.errors)")
    try sandbox.expectNoSurvivors()
    return try sandbox.folder.read("log").split(separator: "\n").map(String.init)
  }

  private static let run1 = ["prepare", "run 1", "conclude"]
  private static let run2 = ["prepare", "run 2", "conclude"]

  @Test func `a service of the sweep is there from setup to cleanup`() throws {
    #expect(
      try Self.log("sweep", workers: "[1, 2]", order: "sequential", repetitions: 2)
        == ["setup", "start"] + Self.run1 + Self.run1 + Self.run2 + Self.run2 + ["stop", "cleanup"])
  }

  @Test func `a service of a cell is there for runs of the cell that follow each other`() throws {
    #expect(
      try Self.log("cell", workers: "[1, 2]", order: "sequential", repetitions: 2)
        == ["setup", "start"] + Self.run1 + Self.run1 + ["stop", "start"] + Self.run2 + Self.run2
        + ["stop", "cleanup"])
  }

  @Test func `a service of a run is there from prepare to conclude`() throws {
    #expect(
      try Self.log("run", workers: "[1]", order: "rounds", repetitions: 2)
        == ["setup", "start"] + Self.run1 + ["stop", "start"] + Self.run1 + ["stop", "cleanup"])
  }

  @Test func `services start in their order and stop in the reverse one`() throws {
    let sandbox = try Sandbox()
    let services = ["a", "b", "c"].map { name in
      Self.service(
        "trap 'echo stop \(name) >> log; exit' TERM; echo start \(name) >> log; touch \(name); while :; do sleep 0.01; done",
        name: name, "ready: { file: \(name) }")
    }
    #expect(
      try sandbox.sweep(.command("['true']", "services: [\(services.joined(separator: ", "))]")).exitCode == 0
    )
    #expect(
      try sandbox.folder.read("log") == "start a\nstart b\nstart c\nstop c\nstop b\nstop a\n")
  }

  @Test func `starting and stopping are not in the time of the run`() throws {
    let sandbox = try Sandbox()
    let slow = Self.service(
      "trap 'sleep 1; exit' TERM; sleep 1; touch up; while :; do sleep 0.01; done",
      "per: run, ready: { file: up }")
    #expect(try sandbox.sweep(.command("['true']", "services: [\(slow)]")).exitCode == 0)
    let row = try #require(try sandbox.rows().rows.first)
    #expect(try #require(Double(row["wall_s"] ?? "")) < 0.9)
    #expect(row["prepare_s"] == "")
  }

  // MARK: - Ends

  @Test(arguments: [
    "trap '' TERM; while :; do sleep 0.01; done",
    "setsid sleep 300 & (setsid sh -c 'sleep 300 &' &); exec sleep 300",
    "setsid sleep 300 & (setsid sh -c 'sleep 300 &' &); touch up; exit 0", "kill -STOP $$",
  ])
  func `nothing of a service is left, whatever it does`(_ script: String) throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(
      .command(
        "[sleep, '0.2']", "services: [\(Self.service(script, "per: sweep"))]", "limits: { grace: 200ms }"))
    try sandbox.expectNoSurvivors()
  }

  @Test func `what a run leaves is killed, and its service is not`() throws {
    let sandbox = try Sandbox()
    let script = "sleep 300 & (setsid sh -c 'sleep 301 & sleep 302' &); echo $$ > pid; wait"
    let run =
      "setsid sleep 303 & (sleep 304 &); kill -0 $(cat pid) && pgrep -f '^sleep 30[012]$' >/dev/null"
    let result = try sandbox.sweep(
      .command(
        "[sh, -c, \(Manifest.quoted(run))]", repetitions: 4,
        "services: [\(Self.service(script, "ready: { file: pid }"))]"))
    #expect(result.exitCode == 0, "\(result.errors)")
    let file = try sandbox.rows()
    #expect(file.column("status") == ["ok", "ok", "ok", "ok"])
    #expect(file.column("leaked") == ["2", "2", "2", "2"])
    try sandbox.expectNoSurvivors()
  }

  @Test func `a run that is ended at its limit leaves the service alone`() throws {
    let sandbox = try Sandbox()
    let run = "[ -e first ] && exit 0; touch first; exec sleep 300"
    try sandbox.sweep(
      .command(
        "[sh, -c, \(Manifest.quoted(run))]", repetitions: 2, "limits: { wall_time: 500ms }",
        "services: [\(Self.service("echo start >> starts; exec sleep 300", "ready: { file: starts }"))]"))
    #expect(try sandbox.rows().column("status") == ["timeout", "ok"])
    #expect(try sandbox.folder.read("starts") == "start\n")
    try sandbox.expectNoSurvivors()
  }

  @Test(arguments: ["threads", "fork"])
  func `a built-in workload has services too`(_ executor: String) throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(
      .builtIn(
        "{ kind: sleep, duration: 1ms, tasks: 4 }", executor: executor, workers: "[1, 2]", repetitions: 3,
        "services: [\(Self.service("touch up; exec sleep 300", "ready: { file: up }"))]"))
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(Set(try sandbox.rows().column("leaked")) == ["0"])
    try sandbox.expectNoSurvivors()
  }

  @Test func `a service that never stops writing delays nothing and loses only the beginning`() throws {
    let sandbox = try Sandbox()
    let script = "echo begin; yes | head -c 3000000; echo end > end; sleep 0.2; exit 3"
    try sandbox.sweep(
      .command(
        "[sh, -c, 'while [ ! -e end ]; do sleep 0.01; done; exec sleep 300']",
        "services: [\(Self.service(script, "per: run"))]"))
    #expect(try sandbox.rows().column("status") == ["service-failed"])
    #expect(try sandbox.keptOutput().utf8.count == 65536)
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `a signal to swrun ends the run and then its service`(_ signal: Int32) throws {
    let sandbox = try Sandbox()
    let script = "trap 'echo stopped > stopped; exit' TERM; touch up; while :; do sleep 0.01; done"
    let running = try sandbox.startSweep(
      .command(
        "[sh, -c, 'touch began; exec sleep 300']",
        "services: [\(Self.service(script, "ready: { file: up }"))]"))
    #expect(try sandbox.waitForFile("began"))
    running.signal(signal)
    #expect(try running.wait().signal == signal)
    #expect(try sandbox.exists("stopped"))
    #expect(try sandbox.rows().column("status") == ["interrupted"])
    try sandbox.expectNoSurvivors()
  }

  @Test func `a signal while a service is awaited ends it`() throws {
    let sandbox = try Sandbox()
    let running = try sandbox.startSweep(
      .command(
        "['true']",
        "services: [\(Self.service("touch up; exec sleep 300", "ready: { port: true, within: 1h }"))]"))
    #expect(try sandbox.waitForFile("up"))
    running.signal(SIGINT)
    #expect(try running.wait().signal == SIGINT)
    try sandbox.expectNoSurvivors()
  }

  @Test func `kill -9 of swrun takes services and their daemons along`() throws {
    let sandbox = try Sandbox()
    let script = "setsid sleep 300 & (setsid sh -c 'sleep 300 &' &); touch up; exec sleep 300"
    let running = try sandbox.startSweep(
      .command(
        "[sh, -c, 'touch began; exec sleep 300']",
        "services: [\(Self.service(script, "ready: { file: up }"))]"))
    #expect(try sandbox.waitForFile("began"))
    running.signal(SIGKILL)
    #expect(try running.wait().signal == SIGKILL)
    try sandbox.expectNoSurvivors()
  }
}
