import Expressions
import Jobs
import Sweep
import Testing

@Suite struct ReferenceRunTests {
  private static func weak(
    _ executors: [ExecutorKind] = [.threads], workers: [Int] = [1, 2, 4], order: RunOrder = .rounds
  ) -> Job {
    var job = inventedJob(executors: executors, workers: workers)
    job.scaling = .weak
    job.weakReference = .measured
    job.order = order
    job.repetitions = 3
    return job
  }

  @Test(arguments: RunOrder.allCases)
  func `each timed run of several workers has a reference run`(order: RunOrder) throws {
    let plan = try SweepPlan(Self.weak([.serial, .threads, .simulated, .fork], order: order))
    let runs = Array(RunSequence(plan))
    let timed = runs.filter { $0.phase == .timed }
    let references = runs.filter { $0.phase == .reference }
    let expected = timed.filter { plan.cell($0.position).workers > 1 }
    #expect(
      Set(references.map { [$0.position, $0.repetition] })
        == Set(expected.map { [$0.position, $0.repetition] }))
    #expect(references.count == expected.count)
    #expect(references.count == plan.referenceRuns)
    #expect(RunSequence(plan).count == runs.count)
  }

  @Test func `reference runs lie between the timed runs of their round`() throws {
    let plan = try SweepPlan(Self.weak(workers: Array(1...16)))
    let runs = Array(RunSequence(plan))
    for round in 1...3 {
      let phases = runs.filter { $0.round == round }.map(\.phase)
      #expect(phases.count == 31)
      #expect(phases != phases.filter { $0 == .timed } + phases.filter { $0 == .reference })
    }
    #expect(runs.map(\.round) == runs.map(\.round).sorted())
  }

  @Test(arguments: RunOrder.allCases)
  func `the first round has every cell once`(order: RunOrder) throws {
    let plan = try SweepPlan(Self.weak([.threads, .simulated], order: order))
    #expect(plan.firstRound().sorted() == Array(0..<UInt32(plan.count)))
  }

  @Test func `the first round is that of the sequence`() throws {
    let plan = try SweepPlan(Self.weak(workers: Array(1...8)))
    let visited = RunSequence(plan).prefix(15).filter { $0.phase == .timed }.map { UInt32($0.position) }
    #expect(plan.firstRound() == visited)
  }

  @Test func `without measured references there are none`() throws {
    var job = Self.weak()
    job.weakReference = .none
    #expect(try SweepPlan(job).references.isEmpty)
    job.weakReference = .measured
    job.scaling = .strong
    #expect(try SweepPlan(job).referenceRuns == 0)
  }

  @Test func `a reference run sees one worker and the size of its cell`() throws {
    var job = Self.weak()
    let names = job.axes.map(\.name)
    job.derived = [
      DerivedColumn(
        name: "n", expression: try Expression(parsing: "100 * workers", names: names, bareText: false))
    ]
    let plan = try SweepPlan(job)
    let template = try Template(parsing: "{workers} {n} {workers + 1}", names: job.names)
    func rendered(_ phase: Phase) throws -> String {
      try plan.values(of: plan.cell(2), in: phase).render(template, repetition: 1) { _ in 0 }
    }
    #expect(try rendered(.timed) == "4 400 5")
    #expect(try rendered(.reference) == "1 400 2")
    #expect(try plan.values(of: plan.cell(2), in: .reference).columnTexts == ["400"])
  }

  @Test func `reference runs count among the runs that are shuffled as a whole`() throws {
    var job = Self.weak(workers: Array(1...10), order: .random)
    job.repetitions = 3_000_000
    #expect(throws: SweepError.tooManyToShuffle(maximum: SweepPlan.mostShuffled)) { try SweepPlan(job) }
  }

  @Test func `the work of a cell is a number above 0`() throws {
    var job = inventedJob(workers: [1, 2])
    func setWork(_ text: String) throws {
      let expression = try Expression(parsing: text, names: job.axes.map(\.name), bareText: false)
      job.work = WorkAmount(amount: expression, unit: "points")
    }
    try setWork("10 * workers")
    let plan = try SweepPlan(job)
    #expect(try plan.work(of: plan.cell(1)) == 20)
    try setWork("1 - workers")
    let empty = try SweepPlan(job)
    let fault = #expect(throws: SweepError.self) { try empty.work(of: empty.cell(0)) }
    #expect(fault?.message.contains("above 0 (in the cell executor=threads workers=1") == true)
  }
}
