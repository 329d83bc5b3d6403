import Analysis
import Jobs
import Testing

@Suite struct SimulatedCellTests {
  private static func study() throws -> Study {
    var runs = InventedRuns(executors: [.simulated, .fork], workers: [1, 2])
    for (workers, wall) in [(1, 2.0), (2, 1.25)] {
      runs.add(executor: .simulated, workers: workers, walls: [wall])
      runs.add(executor: .fork, workers: workers, walls: Array(repeating: wall, count: 10))
    }
    return try runs.summary()
  }

  @Test func `one computed run is its own interval`() throws {
    let cell = try #require(try Self.study().cells.first { $0.executor == "simulated" && $0.workers == 2 })
    let sample = try #require(cell.sample)
    #expect(sample.count == 1)
    #expect(sample.interval == Interval(low: 1.25, high: 1.25, level: 1))
    #expect(sample.standardDeviation == nil)
    #expect(cell.intervalMethod == "exact")
    #expect(cell.stop == .simulated)
    #expect(cell.warnings.isEmpty, "\(cell.warnings)")
  }

  @Test func `a computed speedup refers to the computed base`() throws {
    let cell = try #require(try Self.study().cells.first { $0.executor == "simulated" && $0.workers == 2 })
    #expect(cell.base?.executor == "simulated")
    #expect(cell.speedup?.value == 1.6)
  }

  @Test func `the runs of a study are those that were measured`() throws {
    #expect(try Self.study().runCounts == 10...10)
    var runs = InventedRuns(executors: [.simulated], workers: [1])
    runs.add(workers: 1, walls: [1])
    #expect(try runs.summary().runCounts == 1...1)
  }

  @Test func `a single run that was measured has no interval`() throws {
    var runs = InventedRuns(executors: [.fork, .simulated], workers: [1])
    runs.add(executor: .fork, workers: 1, walls: [1])
    let cell = try #require(try runs.summary().cells.first)
    #expect(cell.sample?.interval == nil)
    #expect(cell.warnings == ["no interval: 1 run of at least 6"])
  }

  @Test func `a second repetition of a computed cell is not of this job`() throws {
    var runs = InventedRuns(executors: [.simulated], workers: [1])
    runs.add(workers: 1, walls: [1, 1])
    #expect(throws: UnexpectedRow.self) { try runs.summary() }
  }
}
