/// How far a value is from the others. Outliers are labelled and counted; they stay in the statistics.
package enum OutlierClass: String, Sendable, CaseIterable {
  case none
  /// Within Tukey's fences, but with a modified z beyond 3.5 (Iglewicz and Hoaglin 1993).
  case suspect
  /// More than 1.5 interquartile ranges outside of the quartiles (Tukey 1977).
  case mild
  /// More than 3 interquartile ranges outside of the quartiles, or with a modified z beyond 10.
  case severe
}

/// The limits of the classes for one sample.
package struct OutlierLimits: Sendable, Equatable {
  private let lower: Double
  private let upper: Double
  private let median: Double
  /// 1.4826 times the median absolute deviation: the standard deviation, were the values normal.
  private let deviation: Double

  /// Nil where there is no value.
  package init?(sorted values: [Double]) {
    guard let median = Quantile.median(sorted: values),
      let lower = Quantile.type7(sorted: values, probability: 0.25),
      let upper = Quantile.type7(sorted: values, probability: 0.75),
      let spread = Selection.median(values.map { abs($0 - median) })
    else { return nil }
    self.lower = lower
    self.upper = upper
    self.median = median
    // Where most values are equal any other one is far off.
    deviation = max(1.4826 * spread, median.ulp)
  }

  /// (x − median) / (1.4826 · MAD).
  package func modifiedScore(_ value: Double) -> Double { (value - median) / deviation }

  /// The class of a value of the sample.
  package func classify(_ value: Double) -> OutlierClass {
    let distance = max(lower - value, value - upper)
    let range = upper - lower
    let score = abs(modifiedScore(value))
    if distance > 3 * range || score > 10 { return .severe }
    if distance > 1.5 * range { return .mild }
    return score > 3.5 ? .suspect : .none
  }
}
