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

  /// `10 runs each`, `8 to 10 runs each`, `0 to 10 runs each` where a cell has none that is good, or nil where no cell
  /// has one.
  static func runs(_ study: Study) -> String? {
    goodRuns(study).map { $0 + ($0 == "1" ? " run each" : " runs each") }
  }

  /// The good runs of a cell: `10`, `0 to 10`; nil where no cell has one.
  static func goodRuns(_ study: Study) -> String? {
    guard let counts = study.runCounts else { return nil }
    let isLacking = study.cells.contains { !$0.isSimulated && $0.sample == nil }
    let fewest = isLacking ? 0 : counts.lowerBound
    return fewest < counts.upperBound ? "\(fewest) to \(counts.upperBound)" : String(fewest)
  }

  /// A number with four significant digits; a very small one by a power of ten, as `6.5e-19`, instead of many zeros.
  static func number(_ value: Double, digits: Int = 4) -> String {
    guard value != 0, value.isFinite, abs(value) < 1e-4 else {
      return NumberFormat.significant(value, digits: digits)
    }
    var (scaled, exponent) = (value, 0)
    while abs(scaled) < 1 {
      scaled *= 10
      exponent -= 1
    }
    let text = NumberFormat.significant(scaled, digits: digits)
    return "\(text)e\(exponent)"
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
