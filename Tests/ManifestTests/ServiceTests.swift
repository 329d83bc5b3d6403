import Expressions
import Jobs
import Manifest
import Testing

/// A study with one service: its keys beside the name, as YAML, and further lines.
private func served(_ keys: String, _ rest: String = "") -> String {
  study("services: [{name: server, \(keys)}]\n" + rest)
}

private func services(_ text: String) throws -> [Service] {
  let checked = check(text)
  return try #require(checked.job, "\(checked.errorsText)").services
}

private let faults = [
  FaultyManifest(study("services: {name: a}\n"), 4, "'services' is not a list"),
  FaultyManifest(study("services: [a]\n"), 4, "'services' is not a mapping"),
  FaultyManifest(study("services: [{command: [a]}]\n"), 4, "'name' is missing in 'services'"),
  FaultyManifest(study("services: [{name: a}]\n"), 4, "'command' is missing in service 'a'"),
  FaultyManifest(
    study("services: [{name: a-b, command: [a]}]\n"), 4, "'a-b' cannot be the name of a service"),
  FaultyManifest(study("services: [{name: 1a, command: [a]}]\n"), 4, "'1a' cannot be the name"),
  FaultyManifest(
    study("services:\n  - {name: a, command: [a]}\n  - {name: a, command: [b]}\n"), 6, "value 'a' twice"),
  FaultyManifest(served("comand: [a]"), 4, "(?s)'command' is missing.*'comand'.*'command'"),
  FaultyManifest(served("command: a b"), 4, "write a list such as \\[a, b\\]"),
  FaultyManifest(served("command: []"), 4, "empty list"),
  FaultyManifest(
    served("command: [a], per: day"), 4, "'per' of service 'server' is 'day'.*sweep, cell or run"),
  FaultyManifest(served("command: [a], ready: {}"), 4, "neither port, file nor command"),
  FaultyManifest(served("command: [a], ready: {within: 1s}"), 4, "neither port, file nor command"),
  FaultyManifest(served("command: [a], ready: {port: true, file: x}"), 4, "has port and file: expected one"),
  FaultyManifest(served("command: [a], ready: {prot: true}"), 4, "'prot'.*'port'"),
  FaultyManifest(served("command: [a], ready: {port: 0}"), 4, "from 1 to 65535"),
  FaultyManifest(served("command: [a], ready: {port: 70000}"), 4, "from 1 to 65535"),
  FaultyManifest(served("command: [a], ready: {port: false}"), 4, "from 1 to 65535"),
  FaultyManifest(served("command: [a], ready: {file: \"\"}"), 4, "empty"),
  FaultyManifest(served("command: [a], ready: {port: true, within: 10}"), 4, "'10' has no unit"),
  FaultyManifest(served("command: [a], ready: {port: true, within: 0s}"), 4, "more than 0"),
  FaultyManifest(served("command: [a], affinity: [none]"), 4, "affinity is a list"),
  FaultyManifest(served("command: [a], affinity: comapct"), 4, "'comapct'.*'compact'"),
  FaultyManifest(
    served("command: [a], affinity: compact"), 4, "as many CPUs as there are workers.*per: cell"),
  FaultyManifest(served("command: [a], environment: {A B: c}"), 4, "white space"),
  FaultyManifest(served("command: [a, \"{workers}\"]"), 4, "placeholder 'workers'.*whole sweep.*per: cell"),
  FaultyManifest(served("command: [a], environment: {W: \"{workers}\"}"), 4, "placeholder 'workers'"),
  FaultyManifest(served("command: [a], directory: \"{workers}\""), 4, "placeholder 'workers'"),
  FaultyManifest(served("command: [a], ready: {file: \"{workers}\"}"), 4, "placeholder 'workers'"),
  FaultyManifest(
    served("command: [a, \"{repetition}\"], per: cell"), 4, "placeholder 'repetition'.*several runs.*per: run"
  ),
  FaultyManifest(served("command: [a, \"{sever.port}\"]"), 4, "unknown name 'sever.port'.*'server.port'"),
  FaultyManifest(
    study("services:\n  - {name: a, command: [a, \"{b.port}\"]}\n  - {name: b, command: [b], per: run}\n"), 5,
    "'b.port', but that service has 'per: run'"),
  FaultyManifest(served("command: [a]", "prepare: [a, \"{other.port}\"]\n"), 5, "unknown name 'other.port'"),
  FaultyManifest(
    served("command: [a]", "setup: [a, \"{server.port}\"]\n"), 5, "before the sweep and its services"),
  FaultyManifest(
    served("command: [a]", "cleanup: [a, \"{server.port}\"]\n"), 5, "after the sweep and its services"),
  FaultyManifest(served("command: [a]", "inputs: [\"{server.port}\"]\n"), 5, "services do not run yet"),
  FaultyManifest(served("command: [a]", "derived: {d: server.port}\n"), 5, "unknown name 'server.port'"),
]

@Suite struct ServiceTests {
  @Test(arguments: faults)
  func `a fault in services is refused at its place`(_ faulty: FaultyManifest) throws {
    try faulty.expectRefusal()
  }

  @Test func `a service of two keys runs for the sweep and is ready once it is started`() throws {
    let service = try #require(try services(served("command: [redis, --quiet]")).first)
    #expect(service.name == "server")
    #expect(service.line.arguments.map(\.source) == ["redis", "--quiet"])
    #expect(service.span == .sweep)
    #expect(service.affinity == .none)
    #expect(service.test == nil)
    #expect(service.within == 10)
  }

  @Test func `a service has all that a command has, and its span`() throws {
    let service = try #require(
      try services(
        served(
          "command: \"a | b\", shell: true, directory: d, per: cell, affinity: \"0,1\", "
            + "environment: {A: \"{workers}\", B: null}")
      ).first)
    #expect(service.line.usesShell)
    #expect(service.line.directory?.source == "d")
    #expect(service.span == .cell)
    #expect(service.affinity == .cpus([0, 1]))
    #expect(service.environment.map(\.name) == ["A", "B"])
    #expect(service.environment.map { $0.value?.source } == ["{workers}", nil])
  }

  @Test(arguments: [
    ("port: true", "{server.port}"), ("port: 8080", "8080"), ("port: \"{server.port}\"", "{server.port}"),
    ("port: \"{server.port + 1}\"", "{server.port + 1}"),
  ])
  func `a port is its own, a number or computed`(written: String, source: String) throws {
    let service = try #require(try services(served("command: [a], ready: {\(written), within: 1.5s}")).first)
    guard case .port(let template) = service.test else {
      Issue.record("no port")
      return
    }
    #expect(template.source == source)
    #expect(service.within == 1.5)
  }

  @Test func `a service is ready by a file or a command`() throws {
    let file = try #require(try services(served("command: [a], ready: {file: sock}")).first)
    #expect(file.test == .file(try Template(parsing: "sock", names: [])))
    let command = try #require(
      try services(served("command: [a], ready: {command: [ping, \"{server.port}\"]}")).first)
    guard case .command(let line) = command.test else {
      Issue.record("no command")
      return
    }
    #expect(line.arguments.map(\.source) == ["ping", "{server.port}"])
  }

  @Test(arguments: [
    "prepare: [a, \"{server.port}\"]", "conclude: [a, \"{server.port}\"]",
    "environment: {P: \"{server.port}\"}",
    "metrics: {m: {regex: \"(a)\", from: \"out-{server.port}\"}}",
  ])
  func `what belongs to a run may use ports`(_ line: String) throws {
    #expect(try services(served("command: [a, \"{server.port}\"]", line + "\n")).count == 1)
  }

  @Test func `the ports are the last of the names`() throws {
    let text = study(
      "services:\n  - {name: a, command: [a, \"{b.port}\"]}\n  - {name: b, command: [b, \"{a.port}\"]}\n"
        + "parameters: {p: 1}\nderived: {d: \"2\"}\n")
    let job = try #require(check(text).job)
    #expect(job.names.suffix(6) == ["p", "d", "repetition", "cell", "a.port", "b.port"])
    #expect(job.services[0].line.arguments[1].references == [job.names.count - 1])
  }

  @Test func `a service for each cell may use what the cell has, one for each run all`() throws {
    let cell = served("command: [a, \"{workers}\", \"{cell}\"], per: cell, affinity: compact")
    #expect(try services(cell).map(\.affinity) == [.compact])
    #expect(try services(served("command: [a, \"{repetition}\"], per: run")).map(\.span) == [.run])
  }

  @Test func `workers may be used in a service`() throws {
    let text =
      "name: t\nworkload: {command: [a]}\nworkers: [1, 2]\n"
      + "services: [{name: s, command: [b, \"{workers}\"], per: cell}]\n"
    #expect(try services(text).count == 1)
  }

  @Test func `a CPU of a service that the machine does not give is lacking`() throws {
    let checked = check(served("command: [a], affinity: \"9\""))
    #expect(checked.job != nil)
    #expect(checked.diagnostics.contains { $0.severity == .lacking })
  }
}
