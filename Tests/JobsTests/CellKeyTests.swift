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

  @Test func `a default that the manifest does not write leaves the key alone`() {
    let unwritten = Axis(
      name: "mode", role: .parameter, values: [AxisValue(text: "spin", value: .text("spin"))],
      isSwept: false, isWritten: false)
    let cell = Cell(index: 0, choices: [0, 0, 0, 0], workers: 1)
    #expect(CellKeys(job(parameters: [unwritten])).key(of: cell) == CellKeys(job()).key(of: first))
  }
}
