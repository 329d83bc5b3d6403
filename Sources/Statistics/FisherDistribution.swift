/// The F distribution: that of the ratio of two variances of normal errors.
package enum FisherDistribution {
  /// The probability of a value of at most `value`.
  ///
  /// - Parameters:
  ///   - numerator: the degrees of freedom of the numerator.
  ///   - denominator: those of the denominator.
  package static func cumulative(_ value: Double, numerator: Double, denominator: Double) -> Double {
    tails(value, numerator, denominator).upper
  }

  /// The probability of a value of at least `value`: the p of an F test.
  package static func upperTail(_ value: Double, numerator: Double, denominator: Double) -> Double {
    tails(value, numerator, denominator).lower
  }

  /// The tails of the beta distribution of d₂/(d₂ + d₁F), which falls as F rises.
  private static func tails(_ value: Double, _ first: Double, _ second: Double) -> (
    lower: Double, upper: Double
  ) {
    precondition(first > 0 && second > 0, "degrees of freedom are positive")
    guard value > 0 else { return (1, 0) }
    let weighted = first * value
    guard weighted.isFinite else { return (0, 1) }
    return IncompleteBeta.tails(
      second / (second + weighted), complement: weighted / (second + weighted), a: second / 2, b: first / 2)
  }
}
