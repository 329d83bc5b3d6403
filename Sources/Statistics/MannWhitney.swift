import RealModule

/// The test of Mann and Whitney (1947): whether values of one sample tend to be larger than those of another.
///
/// For at most ``RankSumDistribution/mostPairs`` pairs of values the probabilities are exact, with ties as well: all
/// ways to deal out the pooled values are counted. Beyond that they are those of the normal approximation with
/// corrections for ties and continuity.
package struct MannWhitney: Sendable, Equatable {
  package enum Method: Sendable, Equatable {
    /// Exact where that is affordable.
    case automatic
    /// The normal approximation with the correction for ties, with or without that for continuity.
    case normal(correctsContinuity: Bool)
  }

  /// In how many pairs the value of the first sample is the larger; equal ones count ½.
  package let u: Double
  /// The probability of so small a U, if nothing differs.
  package let less: Double
  /// The probability of so large a U.
  package let greater: Double
  /// The probability of a U so far from its mean, on either side.
  package let twoSided: Double
  /// Whether the probabilities were counted, not approximated.
  package let isExact: Bool

  /// Nil where a sample is empty or all values of both are equal: there is nothing to rank. The values are finite.
  package init?(_ first: [Double], _ second: [Double], method: Method = .automatic) {
    var tables = RankSumTables()
    self.init(first, second, method: method, tables: &tables)
  }

  /// The same with distributions that are kept from test to test.
  package init?(
    _ first: [Double], _ second: [Double], method: Method = .automatic, tables: inout RankSumTables
  ) {
    let pool = PooledRanks(first, second)
    guard !first.isEmpty, !second.isEmpty, pool.groups.count > 1 else { return nil }
    u = pool.u
    let pairs = first.count * second.count
    if method == .automatic, pairs <= RankSumDistribution.mostPairs {
      let distribution =
        pool.groups.count == first.count + second.count
        ? tables.distribution(first: first.count, second: second.count)
        : RankSumDistribution(first: first.count, second: second.count, groups: pool.groups)
      less = distribution.cumulative(pool.u)
      greater = distribution.upperTail(pool.u)
      twoSided = distribution.twoSided(pool.u)
      isExact = true
      return
    }
    let total = Double(first.count + second.count)
    let ties = pool.groups.map { Double($0) * (Double($0) * Double($0) - 1) }.reduce(0, +)
    let variance = Double(pairs) / 12 * (total + 1 - ties / (total * (total - 1)))
    let deviation = Double.sqrt(variance)
    let correction = method == .normal(correctsContinuity: false) ? 0 : 0.5
    let difference = pool.u - Double(pairs) / 2
    less = NormalDistribution.cumulative((difference + correction) / deviation)
    greater = NormalDistribution.upperTail((difference - correction) / deviation)
    twoSided = min(1, 2 * NormalDistribution.upperTail((abs(difference) - correction) / deviation))
    isExact = false
  }
}

/// Two samples put together in order.
struct PooledRanks {
  /// In how many pairs the value of the first sample is the larger; equal ones count ½.
  let u: Double
  /// How often each distinct value occurs, in ascending order.
  let groups: [Int]

  init(_ first: [Double], _ second: [Double]) {
    let pool = (first.map { ($0, true) } + second.map { ($0, false) }).sorted { $0.0 < $1.0 }
    var groups: [Int] = []
    var won = 0.0
    var othersBelow = 0
    var start = 0
    while start < pool.count {
      var end = start
      var own = 0
      while end < pool.count, pool[end].0 == pool[start].0 {
        if pool[end].1 { own += 1 }
        end += 1
      }
      let others = end - start - own
      won += Double(own) * (Double(othersBelow) + Double(others) / 2)
      othersBelow += others
      groups.append(end - start)
      start = end
    }
    u = won
    self.groups = groups
  }
}
