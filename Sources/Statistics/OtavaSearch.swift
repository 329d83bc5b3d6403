import RealModule

/// Change points as Apache Otava finds them (Fleming and others, "Hunter: using change point detection to hunt for
/// performance regressions", ICPE 2023): E-divisive in overlapping windows, with a t-test in place of the permutations
/// and at ten times the wanted p; then the weakest points are merged away until all are good enough.
///
/// The p is that of a test after the best split was searched for, so that it is no rate of false alarms.
package struct OtavaSearch: Sendable, Equatable {
  /// Values that are looked at together.
  package var window: Int
  /// The p that a change point must stay below.
  package var largestP: Double
  /// The smallest relative change of the mean that counts, the larger one of forwards and backwards.
  package var smallestChange: Double

  package init(window: Int = 50, largestP: Double = 0.001, smallestChange: Double = 0) {
    self.window = window
    self.largestP = largestP
    self.smallestChange = smallestChange
  }

  /// A point with what the test says of the values before and after it, up to the next points.
  private struct Point {
    var index: Int
    var p: Double
    var change: Double
  }

  /// The change points, ascending, each the index of the first value of the new regime, counted from 0.
  package func changePoints(_ values: [Double]) -> [Int] {
    merge(weakPoints(values), values).map(\.index)
  }

  /// The points of all windows, which overlap by half unless one has a change point in its second half.
  private func weakPoints(_ values: [Double]) -> [Point] {
    let threshold = largestP < 0.05 ? largestP * 10 : largestP < 0.5 ? largestP * 2 : largestP
    var found: Set<Int> = []
    var start = 0
    while start < values.count {
      let end = min(start + window, values.count)
      let points = Self.divide(Array(values[start..<end]), largestP: threshold).map { $0 + start }
      found.formUnion(points)
      start = max(points.last ?? 0, start + max(1, window / 2))
    }
    let indices = found.sorted()
    return indices.indices.map { Self.point($0, of: indices, values) }
  }

  /// The best split of a series, and where its right side ends, which may be before the series does.
  package static func bestSplit(of values: [Double]) -> (split: EDivisive.Split, end: Int)? {
    DistanceSums(values).bestSplit(of: 0..<values.count)
  }

  /// Splits one window again and again at the best place of all its parts, until a split is not significant.
  package static func divide(_ values: [Double], largestP: Double) -> [Int] {
    let sums = DistanceSums(values)
    var indices: [Int] = []
    while true {
      let bounds = [0] + indices + [values.count]
      var best: (split: EDivisive.Split, part: Range<Int>)?
      for (start, end) in zip(bounds, bounds.dropFirst()) {
        guard let split = sums.bestSplit(of: start..<end)?.split else { continue }
        if best.map({ split.statistic > $0.split.statistic }) ?? true { best = (split, start..<end) }
      }
      guard let best,
        pooledTest(
          values[best.part.lowerBound..<best.split.index], values[best.split.index..<best.part.upperBound])
          <= largestP
      else { return indices }
      indices.append(best.split.index)
      indices.sort()
    }
  }

  /// Takes away the weakest points. As in the original, the points to be looked at again are those that then stand at
  /// the place of the removed one and at the next place.
  private func merge(_ points: [Point], _ values: [Double]) -> [Point] {
    var points = points
    while let worst = points.indices.max(by: { (points[$0].p, $1) < (points[$1].p, $0) }) {
      var weakest = worst
      if points[worst].p < largestP {
        weakest = points.indices.min { (points[$0].change, $0) < (points[$1].change, $1) } ?? worst
        if points[weakest].change > smallestChange { break }
      }
      points.remove(at: weakest)
      let indices = points.map(\.index)
      for position in weakest...(weakest + 1) where position < points.count {
        points[position] = Self.point(position, of: indices, values)
      }
    }
    return points
  }

  /// A point with the values between its neighbours.
  private static func point(_ position: Int, of indices: [Int], _ values: [Double]) -> Point {
    let start = position > 0 ? indices[position - 1] : 0
    let end = position + 1 < indices.count ? indices[position + 1] : values.count
    let index = indices[position]
    let (left, right) = (values[start..<index], values[index..<end])
    let (before, after) = (mean(left), mean(right))
    let forwards = before == 0 ? 0 : after / before - 1
    let backwards = after == 0 ? 0 : before / after - 1
    return Point(index: index, p: pooledTest(left, right), change: max(abs(forwards), abs(backwards)))
  }

  /// The two-sided p of Student's test with a common variance. The variances are those of the values as a whole
  /// population, as in the original: divided by n.
  private static func pooledTest(_ left: ArraySlice<Double>, _ right: ArraySlice<Double>) -> Double {
    guard left.count + right.count > 2 else { return 1 }
    let (n, m) = (Double(left.count), Double(right.count))
    let (first, second) = (mean(left), mean(right))
    let pooled = ((n - 1) * variance(left, first) + (m - 1) * variance(right, second)) / (n + m - 2)
    guard pooled > 0 else { return first == second ? 1 : 0 }
    let t = abs(first - second) / Double.sqrt(pooled * (1 / n + 1 / m))
    return StudentDistribution.twoSided(t, degreesOfFreedom: n + m - 2)
  }

  private static func mean(_ values: ArraySlice<Double>) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  private static func variance(_ values: ArraySlice<Double>, _ mean: Double) -> Double {
    values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
  }
}

/// Sums of the distances between the values of a series over any rectangle of pairs, from a table of all of them.
struct DistanceSums {
  private let count: Int
  /// At row i, column j: the sum over all pairs (a, b) with a < i and b < j.
  private let table: [Double]

  init(_ values: [Double]) {
    count = values.count
    var table = [Double](repeating: 0, count: (values.count + 1) * (values.count + 1))
    for (row, value) in values.enumerated() {
      var sum = 0.0
      for (column, other) in values.enumerated() {
        sum += abs(value - other)
        table[(row + 1) * (count + 1) + column + 1] = table[row * (count + 1) + column + 1] + sum
      }
    }
    self.table = table
  }

  private func upTo(_ row: Int, _ column: Int) -> Double { table[row * (count + 1) + column] }

  /// The sum over all pairs of one value of each range.
  func between(_ left: Range<Int>, _ right: Range<Int>) -> Double {
    upTo(left.upperBound, right.upperBound) - upTo(left.lowerBound, right.upperBound)
      - upTo(left.upperBound, right.lowerBound) + upTo(left.lowerBound, right.lowerBound)
  }

  /// The best split of a part. Its right side may end before the part does; the first of several is taken, by its
  /// place, then by that end.
  func bestSplit(of part: Range<Int>) -> (split: EDivisive.Split, end: Int)? {
    guard part.count > 1 else { return nil }
    var best: (split: EDivisive.Split, end: Int)?
    for split in (part.lowerBound + 1)..<part.upperBound {
      let left = part.lowerBound..<split
      let within = between(left, left) / 2
      for end in (split + 1)...part.upperBound {
        let right = split..<end
        let q = EDivisive.statistic(
          between: between(left, right), left: within, right: between(right, right) / 2, n: left.count,
          m: right.count)
        if best.map({ q > $0.split.statistic }) ?? true { best = (.init(index: split, statistic: q), end) }
      }
    }
    return best
  }
}
