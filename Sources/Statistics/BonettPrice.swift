import RealModule

/// The interval of a ratio of medians in closed form, from the logarithms of order statistics: D. G. Bonett and
/// R. M. Price, "Interval estimation for linear functions of medians in within-subjects and mixed designs", British
/// Journal of Mathematical and Statistical Psychology 73 (2020), as in `ci.ratio.median2` and `ci.ratio.median.ps` of
/// the R package statpsych.
package enum BonettPrice {
  /// What is needed of one of the two samples.
  package struct Sample: Sendable, Equatable {
    package let median: Double
    /// Of the logarithm of the median.
    package let standardError: Double

    /// Nil for fewer than 3 values, and where one is not positive.
    package init?(_ values: [Double]) {
      var values = values
      guard values.count >= 3, values.allSatisfy({ $0 > 0 }), let median = Selection.median(values) else {
        return nil
      }
      let count = values.count
      let offset = Double(count) / 2 - Double.sqrt(Double(count))
      let rank = max(1, Int(offset.rounded(.toNearestOrEven)))
      let high = Selection.place(count - rank, of: &values)
      let low = Selection.place(rank - 1, of: &values)
      let score = NormalDistribution.quantile(1 - BonettPrice.tail(below: rank, of: count))
      self.median = median
      standardError = (Double.log(high) - Double.log(low)) / (2 * score)
    }
  }

  /// The interval where the two samples have nothing to do with each other.
  package static func unpaired(
    _ numerator: Sample, over denominator: Sample, level: Double = 0.95
  ) -> (low: Double, high: Double) {
    interval(numerator, denominator, covariance: 0, level)
  }

  /// The interval where the values are pairs.
  ///
  /// - Parameters:
  ///   - numerator: the values of which ``Sample`` was made, pair by pair.
  ///   - denominator: those of the other sample.
  package static func paired(
    _ numerator: [Double], _ one: Sample, over denominator: [Double], _ other: Sample, level: Double = 0.95
  ) -> (low: Double, high: Double) {
    precondition(numerator.count == denominator.count, "every value has its partner")
    let below = zip(numerator, denominator).count { $0 < one.median && $1 < other.median }
    let count = numerator.count
    let divisor = Double(count.isMultiple(of: 2) ? count + 1 : count)
    let share = (Double(below) + 0.25) / divisor
    let covariance = (4 * share - 1) * one.standardError * other.standardError
    return interval(one, other, covariance: covariance, level)
  }

  private static func interval(
    _ numerator: Sample, _ denominator: Sample, covariance: Double, _ level: Double
  ) -> (low: Double, high: Double) {
    let variance =
      numerator.standardError * numerator.standardError
      + denominator.standardError * denominator.standardError - 2 * covariance
    let width = NormalDistribution.quantile((1 + level) / 2) * Double.sqrt(max(0, variance))
    let center = Double.log(numerator.median / denominator.median)
    return (Double.exp(center - width), Double.exp(center + width))
  }

  /// The probability of fewer than `rank` heads among so many tosses of a fair coin.
  private static func tail(below rank: Int, of count: Int) -> Double {
    // Both numbers times 2^-exponent, as in MedianRanks.
    var coefficient = 1.0
    var sum = 0.0
    var exponent = 0
    for toss in 0..<rank {
      sum += coefficient
      coefficient = coefficient * Double(count - toss) / Double(toss + 1)
      if coefficient > 0x1p512 {
        coefficient *= 0x1p-512
        sum *= 0x1p-512
        exponent += 512
      }
    }
    return Double(sign: .plus, exponent: exponent - count, significand: sum)
  }
}
