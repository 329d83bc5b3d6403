import Expressions
import Jobs
import Sweep
import Testing

/// A job with these conditions; the names of derived values are known to them.
private func job(
  _ base: Job, derived: [(String, String)] = [], excluding conditions: [String]
) throws -> Job {
  var job = base
  for (name, text) in derived {
    let known = job.axes.map(\.name) + job.derived.map(\.name)
    let expression = try Expression(parsing: text, names: known, bareText: false)
    job.derived.append(DerivedColumn(name: name, expression: expression))
  }
  job.exclusions = try conditions.map { text in
    Exclusion(condition: try Expression(parsing: text, names: job.names, bareText: true), reason: "x")
  }
  return job
}

/// What falls away, decided combination by combination without any table.
private func decidedOneByOne(_ job: Job) throws -> [Int: Int] {
  var unconditional = job
  unconditional.exclusions = []
  let all = try SweepPlan(unconditional)
  var fallen: [Int: Int] = [:]
  for position in 0..<all.count {
    let cell = all.cell(position)
    let values = try all.values(of: cell).values
    fallen[cell.index] = try job.exclusions.firstIndex { exclusion in
      try exclusion.condition.evaluateCondition { name in
        name < job.axes.count ? job.conditionValue(name, of: cell) : values[name]
      }
    }
  }
  return fallen
}

@Suite struct ExclusionTests {
  @Test func `conditions decided by table leave out what they leave out one by one`() throws {
    var base = inventedJob(
      executors: [.serial, .threads, .fork], workers: [1, 2, 4],
      parameters: [("a", ["1", "2", "3"]), ("b", ["10", "20", "30"]), ("m", ["spin", "sleep"])])
    base.zips = [[3, 4]]
    let job = try job(
      base, derived: [("d", "workers * a"), ("e", "d + b")],
      excluding: [
        "m == spin and a == 2", "workers > 2 and executor == fork", "d == 6", "a == 3 and m == sleep",
        "e > 30 and m == spin", "true and false", "workers == 1", "a == 9",
      ])
    var fallen: [Int: Int] = [:]
    let plan = try SweepPlan(job)
    try plan.fallenAway { cell, reason in
      if case .excluded(let position) = reason { fallen[cell.index] = position }
    }
    let expected = try decidedOneByOne(job)
    #expect(fallen == expected)
    #expect(plan.unusedExclusions == [0, 1, 2, 3, 4, 5, 6, 7].filter { !expected.values.contains($0) })
    #expect(plan.unusedExclusions.contains(7))
  }

  @Test func `a condition that cannot be decided is an error only where no earlier one holds`() throws {
    let base = inventedJob(workers: [1, 2], parameters: [("a", ["0", "1", "2"]), ("m", ["x", "y"])])
    let guarded = try job(base, excluding: ["a == 0", "1 / a > 2"])
    #expect(try SweepPlan(guarded).count == 8)
    let bare = try job(base, excluding: ["m == z", "1 / a > 2"])
    let error = #expect(throws: SweepError.self) { try SweepPlan(bare) }
    #expect(error?.message.contains("workers=1 a=0 m=x") == true, "\(String(describing: error))")
  }

  @Test func `a thousand conditions on a million cells are decided`() throws {
    let values = (1...1000).map(String.init)
    let base = inventedJob(workers: [1], parameters: [("a", values), ("b", values)])
    let plan = try SweepPlan(job(base, excluding: (1...1000).map { "a == \($0) and a > 2" }))
    #expect(plan.count == 2000)
    #expect(plan.unusedExclusions == [0, 1])
  }

  @Test func `conditions that would take too long are refused with their number`() throws {
    let values = (1...200_000).map(String.init)
    let base = inventedJob(workers: [1], parameters: [("a", values)])
    let many = try job(base, excluding: (1...300).map { "a == \($0)" })
    #expect(throws: SweepError.tooManyConditions(steps: 60_000_000, maximum: 50_000_000)) {
      try SweepPlan(many)
    }
  }

  @Test func `a baseline whose cells are all excluded has no cell`() throws {
    var job = try job(
      inventedJob(executors: [.serial, .threads], workers: [1, 2]),
      excluding: ["workers == 1 and executor == threads"])
    job.baseline = [
      BaselineSetting(axis: Job.executorAxis, value: 1), BaselineSetting(axis: Job.workersAxis, value: 0),
    ]
    #expect(try !SweepPlan(job).hasBaselineCell())
    job.baseline = [
      BaselineSetting(axis: Job.executorAxis, value: 0), BaselineSetting(axis: Job.workersAxis, value: 1),
    ]
    #expect(try SweepPlan(job).hasBaselineCell())
    job.baseline = []
    #expect(try SweepPlan(job).hasBaselineCell())
  }
}
