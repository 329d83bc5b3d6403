import Jobs
import Sweep
import Testing

@Suite struct SimulatedCellTests {
  private static func mixed(order: RunOrder, repetitions: Int = 5) -> Job {
    var job = inventedJob(executors: [.threads, .simulated, .fork], workers: [1, 2, 4])
    job.order = order
    job.repetitions = repetitions
    return job
  }

  @Test(arguments: RunOrder.allCases)
  func `a simulated cell has one run and every other all repetitions`(order: RunOrder) throws {
    let job = Self.mixed(order: order)
    let plan = try SweepPlan(job)
    let runs = Array(RunSequence(plan))
    #expect(runs.count == 6 * 5 + 3)
    #expect(RunSequence(plan).count == 33)
    #expect(plan.timedRuns == 33)
    #expect(Set(runs.map { [$0.position, $0.repetition] }).count == 33)
    for position in 0..<plan.count {
      let cell = plan.cell(position)
      let repetitions = runs.filter { $0.position == position }.map(\.repetition).sorted()
      #expect(repetitions == Array(1...job.repetitions(of: cell)))
      #expect(plan.repetitions(position) == job.repetitions(of: cell))
      #expect(plan.isSimulated(position) == (job.executor(of: cell).kind == .simulated))
    }
  }

  @Test func `simulated cells are visited in the first round`() throws {
    let plan = try SweepPlan(Self.mixed(order: .rounds))
    let runs = Array(RunSequence(plan))
    #expect(Set(runs.prefix(9).map(\.position)) == Set(0..<9))
    #expect(runs.dropFirst(9).allSatisfy { !plan.isSimulated($0.position) && $0.round > 1 })
    #expect(runs.filter { plan.isSimulated($0.position) }.allSatisfy { $0.round == 1 })
  }

  @Test func `ascending runs leave out what a simulated cell would repeat`() throws {
    let runs = Array(RunSequence(try SweepPlan(Self.mixed(order: .sequential, repetitions: 2))))
    #expect(runs.map(\.position) == [0, 0, 1, 1, 2, 2, 3, 4, 5, 6, 6, 7, 7, 8, 8])
  }

  @Test(arguments: RunOrder.allCases)
  func `a sweep that is only simulated has a run a cell`(order: RunOrder) throws {
    var job = inventedJob(executors: [.simulated], workers: Array(1...20))
    job.order = order
    job.repetitions = 1_000_000
    let plan = try SweepPlan(job)
    #expect(plan.simulatedCount == 20)
    #expect(Set(RunSequence(plan).map(\.position)) == Set(0..<20))
    #expect(RunSequence(plan).count == 20)
    #expect(Set(plan.firstRound()) == Set(0..<20))
  }

  @Test func `simulated cells are counted after what falls away`() throws {
    let job = inventedJob(executors: [.simulated, .serial], workers: [1, 2, 4])
    let plan = try SweepPlan(job)
    #expect(plan.count == 4)
    #expect(plan.simulatedCount == 3)
    #expect((0..<4).map(plan.isSimulated) == [true, true, true, false])
  }

  @Test func `a simulated executor that advances with the workers is known too`() throws {
    var job = inventedJob(
      executors: [.threads, .simulated], workers: [1, 2], parameters: [("x", ["1", "2"])])
    job.zips = [[Job.executorAxis, Job.workersAxis]]
    let plan = try SweepPlan(job)
    #expect((0..<4).map(plan.isSimulated) == [false, false, true, true])
  }

  @Test func `simulated runs count once towards what can be shuffled`() throws {
    var job = inventedJob(executors: [.simulated], workers: [1, 2])
    job.order = .random
    job.repetitions = .max
    #expect(throws: Never.self) { try SweepPlan(job) }
  }
}
