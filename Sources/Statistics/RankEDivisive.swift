import Jobs

/// Change points of a series by the statistic of E-divisive on ranks, with a permutation test.
///
/// Ranks make a single spike as harmless as any other largest value. The test asks how often a series of the same
/// values in random order has a split as good as the best one of this series: its p is one for the search, not for a
/// split that was fixed beforehand. Where it is small enough, the series is split there, and both sides are searched.
package struct RankEDivisive: Sendable, Equatable {
  /// A value from which on a series is another one.
  package struct Point: Sendable, Equatable {
    /// Of the first value of the new regime, counted from 0.
    package var index: Int
    /// Of the permutation test.
    package var p: Double
  }

  /// Random orders that a split is tested against.
  package var permutations: Int
  /// The largest p of a change point.
  package var significance: Double
  /// The fewest values between two change points.
  package var minimum: Int

  package init(permutations: Int = 999, significance: Double = 0.005, minimum: Int = 3) {
    self.permutations = permutations
    self.significance = significance
    self.minimum = minimum
  }

  /// The change points, ascending. The same values and seed give the same points.
  package func changePoints(_ values: [Double], seed: UInt64) -> [Point] {
    var random = SplitMix64(seed: seed)
    var points: [Point] = []
    search(Self.ranks(of: values), from: 0, &random, &points)
    return points.sorted { $0.index < $1.index }
  }

  private func search(
    _ ranks: [Double], from start: Int, _ random: inout SplitMix64, _ points: inout [Point]
  ) {
    let distances = EDivisive.distanceSums(of: ranks)
    guard let split = EDivisive.bestSplit(of: ranks, distances: distances, minimum: minimum),
      let p = test(split, ranks, distances, &random)
    else { return }
    points.append(Point(index: start + split.index, p: p))
    search(Array(ranks[..<split.index]), from: start, &random, &points)
    search(Array(ranks[split.index...]), from: start + split.index, &random, &points)
  }

  /// The p of a split; nil where it is too large, which ends the test early.
  private func test(
    _ split: EDivisive.Split, _ ranks: [Double], _ distances: [Double], _ random: inout SplitMix64
  ) -> Double? {
    let most = Int(significance * Double(permutations + 1) + 1e-9) - 1
    guard most >= 0 else { return nil }
    // Splits that are mirror images of each other may differ in the last bit.
    let enough = split.statistic * (1 - 1e-9)
    var ranks = ranks
    var distances = distances
    var asGood = 0
    for _ in 0..<permutations {
      for last in stride(from: ranks.count - 1, to: 0, by: -1) {
        let other = Int(random.below(UInt32(last + 1)))
        ranks.swapAt(last, other)
        distances.swapAt(last, other)
      }
      let best = EDivisive.bestSplit(of: ranks, distances: distances, minimum: minimum)
      if let best, best.statistic >= enough { asGood += 1 }
      if asGood > most { return nil }
    }
    return Double(1 + asGood) / Double(1 + permutations)
  }

  /// The ranks of the values, counted from 1; equal values share the mean of theirs.
  static func ranks(of values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var first = 0
    while first < order.count {
      var end = first + 1
      while end < order.count, values[order[end]] == values[order[first]] { end += 1 }
      for position in first..<end { ranks[order[position]] = Double(first + 1 + end) / 2 }
      first = end
    }
    return ranks
  }
}
