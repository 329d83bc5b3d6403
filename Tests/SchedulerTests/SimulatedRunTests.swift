import Expressions
import Jobs
import OperatingSystem
import Sweep
import Testing

@testable import Scheduler

/// What differs where a run is computed and not executed.
struct SimulatedRunTests {
  private static let machine = Machine(
    cpus: [Machine.CPU(id: 0, socket: 0, core: 0, node: 0)], allowed: [0])

  private func context(_ executor: ExecutorKind, _ affinity: AffinityRequest) throws -> RunContext {
    let job = Job(
      name: "t", workload: .builtIn(kind: "sleep"),
      axes: [
        Axis(
          name: "executor", role: .executor,
          values: [AxisValue(text: executor.rawValue, value: .text(executor.rawValue))]),
        Axis(name: "workers", role: .workers, values: [.integer(2)]),
        Axis(name: "affinity", role: .affinity, values: [AxisValue(text: "a", value: .text("a"))]),
      ], executors: [ExecutorChoice(kind: executor)], affinities: [affinity], folder: "/tmp")
    let plan = try SweepPlan(job)
    let run = try #require(RunSequence(plan).first { _ in true })
    return try RunContext(
      plan: plan, ticket: RunTicket(run: run, attempt: 1),
      environment: ChildEnvironment(job, own: [], runIdentifier: "1-2"), machine: Self.machine,
      calibration: nil, traces: true)
  }

  @Test func `what is computed is bound to no CPU, also where the machine lacks it`() throws {
    #expect(try context(.simulated, .cpus([0, 7])).cpus() == nil)
    #expect(try context(.simulated, .compact).cpus() == nil)
    #expect(throws: PlacementError.self) { try context(.threads, .cpus([0, 7])).cpus() }
    #expect(try context(.threads, .compact).cpus() == [0])
  }

  @Test func `the row keeps what the run is, and nothing of its process`() throws {
    var row = try context(.simulated, .none).measurement()
    row.wall = 2
    row.achievedParallelism = 1.5
    row.prepare = 0.5
    row.containment = "subreaper"
    row.result = "tasks=1"
    let kept = row
    (row.outerWall, row.startup, row.shutdown, row.user, row.system) = (1, 1, 1, 1, 1)
    (row.maxRSS, row.minorFaults, row.majorFaults, row.voluntarySwitches) = (1, 1, 1, 1)
    (row.involuntarySwitches, row.runDelay, row.stealRatio, row.throttled) = (1, 1, 1, 1)
    (row.threadsPeak, row.leaked, row.tainted) = (1, 0, ["steal", "throttled"])
    row.forgetProcess()
    #expect(row == kept)
  }
}
