import Jobs
import Statistics
import Testing

struct DependenceTests {
  /// scipy.stats.kendalltau(range(8), x, method="exact").
  @Test func `the trend of values without ties is exact`() throws {
    let trend = try #require(Dependence.trend([1, 3, 2, 4, 6, 5, 8, 7]))
    #expect(abs(trend.tau - 0.7857142857142857) < 1e-12)
    #expect(abs(trend.p - 0.005505952380952381) < 1e-12)
  }

  @Test func `p is the share of permutations that are as far from balance`() throws {
    // Of 4! = 24 permutations 1 has no inversion, 3 have one, and as many at the other end.
    #expect(try #require(Dependence.trend([1, 2, 3, 4])).p == 2.0 / 24)
    #expect(abs(try #require(Dependence.trend([2, 1, 3, 4])).p - 8.0 / 24) < 1e-12)
    #expect(abs(try #require(Dependence.trend([4, 3, 1, 2])).p - 8.0 / 24) < 1e-12)
    #expect(try #require(Dependence.trend([2, 1, 4, 3, 2.5])).tau == 0.2)
    #expect(try #require(Dependence.trend([2, 4, 1, 3])).p == 1)
  }

  @Test func `falling values have a negative trend`() throws {
    let trend = try #require(Dependence.trend([9, 8, 7, 6, 5, 4, 3, 2]))
    #expect(trend.tau == -1)
    #expect(trend.p < 0.001)
  }

  @Test func `with ties the normal distribution decides`() throws {
    // S = 12 of 15 pairs with 1 tied; variance (6·5·17 − 2·1·9)/18.
    let trend = try #require(Dependence.trend([1, 2, 2, 3, 5, 4]))
    #expect(abs(trend.tau - 12 / (15.0 * 14).squareRoot()) < 1e-12)
    #expect(abs(trend.p - 0.0354) < 0.0002)
  }

  @Test func `many values agree with few in what a trend is`() throws {
    let rising = (0..<200).map { Double($0) + Double($0 % 7) * 10 }
    #expect(try #require(Dependence.trend(rising)).p < 1e-6)
    var generator = SplitMix64(seed: 2)
    let noise = (0..<200).map { _ in Double(generator.below(1 << 30)) }
    #expect(try #require(Dependence.trend(noise)).p > 0.01)
  }

  @Test func `equal values have neither trend nor correlation`() {
    #expect(Dependence.trend([1, 1, 1, 1]) == nil)
    #expect(Dependence.lagOne([1, 1, 1, 1]) == nil)
    #expect(Dependence.trend([1, 2]) == nil)
  }

  @Test func `the correlation of neighbours follows its definition`() throws {
    // Mean 3; deviations −2, −1, 0, 1, 2: products 2 + 0 + 0 + 2, squares 10.
    #expect(try #require(Dependence.lagOne([1, 2, 3, 4, 5])) == 0.4)
    #expect(try #require(Dependence.lagOne([1, -1, 1, -1])) == -0.75)
    #expect(Dependence.lagOneLimit(count: 16) == 0.49)
    #expect(Dependence.effectiveCount(10, lagOne: 0.6) == 2.5)
  }
}

struct BimodalityTests {
  @Test func `a wide gap between two groups is found`() throws {
    let groups = try #require(Bimodality(sorted: [1, 1.01, 1.02, 1.03, 2, 2.01, 2.02, 2.03, 2.04]))
    #expect(groups.lowerCount == 4)
    #expect(groups.upperCount == 5)
    #expect(groups.gap == 1.03...2)
  }

  @Test func `one or two values apart are outliers and no group`() {
    #expect(Bimodality(sorted: [1, 1.01, 1.02, 1.03, 1.04, 1.05, 1.06, 5, 5.1]) == nil)
  }

  @Test func `evenly spread values are one group`() {
    #expect(Bimodality(sorted: (0..<12).map(Double.init)) == nil)
  }

  @Test func `a gap that is narrow beside one of its sides is none`() {
    #expect(Bimodality(sorted: [1, 1.01, 1.02, 1.03, 1.5, 1.8, 2.1, 2.4, 2.7]) == nil)
  }

  @Test func `few values say nothing`() {
    #expect(Bimodality(sorted: [1, 1, 1, 2, 2, 2]) == nil)
  }
}

struct OutlierClassTests {
  @Test func `fences and scores make the classes`() throws {
    let values = [0, 1, 2, 3, 4, 5, 6, 7, 8, 16, 30.0]
    let limits = try #require(OutlierLimits(sorted: values))
    #expect(values.map(limits.classify).suffix(3) == [.none, .mild, .severe])
    // Median 5, MAD 3.
    #expect(abs(limits.modifiedScore(30) - 25 / (1.4826 * 3)) < 1e-12)
  }

  @Test func `a value beyond a modified z of 3,5 within the fences is suspect`() throws {
    // Quartiles 2.375 and 4.15, so the fences are far away; the median absolute deviation is 0.25.
    let values = [2.25, 2.3, 2.35, 2.4, 2.45, 2.5, 4, 4.1, 4.2, 4.3, 4.4]
    let limits = try #require(OutlierLimits(sorted: values))
    #expect(limits.classify(4.4) == .suspect)
    #expect(limits.classify(2.25) == .none)
  }

  @Test func `where most values are equal any other one is severe`() throws {
    let limits = try #require(OutlierLimits(sorted: [1, 1, 1, 1, 1, 1, 1.5]))
    #expect(limits.classify(1) == .none)
    #expect(limits.classify(1.5) == .severe)
  }
}
