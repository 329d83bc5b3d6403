import Jobs

/// What a gate looks at in a cell or a fit.
struct GateValue: Equatable {
  var estimate: Estimate
  /// Whether the quantity has an interval wherever there are enough runs; if not, the value alone decides.
  var isUncertain: Bool

  init(_ estimate: Estimate, isUncertain: Bool = true) {
    self.estimate = estimate
    self.isUncertain = isUncertain
  }

  /// A number that is taken as it is.
  private init?(certain value: Double?) {
    guard let value else { return nil }
    self.init(Estimate(value), isUncertain: false)
  }

  private init?(_ estimate: Estimate?) {
    guard let estimate else { return nil }
    self.init(estimate, isUncertain: true)
  }

  /// The median of the measure.
  init?(medianOf cell: CellSummary) {
    guard let sample = cell.sample else { return nil }
    self.init(Estimate(sample.median, low: sample.interval?.low, high: sample.interval?.high))
  }

  /// A column of `summary.csv`; nil where it is empty, or holds no number.
  init?(column name: String, of cell: CellSummary) {
    switch name {
    case "median": self.init(medianOf: cell)
    case "speedup": self.init(cell.speedup)
    case "speedup_absolute": self.init(cell.absoluteSpeedup)
    case "efficiency": self.init(cell.efficiency)
    case "karp_flatt": self.init(cell.karpFlatt)
    default: self.init(certain: Self.number(name, of: cell))
    }
  }

  /// Columns without an interval, and the bounds of intervals.
  private static func number(_ name: String, of cell: CellSummary) -> Double? {
    switch name {
    case "workers": Double(cell.workers)
    case "n": Double(cell.sample?.count ?? 0)
    case "failed": Double(cell.failed)
    case "tainted": Double(cell.tainted)
    case "base_workers": cell.base.map { Double($0.workers) }
    case "base_value": cell.base?.value
    case "achieved_parallelism": cell.achievedParallelism
    case "core_s": cell.coreSeconds
    case "work": cell.work
    case "rate": cell.rate
    case "cpu_s_median": cell.cpu
    case "max_rss_median": cell.maxRSS
    case "tree_peak_median": cell.treePeak?.median
    case "quantile_10": cell.quantile(percent: 10)
    case "quantile_90": cell.quantile(percent: 90)
    case "quantile_99": cell.quantile(percent: 99)
    case "speedup_low": cell.speedup?.low
    case "speedup_high": cell.speedup?.high
    case "speedup_absolute_low": cell.absoluteSpeedup?.low
    case "speedup_absolute_high": cell.absoluteSpeedup?.high
    case "efficiency_low": cell.efficiency?.low
    case "efficiency_high": cell.efficiency?.high
    case "karp_flatt_low": cell.karpFlatt?.low
    case "karp_flatt_high": cell.karpFlatt?.high
    default: cell.sample.flatMap { number(name, of: $0) }
    }
  }

  private static func number(_ name: String, of sample: SampleSummary) -> Double? {
    switch name {
    case "low": sample.interval?.low
    case "high": sample.interval?.high
    case "level": sample.interval?.level
    case "min": sample.minimum
    case "q1": sample.lowerQuartile
    case "q3": sample.upperQuartile
    case "mean": sample.mean
    case "sd": sample.standardDeviation
    case "outliers": Double(sample.outliers)
    default: nil
    }
  }

  /// How the value stands to a limit. A bound that is not known decides nothing: where an estimate has an upper bound
  /// alone, it can hold below a limit, but cannot fail.
  func verdict(_ relation: Gate.Relation, _ limit: Double) -> GateVerdict {
    guard isUncertain else { return relation.holds(estimate.value, limit) ? .holds : .fails }
    let isUpper = relation == .less || relation == .atMost
    let worst = isUpper ? estimate.high : estimate.low
    let best = isUpper ? estimate.low : estimate.high
    if let worst, relation.holds(worst, limit) { return .holds }
    if let best, !relation.holds(best, limit) { return .fails }
    return .undecided
  }
}
