/// The interval of a ratio of two medians by the percentile bootstrap. The percentile interval covers, the reversed one
/// ("basic") does not for medians of few runs, and bias correction gains nothing (Efron and Tibshirani 1993).
package enum RatioOfMedians {
  /// The quantiles of type 7 of the ratios of resampled medians.
  ///
  /// - Parameters:
  ///   - numerator: medians, resample by resample, as ``BlockBootstrap/medians(of:)`` gives them.
  ///   - denominator: those of the same resamples.
  /// - Returns: nil where less than half of the resamples have a ratio.
  package static func interval(
    of numerator: [Double], over denominator: [Double], level: Double = 0.95
  ) -> (low: Double, high: Double)? {
    precondition((0..<1).contains(level), "a level lies between 0 and 1")
    var ratios: [Double] = []
    ratios.reserveCapacity(min(numerator.count, denominator.count))
    for (one, other) in zip(numerator, denominator) {
      let ratio = one / other
      if ratio.isFinite { ratios.append(ratio) }
    }
    guard ratios.count * 2 > min(numerator.count, denominator.count),
      let low = Selection.type7(of: &ratios, probability: (1 - level) / 2),
      let high = Selection.type7(of: &ratios, probability: (1 + level) / 2)
    else { return nil }
    return (low, high)
  }
}
