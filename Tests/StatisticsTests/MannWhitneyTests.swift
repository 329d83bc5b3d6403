import Jobs
import Statistics
import Testing

struct MannWhitneyTests {
  /// All ways to deal out the pooled values, one by one.
  private func enumerated(_ first: [Double], _ second: [Double]) -> (Double, Double, Double) {
    func u(_ x: [Double], _ y: [Double]) -> Double {
      x.flatMap { a in y.map { b in a > b ? 1 : a == b ? 0.5 : 0 } }.reduce(0, +)
    }
    let pool = first + second
    let observed = u(first, second)
    let mean = Double(first.count * second.count) / 2
    var (less, greater, far, all) = (0, 0, 0, 0)
    for choice in 0..<(1 << pool.count) where choice.nonzeroBitCount == first.count {
      let chosen = pool.indices.filter { choice >> $0 & 1 == 1 }.map { pool[$0] }
      let others = pool.indices.filter { choice >> $0 & 1 == 0 }.map { pool[$0] }
      let value = u(chosen, others)
      all += 1
      if value <= observed { less += 1 }
      if value >= observed { greater += 1 }
      if abs(value - mean) >= abs(observed - mean) { far += 1 }
    }
    return (Double(less) / Double(all), Double(greater) / Double(all), Double(far) / Double(all))
  }

  @Test func `exact probabilities are those of enumeration, with and without ties`() throws {
    var random = SplitMix64(seed: 7)
    for distinct in [3, 5, 1_000] {
      for (m, n) in [(2, 5), (4, 4), (6, 3), (5, 6)] {
        let first = (0..<m).map { _ in Double(random.next() % UInt64(distinct)) }
        let second = (0..<n).map { _ in Double(random.next() % UInt64(distinct)) }
        guard Set(first + second).count > 1 else { continue }
        let test = try #require(MannWhitney(first, second))
        let (less, greater, far) = enumerated(first, second)
        #expect(test.isExact)
        #expect(relativeError(test.less, less) < 1e-12)
        #expect(relativeError(test.greater, greater) < 1e-12)
        #expect(relativeError(test.twoSided, far) < 1e-12)
      }
    }
  }

  @Test func `with ties the probability is never nothing`() throws {
    // A published program gives 0 here.
    let test = try #require(MannWhitney([2, 1, 3, 5], [1, 1, 1, 1, 1]))
    #expect(test.u == 17.5)
    #expect(relativeError(test.twoSided, 1.0 / 21) < 1e-12)
  }

  @Test func `samples without values and values that are all equal have no test`() {
    #expect(MannWhitney([], [1]) == nil)
    #expect(MannWhitney([1], []) == nil)
    #expect(MannWhitney([2, 2, 2], [2, 2]) == nil)
  }

  @Test func `many pairs are tested by the normal approximation, close to the exact one`() throws {
    let first = (0..<50).map { Double($0) }
    let second = (0..<50).map { Double($0) + 8.5 }
    let exact = try #require(MannWhitney(first, second))
    let normal = try #require(MannWhitney(first, second, method: .normal(correctsContinuity: true)))
    #expect(exact.isExact && !normal.isExact)
    #expect(abs(exact.twoSided - normal.twoSided) < 0.001)
    let large = try #require(MannWhitney(first + [100], second))
    #expect(!large.isExact)
  }

  @Test func `the approximation knows ties`() throws {
    // 60 and 60 values of two kinds: scipy.stats.mannwhitneyu(method="asymptotic").
    let first = Array(repeating: 1.0, count: 40) + Array(repeating: 2.0, count: 20)
    let second = Array(repeating: 1.0, count: 28) + Array(repeating: 2.0, count: 32)
    let test = try #require(MannWhitney(first, second))
    #expect(test.u == 1_440)
    #expect(relativeError(test.twoSided, 0.027924838966792747) < 1e-6)
  }

  @Test func `the distribution of U is symmetric and whole`() {
    let table = RankSumDistribution(first: 7, second: 9)
    #expect(relativeError(table.cumulative(63), 1) < 1e-14)
    #expect(relativeError(table.cumulative(20), table.upperTail(43)) < 1e-12)
    #expect(table.cumulative(-0.5) == 0)
    #expect(table.upperTail(63.5) == 0)
  }
}
