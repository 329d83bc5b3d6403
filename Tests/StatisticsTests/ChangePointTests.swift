import Jobs
import Statistics
import Testing

struct EDivisiveTests {
  /// Q as its definition has it.
  private func statistic(_ values: [Double], _ split: Int) -> Double {
    func pairs(_ values: ArraySlice<Double>) -> Double {
      values.indices.reduce(0) { sum, first in
        sum + values[first...].reduce(0) { $0 + abs($1 - values[first]) }
      }
    }
    let (left, right) = (values[..<split], values[split...])
    let (n, m) = (Double(left.count), Double(right.count))
    let between = left.reduce(0) { sum, x in sum + right.reduce(0) { $0 + abs($1 - x) } }
    var q = 2 / (m + n) * between
    if n > 1 { q -= 2 * m / ((m + n) * (n - 1)) * pairs(left) }
    if m > 1 { q -= 2 * n / ((m + n) * (m - 1)) * pairs(right) }
    return q
  }

  @Test(arguments: [1, 3])
  func `the best split is that of the definition`(_ minimum: Int) throws {
    var random = SplitMix64(seed: 7)
    for _ in 0..<20 {
      let values = (0..<25).map { _ in Double(random.below(1000)) / 7 }
      let splits = minimum...(values.count - minimum)
      let best = try #require(splits.max { statistic(values, $0) < statistic(values, $1) })
      let found = try #require(EDivisive.bestSplit(of: values, minimum: minimum))
      #expect(found.index == best)
      #expect(abs(found.statistic - statistic(values, best)) < 1e-9)
    }
  }

  @Test func `equal values have no split`() {
    #expect(EDivisive.bestSplit(of: [2, 2, 2, 2, 2, 2]) == nil)
  }

  @Test func `too few values for two sides have no split`() {
    #expect(EDivisive.bestSplit(of: [1, 2, 3, 4, 5], minimum: 3) == nil)
    #expect(EDivisive.bestSplit(of: [], minimum: 1) == nil)
  }
}

struct RankEDivisiveTests {
  private let search = RankEDivisive()

  /// Values around levels of so many nights each.
  private func series(_ levels: [(level: Double, nights: Int)], seed: UInt64) -> [Double] {
    var random = SplitMix64(seed: seed)
    return levels.flatMap { level, nights in
      (0..<nights).map { _ in level * (1 + 0.01 * (Double(random.below(1_000_001)) / 1e6 - 0.5)) }
    }
  }

  @Test func `a step is found where it is`() {
    let points = search.changePoints(series([(1, 40), (1.05, 20)], seed: 1), seed: 9)
    #expect(points.map(\.index) == [40])
    #expect(points[0].p == 0.001)
  }

  @Test func `several steps are found`() {
    let values = series([(1, 30), (1.2, 20), (0.9, 25), (1, 15)], seed: 2)
    #expect(search.changePoints(values, seed: 9).map(\.index) == [30, 50, 75])
  }

  @Test func `a quiet series has no change point`() {
    #expect(search.changePoints(series([(1, 90)], seed: 3), seed: 9) == [])
  }

  @Test func `a single spike is no change point`() {
    var values = series([(1, 60)], seed: 4)
    values[30] = 50
    #expect(search.changePoints(values, seed: 9) == [])
  }

  @Test func `the same seed gives the same points`() {
    let values = series([(1, 30), (1.004, 30)], seed: 5)
    #expect(search.changePoints(values, seed: 12) == search.changePoints(values, seed: 12))
  }

  @Test func `no regime is shorter than the minimum`() {
    let values = series([(1, 40), (2, 2)], seed: 6)
    #expect(search.changePoints(values, seed: 1).allSatisfy { $0.index <= values.count - 3 })
  }

  @Test func `equal values have no change point`() {
    #expect(search.changePoints([Double](repeating: 3, count: 30), seed: 1) == [])
    #expect(search.changePoints([], seed: 1) == [])
  }
}

struct OtavaSearchTests {
  @Test func `fewer than two values have no change point`() {
    #expect(OtavaSearch().changePoints([]) == [])
    #expect(OtavaSearch().changePoints([1]) == [])
    #expect(OtavaSearch().changePoints([1, 1, 1]) == [])
  }

  @Test func `a change below the smallest one is merged away`() {
    let values = (0..<40).map { ($0 < 20 ? 100.0 : 103) + Double($0 % 3) / 10 }
    #expect(OtavaSearch().changePoints(values) == [20])
    #expect(OtavaSearch(smallestChange: 0.05).changePoints(values) == [])
  }

  @Test func `values without noise are split where they change`() {
    #expect(OtavaSearch().changePoints([1, 1, 1, 1, 2, 2, 2, 2]) == [4])
  }
}
