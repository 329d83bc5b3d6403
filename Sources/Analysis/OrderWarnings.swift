import Expressions
import RealModule
import Statistics

/// What the values of a cell say beyond their summary: whether they drift, depend on each other, fall into groups, or
/// are all the same. Nothing is dropped for it.
enum OrderWarnings {
  /// Below this p a trend is told.
  private static let driftLevel = 0.01

  /// - Parameters:
  ///   - values: in the order in which they were measured.
  ///   - sorted: the same, ascending.
  static func of(_ values: [Double], sorted: [Double], measure: Measure) -> [String] {
    guard values.count >= 3, let smallest = sorted.first, let largest = sorted.last else { return [] }
    if isEqual(smallest, largest, measure) { return ["deterministic: all \(values.count) values are equal"] }
    return [drift(values), dependence(values), groups(sorted, measure)].compactMap(\.self)
  }

  /// Whether two values are the same as far as they can be told apart: the clock counts nanoseconds.
  private static func isEqual(_ one: Double, _ other: Double, _ measure: Measure) -> Bool {
    measure.metric == nil ? other - one < 1.5e-9 : one == other
  }

  private static func drift(_ values: [Double]) -> String? {
    guard let trend = Dependence.trend(values), trend.p < driftLevel else { return nil }
    let p = trend.p < 0.0001 ? "p < 0.0001" : "p = \(NumberFormat.fixed(trend.p, decimals: 4))"
    return "drift: values \(trend.tau > 0 ? "rise" : "fall") with time (Kendall's τ = "
      + "\(NumberFormat.fixed(trend.tau, decimals: 2)), \(p))"
  }

  private static func dependence(_ values: [Double]) -> String? {
    guard values.count >= RatioIntervals.fewestRuns, let correlation = Dependence.lagOne(values),
      abs(correlation) > Dependence.lagOneLimit(count: values.count)
    else { return nil }
    let text = "lag-1 correlation \(NumberFormat.fixed(correlation, decimals: 2))"
    guard correlation > 0 else { return "runs alternate: \(text)" }
    let worth = max(1, Dependence.effectiveCount(values.count, lagOne: correlation).rounded())
    return "runs depend on each other: \(text), \(values.count) runs are worth \(Int(worth))"
  }

  private static func groups(_ sorted: [Double], _ measure: Measure) -> String? {
    guard let groups = Bimodality(sorted: sorted) else { return nil }
    let unit = measure.unit.isEmpty ? "" : " \(measure.unit)"
    let low = NumberFormat.significant(groups.gap.lowerBound, digits: 4)
    let high = NumberFormat.significant(groups.gap.upperBound, digits: 4)
    return
      "two groups of values: \(groups.lowerCount) up to \(low)\(unit), \(groups.upperCount) from \(high)\(unit)"
  }
}
