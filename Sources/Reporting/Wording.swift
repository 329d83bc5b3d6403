import Analysis
import Expressions

/// Numbers and phrases that several reports share.
enum Wording {
  /// What stands where a number is not known.
  static let missing = "–"

  /// `1 worker`, `2 workers`.
  static func counted(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }

  /// `10 runs each`, `8 to 10 runs each`, or nil where no cell has a good run.
  static func runs(_ study: Study) -> String? {
    guard let counts = study.runCounts else { return nil }
    guard counts.lowerBound < counts.upperBound else { return counted(counts.lowerBound, "run") + " each" }
    return "\(counts.lowerBound) to \(counts.upperBound) runs each"
  }

  /// A speedup with its interval, unless it is one by definition.
  static func speedup(_ estimate: Estimate?) -> String {
    guard let estimate else { return missing }
    guard let low = estimate.low, let high = estimate.high, low < high else { return ratio(estimate.value) }
    return "\(ratio(estimate.value)) [\(ratio(low)), \(ratio(high))]"
  }

  /// A ratio with two decimals, one from 100 on.
  static func ratio(_ value: Double) -> String {
    NumberFormat.fixed(value, decimals: value < 99.995 ? 2 : 1)
  }

  /// A rate with four significant digits: rates have any size.
  static func rate(_ value: Double?) -> String {
    value.map { PlotSeries.short($0) } ?? missing
  }

  /// A share in percent, without decimals.
  static func percent(_ value: Double?) -> String {
    value.map { NumberFormat.fixed($0 * 100, decimals: 0) + " %" } ?? missing
  }

  /// Half the width of the median's interval in percent of it.
  static func spread(_ sample: SampleSummary?) -> String {
    sample?.relativeWidth.map { NumberFormat.fixed($0 * 100, decimals: 1) } ?? missing
  }

  /// What a series' speedups refer to: `base: 1 worker, 2.013 s [2.011, 2.016]`, with the executor where it
  /// is not the series' own.
  static func base(of series: Series, in study: Study, scale: MeasureScale) -> String {
    guard let base = study.base(of: series) else { return "no base" }
    let executor = base.executor == series.executor ? "" : "\(base.executor), "
    let workers = counted(base.workers, "worker")
    guard let sample = base.sample else { return "base: \(executor)\(workers), no good run" }
    return "base: \(executor)\(workers), \(scale.text(sample))"
  }
}
