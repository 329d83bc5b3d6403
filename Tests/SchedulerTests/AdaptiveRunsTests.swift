import Expressions
import Jobs
import Scheduler
import Sweep
import Testing

/// When a cell has enough runs.
struct AdaptiveRunsTests {
  private static let executors: [ExecutorKind] = [.threads, .simulated]

  private func job(_ adaptive: AdaptiveRepetitions?, maximum: Int = 50) -> Job {
    var job = Job(
      name: "t", workload: .builtIn(kind: "sleep"),
      axes: [
        Axis(
          name: "executor", role: .executor,
          values: Self.executors.map { AxisValue(text: $0.rawValue, value: .text($0.rawValue)) }),
        Axis(name: "workers", role: .workers, values: [.integer(1), .integer(2)]),
        Axis(name: "affinity", role: .affinity, values: [AxisValue(text: "none", value: .text("none"))]),
      ], executors: Self.executors.map { ExecutorChoice(kind: $0) }, affinities: [.none], folder: "/tmp")
    job.repetitions = maximum
    job.adaptive = adaptive
    return job
  }

  private func runs(_ job: Job) throws -> AdaptiveRuns {
    try #require(AdaptiveRuns(SweepPlan(job)))
  }

  private func row(_ repetition: Int, _ wall: Double, _ status: Status = .ok, phase: Phase = .timed)
    -> Measurement
  {
    var row = Measurement()
    row.repetition = repetition
    row.phase = phase
    row.status = status
    row.wall = wall
    row.outerWall = wall
    return row
  }

  private let twoPercent = AdaptiveRepetitions(minimum: 8, precision: 0.02)

  @Test func `a job with a fixed number of runs has nothing to decide`() throws {
    #expect(try AdaptiveRuns(SweepPlan(job(nil))) == nil)
  }

  @Test func `a cell has enough when its interval at 99 % is narrow, and not before its fewest runs`() throws
  {
    let runs = try runs(job(twoPercent))
    for repetition in 1...7 {
      runs.add(row(repetition, 1), at: 0)
      #expect(!runs.hasEnough(0))
    }
    runs.add(row(8, 1.01), at: 0)
    #expect(runs.hasEnough(0))
    #expect(!runs.hasEnough(1))
  }

  @Test func `fewer than 8 runs have no interval at 99 %`() throws {
    let runs = try runs(job(AdaptiveRepetitions(minimum: 2, precision: 0.5)))
    for repetition in 1...7 { runs.add(row(repetition, 1), at: 0) }
    #expect(!runs.hasEnough(0))
    runs.add(row(8, 1), at: 0)
    #expect(runs.hasEnough(0))
  }

  @Test func `a wide interval wants more`() throws {
    let runs = try runs(job(twoPercent))
    for repetition in 1...7 { runs.add(row(repetition, 1), at: 0) }
    // With 8 values the interval goes from the least to the greatest.
    runs.add(row(8, 1.05), at: 0)
    #expect(!runs.hasEnough(0))
    // With 12 it leaves out the greatest.
    for repetition in 9...12 { runs.add(row(repetition, 1), at: 0) }
    #expect(runs.hasEnough(0))
  }

  @Test func `what failed or was held back does not count`() throws {
    let runs = try runs(job(twoPercent))
    for repetition in 1...6 { runs.add(row(repetition, 1), at: 0) }
    runs.add(row(7, 1, .crashed), at: 0)
    var throttled = row(8, 1)
    throttled.tainted = ["throttled"]
    runs.add(throttled, at: 0)
    #expect(!runs.hasEnough(0))
    runs.add(row(9, 1), at: 0)
    runs.add(row(10, 1), at: 0)
    #expect(runs.hasEnough(0))
  }

  @Test func `warm-up runs say nothing`() throws {
    let runs = try runs(job(twoPercent))
    for repetition in 1...9 { runs.add(row(repetition, 1, phase: .warmup), at: 0) }
    #expect(!runs.hasEnough(0))
  }

  @Test func `what was measured again stands for its run, unless it was interrupted`() throws {
    let runs = try runs(job(twoPercent))
    for repetition in 1...7 { runs.add(row(repetition, 1), at: 0) }
    runs.add(row(8, 3), at: 0)
    #expect(!runs.hasEnough(0))
    runs.add(row(8, 1, phase: .retry), at: 0)
    #expect(runs.hasEnough(0))
    runs.add(row(8, 5, .interrupted, phase: .retry), at: 0)
    #expect(runs.hasEnough(0))
  }

  @Test func `a computed cell has its one run`() throws {
    let runs = try runs(job(twoPercent))
    for repetition in 1...9 { runs.add(row(repetition, 1), at: 2) }
    #expect(!runs.hasEnough(2))
  }

  @Test func `a cell with reference runs needs them to be known as well`() throws {
    var job = job(twoPercent)
    job.scaling = .weak
    job.weakReference = .measured
    let runs = try runs(job)
    for repetition in 1...8 { runs.add(row(repetition, 1), at: 1) }
    #expect(!runs.hasEnough(1))
    for repetition in 1...8 { runs.add(row(repetition, 2, phase: .reference), at: 1) }
    #expect(runs.hasEnough(1))
    #expect(runs.hasEnough(1, in: .reference))
  }

  @Test func `in sequential order the phases are judged one by one`() throws {
    var job = job(twoPercent)
    (job.scaling, job.weakReference, job.order) = (.weak, .measured, .sequential)
    let runs = try runs(job)
    for repetition in 1...8 { runs.add(row(repetition, 1), at: 1) }
    #expect(runs.hasEnough(1))
    #expect(!runs.hasEnough(1, in: .reference))
  }

  @Test func `the measure may be a metric`() throws {
    var job = job(twoPercent)
    job.measure = "speed"
    job.metrics = [Metric(name: "speed", pattern: "(.)", kind: .rate, source: .standardOutput)]
    let runs = try runs(job)
    for repetition in 1...8 {
      var row = row(repetition, Double(repetition))
      row.metrics = ["7.5"]
      runs.add(row, at: 0)
    }
    #expect(runs.hasEnough(0))
  }

  @Test func `the budget is what all runs and their preparation took`() throws {
    let runs = try runs(job(AdaptiveRepetitions(minimum: 8, precision: 0.02, budget: 10)))
    runs.add(row(1, 4), at: 0)
    var prepared = row(1, 4, .failed)
    prepared.prepare = 1
    runs.add(prepared, at: 1)
    #expect(!runs.isSpent)
    runs.add(row(1, 1, phase: .warmup), at: 1)
    #expect(runs.spent == 10)
    #expect(runs.isSpent)
  }

  @Test func `rows find their cells by the key`() throws {
    let plan = try SweepPlan(job(twoPercent))
    let positions = AdaptiveRuns.Positions(plan)
    for position in 0..<plan.count {
      #expect(positions[plan.keys.key(of: plan.cell(position))] == position)
    }
    #expect(positions["c000000000000"] == nil)
  }
}
