import RealModule

/// How far two samples lie apart, whatever their unit: the share of pairs in which the value of the first is the
/// larger, less the share in which it is the smaller (Cliff 1993).
package struct CliffsDelta: Sendable, Equatable {
  /// How much a δ is, in words.
  package enum Magnitude: String, Sendable, CaseIterable {
    case negligible, small, medium, large
  }

  /// −1: all values of the first are smaller; 1: all are larger.
  package let delta: Double
  /// Bounds at the level that was asked for; nil where the variance is not known: single values, and samples that do
  /// not overlap.
  package let low: Double?
  package let high: Double?

  /// Nil where a sample is empty. The values are finite.
  ///
  /// The interval is the asymmetric one of Feng and Cliff (2004) with the unbiased variance and n₁ + n₂ − 2 degrees of
  /// freedom.
  package init?(_ first: [Double], _ second: [Double], level: Double = 0.95) {
    guard !first.isEmpty, !second.isEmpty else { return nil }
    let m = Double(first.count)
    let n = Double(second.count)
    let pairs = m * n
    let rows = Self.dominance(of: first, over: second.sorted())
    let columns = Self.dominance(of: second, over: first.sorted())
    let sum = rows.map(\.difference).reduce(0, +)
    let ties = rows.map(\.ties).reduce(0, +)
    let delta = Double(sum) / pairs
    self.delta = delta
    guard first.count > 1, second.count > 1 else {
      (low, high) = (nil, nil)
      return
    }
    let ofRows = Self.squares(rows.map { Double($0.difference) / n }, around: delta)
    let ofColumns = Self.squares(columns.map { Double($0.difference) / m }, around: -delta)
    let ofPairs = pairs - Double(ties) - pairs * delta * delta
    let variance = (n * n * ofRows + m * m * ofColumns - ofPairs) / (pairs * (m - 1) * (n - 1))
    guard variance > 0 else {
      (low, high) = (nil, nil)
      return
    }
    let t = StudentDistribution.quantile((1 + level) / 2, degreesOfFreedom: m + n - 2)
    let rest = 1 - delta * delta
    let spread = t * Double.sqrt(variance) * Double.sqrt(rest * rest + t * t * variance)
    let scale = rest + t * t * variance
    low = max(-1, (delta * rest - spread) / scale)
    high = min(1, (delta * rest + spread) / scale)
  }

  /// What a δ is called, by the limits 0.147, 0.33 and 0.474 (Romano and others 2006).
  package static func magnitude(of delta: Double) -> Magnitude {
    switch abs(delta) {
    case ..<0.147: .negligible
    case ..<0.33: .small
    case ..<0.474: .medium
    default: .large
    }
  }

  /// For each value, how many of the others are smaller less how many are larger, and how many are equal.
  private static func dominance(
    of values: [Double], over others: [Double]
  ) -> [(difference: Int, ties: Int)] {
    values.map { value in
      let smaller = others.count(before: { $0 < value })
      let notLarger = others.count(before: { $0 <= value })
      return (smaller - (others.count - notLarger), notLarger - smaller)
    }
  }

  private static func squares(_ values: [Double], around mean: Double) -> Double {
    values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
  }
}

extension [Double] {
  /// How many elements at the beginning satisfy a condition that none after them does.
  fileprivate func count(before condition: (Double) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
