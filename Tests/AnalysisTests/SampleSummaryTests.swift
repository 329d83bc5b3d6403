import Analysis
import Testing

@Test func `the published example of benchstat has its median and interval`() throws {
  let summary = try #require(SampleSummary([4, -10, 6, 2, 5, 3]))
  #expect(summary.median == 3.5)
  #expect(summary.interval == Interval(low: -10, high: 6, level: 0.96875))
  #expect(SampleSummary([4, -10, 6, 2, 5, 3], confidence: 0.99)?.interval == nil)
}

/// numpy: mean 5, sd (n − 1) 2.138089935299395, quartiles 4 and 5.5.
@Test func `mean, deviation, quartiles and minimum are those of numpy`() throws {
  let summary = try #require(SampleSummary([2, 4, 4, 4, 5, 5, 7, 9]))
  #expect(summary.mean == 5)
  #expect(abs((summary.standardDeviation ?? 0) - 2.138089935299395) < 1e-12)
  #expect(summary.lowerQuartile == 4)
  #expect(summary.upperQuartile == 5.5)
  #expect(summary.minimum == 2)
  #expect(summary.count == 8)
}

/// Hoefler and Belli (2015): 10, 100 and 40 s have the mean 50 s.
@Test func `the mean of costs is the arithmetic one`() throws {
  #expect(try #require(SampleSummary([10, 100, 40])).mean == 50)
}

@Test func `a single value has no deviation and no interval`() throws {
  let summary = try #require(SampleSummary([3]))
  #expect(summary.median == 3)
  #expect(summary.standardDeviation == nil)
  #expect(summary.interval == nil)
  #expect(summary.relativeWidth == nil)
}

@Test func `no values have no summary`() {
  #expect(SampleSummary([]) == nil)
}

@Test func `outliers are counted by Tukey's fences and stay in`() throws {
  // Quartiles 2.5 and 7.5, so the fences lie at 15 and 22.5 above.
  let summary = try #require(SampleSummary([0, 1, 2, 3, 4, 5, 6, 7, 8, 16, 30]))
  #expect(summary.lowerQuartile == 2.5)
  #expect(summary.upperQuartile == 7.5)
  #expect(summary.mildOutliers == 1)
  #expect(summary.severeOutliers == 1)
  #expect(summary.outliers == 2)
  #expect(summary.count == 11)
}

@Test func `the relative width is the larger side of the interval`() throws {
  let summary = try #require(SampleSummary([8, 9, 10, 10, 11, 14]))
  #expect(summary.median == 10)
  #expect(abs((summary.relativeWidth ?? 0) - 0.4) < 1e-12)
}

@Test func `work that was never done has the rate 0 in the mean too`() throws {
  #expect(try #require(SampleSummary([0, 10, 10], isRate: true)).mean == 0)
  #expect(abs(try #require(SampleSummary([0, 10, 10])).mean - 20.0 / 3) < 1e-12)
}

/// Hoefler and Belli (2015), section 3.1.1: 100 Gflop in 10, 100 and 40 s.
@Test func `the mean of costs is the arithmetic one, and gives the rate of the harmonic mean`() throws {
  let cost = try #require(SampleSummary([10, 100, 40])).mean
  #expect(cost == 50)
  #expect(abs(try #require(SampleSummary([10, 1, 2.5], isRate: true)).mean - 100 / cost) < 0.005)
}
