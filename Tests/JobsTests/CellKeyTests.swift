import Expressions
import Jobs
import Testing

private func job(parameters: [Axis] = [], workers: [Int] = [1, 2]) -> Job {
  Job(
    name: "t", workload: .builtIn(kind: "sleep"),
    axes: [
      Axis(name: "executor", role: .executor, values: [AxisValue(text: "fork", value: .text("fork"))]),
      Axis(name: "workers", role: .workers, values: workers.map { .integer($0) }),
      Axis(name: "affinity", role: .affinity, values: [AxisValue(text: "none", value: .text("none"))]),
    ] + parameters,
    executors: [ExecutorChoice(kind: .fork)], folder: "/tmp")
}

private let first = Cell(index: 0, choices: [0, 0, 0], workers: 1)

@Suite struct CellKeyTests {
  @Test func `a key is c and twelve hexadecimal digits`() {
    #expect(CellKeys(job()).key(of: first).wholeMatch(of: /c[0-9a-f]{12}/) != nil)
  }

  @Test func `a key does not depend on the position in the manifest`() {
    let moved = Cell(index: 1, choices: [0, 1, 0], workers: 1)
    #expect(CellKeys(job(workers: [4, 1])).key(of: moved) == CellKeys(job()).key(of: first))
  }

  @Test func `limits do not change a key`() {
    var changed = job()
    changed.limits.wallTime = 1
    changed.repetitions = 99
    #expect(CellKeys(changed).key(of: first) == CellKeys(job()).key(of: first))
  }

  @Test func `what defines the cell changes its key`() throws {
    let key = CellKeys(job()).key(of: first)
    var warm = job()
    warm.warmup = 3
    var environment = job()
    environment.environment = [EnvironmentSetting(name: "A", value: try Template(parsing: "b", names: []))]
    var other = job()
    other.workload = .builtIn(kind: "noop")
    #expect(
      Set([
        key, CellKeys(warm).key(of: first), CellKeys(environment).key(of: first),
        CellKeys(other).key(of: first),
      ]).count == 4)
  }

  @Test func `what a service is changes the key, when it is ready does not`() throws {
    func key(_ change: (inout Service) -> Void = { _ in }) throws -> String {
      var service = Service(
        name: "s", line: CommandLine(arguments: [try Template(parsing: "serve", names: [])]))
      change(&service)
      var served = job()
      served.services = [service]
      return CellKeys(served).key(of: first)
    }
    let variable = EnvironmentSetting(name: "A", value: try Template(parsing: "b", names: []))
    let other = [try Template(parsing: "serve", names: []), try Template(parsing: "-v", names: [])]
    let keys = [
      CellKeys(job()).key(of: first), try key(), try key { $0.span = .run },
      try key { $0.affinity = .cpus([1]) },
      try key { $0.environment = [variable] }, try key { $0.line.arguments = other },
    ]
    #expect(Set(keys).count == keys.count)
    #expect(try key { $0.within = 3 } == key())
  }

  @Test func `a default that the manifest does not write leaves the key alone`() {
    let unwritten = Axis(
      name: "mode", role: .parameter, values: [AxisValue(text: "spin", value: .text("spin"))],
      isSwept: false, isWritten: false)
    let cell = Cell(index: 0, choices: [0, 0, 0, 0], workers: 1)
    #expect(CellKeys(job(parameters: [unwritten])).key(of: cell) == CellKeys(job()).key(of: first))
  }

  private static func command(_ program: String, serial: String? = nil) throws -> Job {
    func line(_ text: String) throws -> CommandLine {
      CommandLine(arguments: [try Template(parsing: text, names: [])])
    }
    var job = job()
    job.workload = .command(CommandWorkload(line: try line(program), serial: try serial.map(line)))
    let kinds: [ExecutorKind] = serial == nil ? [.command] : [.command, .serial]
    job.executors = kinds.map { ExecutorChoice(kind: $0) }
    job.axes[Job.executorAxis].values = kinds.map { AxisValue(text: $0.rawValue, value: .text($0.rawValue)) }
    return job
  }

  @Test func `a serial program beside a command leaves the keys of its cells alone`() throws {
    let alone = CellKeys(try Self.command("sort"))
    #expect(CellKeys(try Self.command("sort", serial: "uniq")).key(of: first) == alone.key(of: first))
  }

  @Test func `the cell of a serial program is named after that program alone`() throws {
    let serial = Cell(index: 2, choices: [1, 0, 0], workers: 1, isSerial: true)
    let key = CellKeys(try Self.command("sort", serial: "uniq")).key(of: serial)
    #expect(CellKeys(try Self.command("other", serial: "uniq")).key(of: serial) == key)
    #expect(CellKeys(try Self.command("sort", serial: "other")).key(of: serial) != key)
    #expect(CellKeys(try Self.command("sort", serial: "uniq")).key(of: first) != key)
  }

  @Test func `measuring references or work changes no key`() throws {
    var weak = job()
    weak.scaling = .weak
    var measured = weak
    measured.weakReference = .measured
    measured.work = WorkAmount(
      amount: try Expression(parsing: "1", names: [], bareText: false), unit: "points")
    #expect(CellKeys(measured).key(of: first) == CellKeys(weak).key(of: first))
    #expect(CellKeys(weak).key(of: first) != CellKeys(job()).key(of: first))
  }
}
