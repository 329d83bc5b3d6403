import Expressions
import Jobs
import Sweep
import Testing

@Suite struct SweepPlanTests {
  @Test func `the sweep is the product of all axes`() throws {
    let plan = try SweepPlan(
      inventedJob(executors: [.threads, .fork], workers: [1, 2, 4], parameters: [("n", ["10", "20"])]))
    #expect(plan.count == 12)
    #expect(Set(texts(plan, "executor", "workers", "n")).count == 12)
  }

  @Test func `zipped axes advance together`() throws {
    var job = inventedJob(workers: [1, 2, 4], parameters: [("n", ["10", "20", "40"])])
    job.zips = [[Job.workersAxis, 3]]
    let plan = try SweepPlan(job)
    #expect(texts(plan, "workers", "n") == [["1", "10"], ["2", "20"], ["4", "40"]])
  }

  @Test func `serial has one cell with one worker whatever the list of workers`() throws {
    let plan = try SweepPlan(inventedJob(executors: [.serial, .threads], workers: [2, 4]))
    #expect(texts(plan, "executor", "workers") == [["serial", "1"], ["threads", "2"], ["threads", "4"]])
    var reasons: [SweepPlan.FallsAway] = []
    try plan.fallenAway { reasons.append($1) }
    #expect(reasons == [.serialHasOneWorker])
  }

  @Test func `an excluded cell falls away with its reason`() throws {
    var job = inventedJob(workers: [1, 2, 4])
    let condition = try Expression(parsing: "workers == 2", names: job.names, bareText: true)
    job.exclusions = [Exclusion(condition: condition, reason: "known to hang")]
    let plan = try SweepPlan(job)
    #expect(texts(plan, "workers") == [["1"], ["4"]])
    var fallen: [(Int, SweepPlan.FallsAway)] = []
    try plan.fallenAway { fallen.append(($0.workers, $1)) }
    #expect(fallen.map(\.0) == [2])
    #expect(fallen.map(\.1) == [.excluded(0)])
  }

  @Test func `a condition sees derived values`() throws {
    var job = inventedJob(workers: [1, 2, 4])
    job.derived = [
      DerivedColumn(
        name: "twice",
        expression: try Expression(
          parsing: "workers * 2", names: job.axes.map(\.name), bareText: false))
    ]
    let condition = try Expression(parsing: "twice > 4", names: job.names, bareText: true)
    job.exclusions = [Exclusion(condition: condition, reason: "too large")]
    let plan = try SweepPlan(job)
    #expect(texts(plan, "workers") == [["1"], ["2"]])
    #expect(try plan.values(of: plan.cell(1)).columnTexts == ["4"])
  }

  @Test func `excluding every cell is an error`() throws {
    var job = inventedJob()
    let condition = try Expression(parsing: "workers >= 1", names: job.names, bareText: true)
    job.exclusions = [Exclusion(condition: condition, reason: "x")]
    #expect(throws: SweepError.nothingLeft) { try SweepPlan(job) }
  }

  @Test func `a product that is too large is refused before anything is allocated`() {
    let many = (1...2000).map(String.init)
    let job = inventedJob(parameters: [
      ("a", many), ("b", many), ("c", many), ("d", many), ("e", many), ("f", many),
    ])
    #expect(throws: SweepError.tooManyCells(maximum: 1_000_000)) { try SweepPlan(job) }
  }

  @Test func `a failing derived value names the cell`() throws {
    var job = inventedJob(workers: [1])
    job.derived = [
      DerivedColumn(
        name: "d",
        expression: try Expression(
          parsing: "1 / (workers - 1)", names: ["executor", "workers"], bareText: false))
    ]
    let plan = try SweepPlan(job)
    let error = #expect(throws: SweepError.self) { try plan.values(of: plan.cell(0)) }
    #expect(error?.message.contains("executor=threads workers=1") == true)
  }

  @Test func `a label is what conditions see and the value is what commands see`() throws {
    var job = inventedJob(workers: [1])
    job.axes.append(
      Axis(
        name: "input", role: .parameter,
        values: [
          AxisValue(text: "small", written: "data/s.tar", value: .text("data/s.tar")),
          AxisValue(text: "big", written: "data/b.tar", value: .text("data/b.tar")),
        ]))
    let condition = try Expression(parsing: "input == small", names: job.names, bareText: true)
    job.exclusions = [Exclusion(condition: condition, reason: "x")]
    let plan = try SweepPlan(job)
    let template = try Template(parsing: "{input}", names: job.names)
    let values = try plan.values(of: plan.cell(0))
    #expect(plan.count == 1)
    #expect(values.columnTexts == ["big"])
    #expect(try values.render(template, repetition: 1, filesize: { _ in 0 }) == "data/b.tar")
  }

  @Test func `a million cells are counted and decoded without being stored`() throws {
    let values = (1...1000).map(String.init)
    let plan = try SweepPlan(inventedJob(workers: [1], parameters: [("a", values), ("b", values)]))
    #expect(plan.count == 1_000_000)
    #expect(plan.cell(999_999).choices == [0, 0, 0, 999, 999])
  }
}
