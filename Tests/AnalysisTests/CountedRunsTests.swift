import Analysis
import Jobs
import Testing

/// Which runs count, how many were asked for, and what is said of their order.
struct CountedRunsTests {
  private let noise = [1, 1.02, 0.98, 1.01, 0.99, 1.03, 0.97, 1.015, 0.985, 1.005]

  @Test func `values are in the order of the repetitions`() throws {
    var runs = InventedRuns(workers: [1])
    runs.add(workers: 1, walls: [3, 1, 2])
    #expect(try runs.summary().cells[0].values == [3, 1, 2])
  }

  @Test func `a run that was measured again takes the place of the contaminated one`() throws {
    var runs = InventedRuns(workers: [1])
    runs.add(workers: 1, walls: [1, 9, 3], tainted: ["steal"])
    runs.add(workers: 1, walls: [2], repetition: 2, attempt: 2, phase: .retry)
    let cell = try runs.summary().cells[0]
    #expect(cell.values == [1, 2, 3])
    #expect(cell.remeasured == 1)
    #expect(cell.tainted == 2)
    #expect(cell.warnings.contains("1 run re-measured"))
  }

  @Test func `of several times that a run was measured again the last one counts`() throws {
    var runs = InventedRuns(workers: [1])
    runs.add(workers: 1, walls: [9], tainted: ["steal"])
    runs.add(workers: 1, walls: [8], attempt: 2, phase: .retry, tainted: ["steal"])
    runs.add(workers: 1, walls: [1], attempt: 3, phase: .retry, tainted: ["steal"])
    let cell = try runs.summary().cells[0]
    #expect(cell.values == [1])
    #expect(cell.remeasured == 1)
    #expect(cell.tainted == 1)
  }

  @Test func `a throttled run that was measured again is in the statistics`() throws {
    var runs = InventedRuns(workers: [1])
    runs.add(workers: 1, walls: [9], tainted: ["throttled"])
    runs.add(workers: 1, walls: [1], attempt: 2, phase: .retry)
    #expect(try runs.summary().cells[0].values == [1])
  }

  @Test func `an interrupted second measurement leaves the first`() throws {
    var runs = InventedRuns(workers: [1])
    runs.add(workers: 1, walls: [2], tainted: ["steal"])
    runs.add(workers: 1, status: .interrupted, attempt: 2, phase: .retry)
    let cell = try runs.summary().cells[0]
    #expect(cell.values == [2])
    #expect(cell.remeasured == 0)
  }

  @Test func `a failed run that is run again was not contaminated`() throws {
    var runs = InventedRuns(workers: [1])
    runs.add(workers: 1, status: .failed)
    runs.add(workers: 1, walls: [2], attempt: 2)
    #expect(try runs.summary().cells[0].remeasured == 0)
  }

  @Test func `reference runs are measured again under their own phase`() throws {
    var runs = InventedRuns(workers: [1, 2])
    runs.growWork()
    runs.add(workers: 1, walls: noise)
    runs.add(workers: 2, walls: noise)
    runs.add(workers: 1, walls: [9], tainted: ["steal"], referenceOf: 2)
    runs.add(workers: 1, walls: [2], attempt: 2, referenceOf: 2)
    let cell = try runs.summary().cells[1]
    #expect(cell.referenceValues == [2])
    #expect(cell.warnings.contains("1 reference run re-measured"))
  }

  @Test func `failed runs are told with their causes`() throws {
    var runs = InventedRuns(workers: [1])
    runs.add(workers: 1, walls: [nil, nil], status: .timeout)
    runs.add(workers: 1, status: .badResult, repetition: 3)
    #expect(try runs.summary().cells[0].warnings.first == "3 runs failed: 2 timeout, 1 bad-result")
  }

  private func adaptive(_ walls: [Double], precision: Double, budget: Double? = nil) throws -> CellSummary {
    var runs = InventedRuns(workers: [1])
    runs.job.repetitions = 10
    runs.job.adaptive = AdaptiveRepetitions(minimum: 6, precision: precision, budget: budget)
    runs.add(workers: 1, walls: walls)
    return try runs.summary().cells[0]
  }

  @Test func `a cell whose interval is narrow enough stopped for that`() throws {
    let cell = try adaptive(Array(noise.prefix(8)), precision: 0.05)
    #expect(cell.stop == .precision)
    #expect(!cell.warnings.contains { $0.contains("not done") })
  }

  @Test func `a cell with all runs and a wide interval stopped at the most`() throws {
    #expect(try adaptive(noise, precision: 0.01).stop == .max)
  }

  @Test func `a cell with neither ran out of budget, or the sweep was ended`() throws {
    let walls = Array(noise.prefix(7))
    #expect(try adaptive(walls, precision: 0.05, budget: 60).stop == .budget)
    #expect(try adaptive(walls, precision: 0.05).stop == .incomplete)
  }

  @Test func `values that rise with time are told`() throws {
    var runs = InventedRuns(workers: [1])
    runs.add(workers: 1, walls: [1, 1.1, 1.2, 1.15, 1.3, 1.4, 1.5, 1.6, 1.55, 1.7])
    let warnings = try runs.summary().cells[0].warnings
    #expect(
      warnings.contains { $0.hasPrefix("drift: values rise with time (Kendall's τ = 0.91, p < 0.0001)") })
    #expect(warnings.contains { $0.hasPrefix("runs depend on each other: lag-1 correlation") })
  }

  @Test func `runs without order are not told of`() throws {
    var runs = InventedRuns(workers: [1])
    runs.add(workers: 1, walls: noise)
    #expect(
      try runs.summary().cells[0].warnings.allSatisfy { !$0.contains("drift") && !$0.contains("group") })
  }

  @Test func `two groups of values are told with the gap between them`() throws {
    var runs = InventedRuns(workers: [1])
    runs.add(workers: 1, walls: [2.01, 1, 2, 1.01, 1.02, 2.02, 1.03, 2.03, 1.005, 2.005])
    let warnings = try runs.summary().cells[0].warnings
    #expect(warnings.contains("two groups of values: 5 up to 1.030 s, 5 from 2.000 s"))
  }

  @Test func `runs that all take the same are deterministic`() throws {
    var runs = InventedRuns(workers: [1])
    runs.add(workers: 1, walls: Array(repeating: 0.5, count: 6))
    #expect(try runs.summary().cells[0].warnings == ["deterministic: all 6 values are equal"])
  }

  @Test func `the mean of a rate is the harmonic one`() throws {
    var runs = InventedRuns(workers: [1], isCommand: true)
    runs.job.metrics = [
      Metric(name: "rate", pattern: "", unit: "Gflop/s", kind: .rate, source: .standardOutput)
    ]
    runs.job.measure = "rate"
    for (index, rate) in ["10", "1", "2.5"].enumerated() {
      runs.add(workers: 1, walls: [1], repetition: index + 1, metrics: [rate])
    }
    // Hoefler and Belli (2015): 2 Gflop/s, not 4.5.
    #expect(try #require(try runs.summary().cells[0].sample).mean == 2)
  }
}
