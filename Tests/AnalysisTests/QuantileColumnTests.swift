import Analysis
import Jobs
import Testing

/// Quantiles of the runs of a cell.
struct QuantileColumnTests {
  private func cell(runs count: Int) throws -> CellSummary {
    var runs = InventedRuns(workers: [1])
    runs.job.repetitions = count
    runs.add(workers: 1, walls: (1...count).map(Double.init))
    return try #require(try runs.summary().cells.first)
  }

  @Test func `the 90th percentile needs ten runs`() throws {
    #expect(try cell(runs: 9).quantile(percent: 90) == nil)
    #expect(try cell(runs: 9).quantile(percent: 10) == nil)
    #expect(try cell(runs: 11).quantile(percent: 90) == 10)
    #expect(try cell(runs: 11).quantile(percent: 10) == 2)
    #expect(try cell(runs: 10).quantile(percent: 90) != nil)
  }

  @Test func `the 99th percentile needs a hundred runs`() throws {
    #expect(try cell(runs: 99).quantile(percent: 99) == nil)
    #expect(try cell(runs: 101).quantile(percent: 99) == 100)
  }
}
