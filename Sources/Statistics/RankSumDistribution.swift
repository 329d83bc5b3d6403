/// The exact distribution of the statistic U of Mann and Whitney where both samples are of one distribution: every
/// choice of which of the pooled values are those of the first sample is equally likely. Ties are values of the pool
/// that count ½ against each other.
package struct RankSumDistribution: Sendable {
  /// The sizes of the two samples.
  package let first: Int
  package let second: Int
  /// The probability that 2U is at most the index, and at least the index.
  private let below: [Double]
  private let above: [Double]

  /// The most pairs for which the distribution is worked out.
  package static let mostPairs = 2_500

  /// The distribution for samples of these sizes.
  ///
  /// - Parameter groups: how often each distinct value of the pool occurs, in ascending order of the values; nil
  ///   where no two are equal.
  package init(first: Int, second: Int, groups: [Int]? = nil) {
    precondition(first > 0 && second > 0, "a sample has at least one value")
    let groups = groups ?? Array(repeating: 1, count: first + second)
    precondition(groups.reduce(0, +) == first + second, "every value of the pool belongs to one group")
    self.first = first
    self.second = second
    // By symmetry the smaller sample is the one that is chosen: fewer states.
    let isSwapped = first > second
    let weights = Self.weights(chosen: min(first, second), others: max(first, second), groups)
    let total = weights.reduce(0, +)
    let ordered = isSwapped ? weights.reversed() : weights
    let mass = ordered.map { $0 / total }
    var sum = 0.0
    below = mass.map {
      sum += $0
      return min(1, sum)
    }
    sum = 0
    above = mass.reversed().map {
      sum += $0
      return min(1, sum)
    }.reversed()
  }

  /// How many choices have each 2U, by dynamic programming over the groups: `table[c]` holds the choices that have
  /// taken c values from the groups so far.
  private static func weights(chosen: Int, others: Int, _ groups: [Int]) -> [Double] {
    let width = 2 * chosen * others + 1
    var table = [Double](repeating: 0, count: (chosen + 1) * width)
    table[0] = 1
    var passed = 0
    for size in groups {
      let choices = binomials(size)
      // From the largest count down, so that what is read has not been written for this group yet.
      for count in stride(from: min(chosen, passed + size), to: 0, by: -1) {
        for taken in 1...min(size, count) {
          let before = count - taken
          guard before <= passed, passed - before <= others else { continue }
          let shift = 2 * taken * (passed - before) + taken * (size - taken)
          let target = count * width
          let source = before * width
          // No more pairs than these can have been won before.
          let most = min(2 * before * others, width - 1 - shift)
          guard most >= 0 else { continue }
          for won in 0...most {
            table[target + won + shift] += table[source + won] * choices[taken]
          }
        }
      }
      passed += size
    }
    return Array(table[(chosen * width)...])
  }

  private static func binomials(_ size: Int) -> [Double] {
    var row = [1.0]
    for index in 0..<size { row.append(row[index] * Double(size - index) / Double(index + 1)) }
    return row
  }

  /// The probability that U is at most `u`, which is a multiple of ½.
  package func cumulative(_ u: Double) -> Double {
    let index = Int((2 * u).rounded(.down))
    guard index >= 0 else { return 0 }
    return below[min(index, below.count - 1)]
  }

  /// The probability that U is at least `u`.
  package func upperTail(_ u: Double) -> Double {
    let index = Int((2 * u).rounded(.up))
    guard index < above.count else { return 0 }
    return above[max(0, index)]
  }

  /// The probability that U is at least as far from its mean as `u` is.
  package func twoSided(_ u: Double) -> Double {
    let mean = Double(first * second) / 2
    let distance = abs(u - mean)
    guard distance > 0 else { return 1 }
    return min(1, cumulative(mean - distance) + upperTail(mean + distance))
  }

  /// The smallest whole u with P(U ≤ u) ≥ `probability`: the rule of R's `qwilcox`.
  package func quantile(_ probability: Double) -> Int {
    var u = 0
    // A probability that is reached but for rounding is reached.
    while u < first * second, cumulative(Double(u)) < probability * (1 - 1e-12) { u += 1 }
    return u
  }
}

/// Distributions of U without ties, kept for the next pair of samples of the same sizes.
package struct RankSumTables: Sendable {
  private struct Sizes: Hashable {
    var first: Int
    var second: Int
  }

  private var tables: [Sizes: RankSumDistribution] = [:]

  package init() {}

  /// The distribution for samples of these sizes.
  package mutating func distribution(first: Int, second: Int) -> RankSumDistribution {
    let sizes = Sizes(first: first, second: second)
    if let table = tables[sizes] { return table }
    let table = RankSumDistribution(first: first, second: second)
    tables[sizes] = table
    return table
  }
}
