/// The ranks of the order statistics that enclose the median with a stated confidence, whatever the
/// distribution of the values.
package struct MedianRanks: Sendable, Equatable {
  /// Rank of the lower bound, counted from 1; the upper bound has rank n + 1 − `low`.
  package let low: Int
  /// Rank of the upper bound, counted from 1.
  package let high: Int
  /// The confidence that the interval really has: 1 − 2·B(low − 1; n, ½), B the binomial distribution.
  package let level: Double

  /// The narrowest symmetric pair of ranks among `count` values whose level is at least `confidence`; nil
  /// where even the smallest and the largest value do not reach it (below 6 values at 0.95).
  package init?(count: Int, confidence: Double = 0.95) {
    precondition((0..<1).contains(confidence), "a confidence lies between 0 and 1")
    guard count >= 2 else { return nil }
    // Binomial coefficients and their sum, both times 2^-exponent: a power of two scales them without
    // rounding, so that the level is exact as long as the coefficients are.
    var coefficient = 1.0
    var sum = 0.0
    var exponent = 0
    var found: (rank: Int, level: Double)?
    for rank in 1...(count / 2) {
      sum += coefficient
      let tail = Double(sign: .plus, exponent: exponent - count, significand: sum)
      let level = 1 - 2 * tail
      guard level >= confidence else { break }
      found = (rank, level)
      coefficient = coefficient * Double(count - rank + 1) / Double(rank)
      if coefficient > 0x1p512 {
        coefficient *= 0x1p-512
        sum *= 0x1p-512
        exponent += 512
      }
    }
    guard let found else { return nil }
    low = found.rank
    high = count + 1 - found.rank
    level = found.level
  }
}
