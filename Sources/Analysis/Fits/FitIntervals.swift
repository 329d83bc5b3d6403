import Statistics

/// Intervals from resamples.
struct FitIntervals {
  /// By how much percentiles are moved away from the estimate.
  var widening = 1.0
  /// The nominal level.
  static let level = 0.95

  struct Bounds {
    var low: Double
    /// Infinite where the resamples have no upper end.
    var high: Double
    /// Where more resamples than that lie on a bound, the interval begins there and has one open side.
    var isOneSided = false
  }

  /// The percentiles 2.5 and 97.5 of resamples; where more than 2.5 % of them are at a bound of the parameter, the bound
  /// and the percentile 95 (or 5) on the other side.
  func bounds(
    _ samples: [Double], estimate: Double, within range: ClosedRange<Double> = 0...(.infinity)
  ) -> Bounds? {
    guard !samples.isEmpty else { return nil }
    var values = samples
    let tail = (1 - Self.level) / 2
    let atLow = samples.count { $0 <= range.lowerBound }
    let atHigh = samples.count { $0 >= range.upperBound && $0.isFinite }
    func place(_ probability: Double) -> Double {
      let value = Selection.type7(of: &values, probability: probability) ?? estimate
      // Between a finite value and an infinite one there is no number.
      guard value.isFinite else { return .infinity }
      return min(max(estimate + widening * (value - estimate), range.lowerBound), range.upperBound)
    }
    if Double(atLow) > tail * Double(samples.count) {
      return Bounds(low: range.lowerBound, high: place(Self.level), isOneSided: true)
    }
    if Double(atHigh) > tail * Double(samples.count) {
      return Bounds(low: place(1 - Self.level), high: range.upperBound, isOneSided: true)
    }
    return Bounds(low: place(tail), high: place(1 - tail))
  }
}
