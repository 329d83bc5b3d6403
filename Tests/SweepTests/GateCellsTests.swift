import Jobs
import Sweep
import Testing

@Suite struct GateCellsTests {
  private func gate(_ conditions: (Int, Int)...) -> Gate {
    Gate(
      text: "g", quantity: .measure,
      conditions: conditions.map { Gate.Condition(axis: $0.0, value: $0.1) }, limit: 1)
  }

  @Test func `a gate is about the cells that have its values`() throws {
    let plan = try SweepPlan(inventedJob(workers: [1, 2], parameters: [("n", ["5", "6"])]))
    let gate = gate((Job.workersAxis, 1), (3, 0))
    let cells = (0..<plan.count).map { plan.cell($0) }.filter { plan.matches(gate, $0) }
    #expect(cells.map(\.workers) == [2])
    #expect(cells.map { plan.job.value(3, of: $0).text } == ["5"])
  }

  @Test func `without conditions it is about all cells`() throws {
    let plan = try SweepPlan(inventedJob())
    #expect((0..<plan.count).allSatisfy { plan.matches(gate(), plan.cell($0)) })
  }

  @Test func `the serial cell has 1 worker, wherever that stands on the axis`() throws {
    let plan = try SweepPlan(inventedJob(executors: [.serial], workers: [2, 1]))
    #expect(!plan.matches(gate((Job.workersAxis, 0)), plan.cell(0)))
    #expect(plan.matches(gate((Job.workersAxis, 1)), plan.cell(0)))
  }

  @Test func `a gate whose cells fall away is found`() throws {
    var job = inventedJob(executors: [.serial, .threads], workers: [1, 2])
    job.gates = [gate(), gate((Job.workersAxis, 1)), gate((Job.executorAxis, 0), (Job.workersAxis, 1))]
    #expect(try SweepPlan(job).firstGateWithoutCell() == 2)
    job.gates.removeLast()
    #expect(try SweepPlan(job).firstGateWithoutCell() == nil)
  }
}
