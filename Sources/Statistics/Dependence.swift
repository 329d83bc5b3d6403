import RealModule

/// Whether values that were measured one after the other depend on when they were.
package enum Dependence {
  /// The rank correlation of values with time.
  package struct Trend: Sendable, Equatable {
    /// Kendall's τ_b: 1 where each value is larger than all before it, −1 where it is smaller.
    package let tau: Double
    /// Two-sided: how likely so much of a trend is where there is none.
    package let p: Double
  }

  /// The most values without ties for which p is exact.
  private static let mostExact = 50

  /// Kendall's test for a trend (Kendall 1938; with ties the variance of Kendall 1970), exact for up to 50 values
  /// without ties, else by the normal distribution with continuity correction. Nil for fewer than 3 values, and where
  /// all are equal.
  package static func trend(_ values: [Double]) -> Trend? {
    let count = values.count
    guard count >= 3 else { return nil }
    var sorted = values
    let inversions = sortCountingInversions(&sorted)
    var tiedPairs = 0.0
    var tiedVariance = 0.0
    var start = 0
    for index in 1...count where index == count || sorted[index] != sorted[start] {
      let tied = Double(index - start)
      tiedPairs += tied * (tied - 1) / 2
      tiedVariance += tied * (tied - 1) * (2 * tied + 5)
      start = index
    }
    let number = Double(count)
    let pairs = number * (number - 1) / 2
    guard tiedPairs < pairs else { return nil }
    let score = pairs - tiedPairs - 2 * Double(inversions)
    let tau = score / Double.sqrt(pairs * (pairs - tiedPairs))
    if tiedPairs == 0, count <= mostExact {
      return Trend(tau: tau, p: exactProbability(count: count, inversions: inversions))
    }
    let variance = (number * (number - 1) * (2 * number + 5) - tiedVariance) / 18
    let z = max(0, abs(score) - 1) / Double.sqrt(variance)
    return Trend(tau: tau, p: Double.erfc(z / Double.sqrt(2)))
  }

  /// The correlation of each value with the next: Σ(x_i − x̄)(x_{i+1} − x̄) / Σ(x_i − x̄)². Nil for fewer than 3
  /// values, and where all are equal.
  package static func lagOne(_ values: [Double]) -> Double? {
    guard values.count >= 3 else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    var products = 0.0
    var squares = 0.0
    var previous: Double?
    for value in values {
      let difference = value - mean
      squares += difference * difference
      if let previous { products += previous * difference }
      previous = difference
    }
    return squares > 0 ? products / squares : nil
  }

  /// Above this a correlation of neighbours is more than chance, at about 5 %: 1.96/√n.
  package static func lagOneLimit(count: Int) -> Double { 1.96 / Double.sqrt(Double(count)) }

  /// How many independent values so many dependent ones are worth: n(1 − r1)/(1 + r1).
  package static func effectiveCount(_ count: Int, lagOne: Double) -> Double {
    Double(count) * (1 - lagOne) / (1 + lagOne)
  }

  /// The share of permutations that are as far from balance as one with so many inversions.
  private static func exactProbability(count: Int, inversions: Int) -> Double {
    let most = count * (count - 1) / 2
    let fewer = min(inversions, most - inversions)
    // Half of all, or more, are on each side of a balanced one.
    guard 2 * fewer < most else { return 1 }
    // Of the permutations of `size` things, the share that has each number of inversions: the last thing brings
    // 0 … size − 1 of them, each equally likely.
    var shares = [1.0]
    for size in 2...count {
      let length = min(fewer, size * (size - 1) / 2) + 1
      var next = [Double](repeating: 0, count: length)
      var window = 0.0
      for index in next.indices {
        if index < shares.count { window += shares[index] }
        let gone = index - size
        if gone >= 0, gone < shares.count { window -= shares[gone] }
        next[index] = window / Double(size)
      }
      shares = next
    }
    return min(1, 2 * shares.reduce(0, +))
  }

  /// Merge sort from the bottom up; returns how many pairs were in the wrong order.
  private static func sortCountingInversions(_ values: inout [Double]) -> Int {
    var inversions = 0
    var other = values
    var width = 1
    while width < values.count {
      var start = 0
      while start < values.count {
        let middle = min(start + width, values.count)
        let end = min(start + 2 * width, values.count)
        var left = start
        var right = middle
        for place in start..<end {
          if left < middle, right == end || values[left] <= values[right] {
            other[place] = values[left]
            left += 1
          } else {
            other[place] = values[right]
            right += 1
            inversions += middle - left
          }
        }
        start = end
      }
      swap(&values, &other)
      width *= 2
    }
    return inversions
  }
}
