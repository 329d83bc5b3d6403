/// The statistic of E-divisive: how far apart the two sides of a series are, by energy distance (Matteson, James,
/// "A nonparametric approach for multiple change point analysis of multivariate data", JASA 2014).
///
/// For n values x before a split and m values y from it on
///
///     Q = 2/(m+n) ΣΣ|x−y| − 2m/((m+n)(n−1)) Σ|x−x'| − 2n/((m+n)(m−1)) Σ|y−y'|
///
/// where the last two sums are over pairs; a side with a single value has none.
package enum EDivisive {
  /// A place at which a series may be split.
  package struct Split: Sendable, Equatable {
    /// Of the first value after the split, counted from 0.
    package var index: Int
    /// Q, in the unit of the values.
    package var statistic: Double
  }

  /// The split with the largest Q, the first of several; in O(N²). Nil where there are fewer than two sides of
  /// `minimum` values, or all values are equal.
  package static func bestSplit(of values: [Double], minimum: Int = 1) -> Split? {
    bestSplit(of: values, distances: distanceSums(of: values), minimum: minimum)
  }

  /// Q from the sums of distances: between the sides, within the left one of `n`, within the right one of `m` values.
  static func statistic(between: Double, left: Double, right: Double, n: Int, m: Int) -> Double {
    let (n, m) = (Double(n), Double(m))
    let within = (n > 1 ? m / (n - 1) * left : 0) + (m > 1 ? n / (m - 1) * right : 0)
    return 2 / (m + n) * (between - within)
  }

  /// For each value the sum of its distances to all others.
  static func distanceSums(of values: [Double]) -> [Double] {
    values.map { value in values.reduce(0) { $0 + abs($1 - value) } }
  }

  /// As above, with the sums of distances known: they stay with their values when a series is shuffled.
  static func bestSplit(of values: [Double], distances: [Double], minimum: Int) -> Split? {
    let count = values.count
    guard minimum >= 1, count >= 2 * minimum else { return nil }
    let all = distances.reduce(0, +) / 2
    guard all > 0 else { return nil }
    // The pairs on the left, and the distances of the values there to all values: the rest follows from them.
    var left = 0.0
    var reach = 0.0
    var best: Split?
    values.withUnsafeBufferPointer { values in
      for split in 1...(count - minimum) {
        let added = values[split - 1]
        for index in 0..<(split - 1) { left += abs(values[index] - added) }
        reach += distances[split - 1]
        guard split >= minimum else { continue }
        let between = reach - 2 * left
        let q = statistic(
          between: between, left: left, right: all - left - between, n: split, m: count - split)
        if best.map({ q > $0.statistic }) ?? true { best = Split(index: split, statistic: q) }
      }
    }
    return best
  }
}
