import Analysis
import Expressions
import Jobs

/// The columns of a series' table, the same in every form of the report.
struct SeriesColumns {
  private let study: Study
  private let series: Series
  private let cells: [CellSummary]
  /// Whether what follows from the interval of the speedup is left out.
  private let isNarrow: Bool
  let scale: MeasureScale

  /// - Parameters:
  ///   - cells: the cells that are shown; nil: all of the series.
  ///   - isNarrow: for a page of paper: the intervals of efficiency and serial fraction, which follow from that of the
  ///     speedup, are left out where there is one.
  init(_ series: Series, in study: Study, cells: [CellSummary]? = nil, isNarrow: Bool = false) {
    self.study = study
    self.series = series
    self.cells = cells ?? Array(study.cells(of: series))
    self.isNarrow = isNarrow && ScalingWords(study).hasSpeedups && study.scaling != .weak
    scale = Self.scale(of: series, in: study)
  }

  /// An estimate as it is shown.
  private func shown(_ estimate: Estimate?) -> Estimate? {
    isNarrow ? estimate.map { Estimate($0.value) } : estimate
  }

  /// The scale in which a series and its base are shown.
  static func scale(of series: Series, in study: Study) -> MeasureScale {
    MeasureScale(
      study.measure,
      values: (study.cells(of: series) + [study.base(of: series)].compactMap(\.self))
        .compactMap(\.sample?.median))
  }

  /// What the speedups of a series refer to, with its absolute value, and what is known of its serial part.
  static func base(of series: Series, in study: Study) -> String {
    guard let cell = study.base(of: series) else {
      return "No base: the sweep has no cell that speedups could refer to."
    }
    let scale = scale(of: series, in: study)
    let place = "Base: \(cell.executor), \(Wording.counted(cell.workers, "worker"))"
    guard let sample = cell.sample else { return "\(place), without a good run: no speedups." }
    var text = "\(place), \(scale.text(sample)), n = \(sample.count)."
    if let law = series.law {
      let name = study.scaling == .weak ? "serial share of the time on P workers" : "serial fraction"
      text += " Known \(name) \(law.symbol) = \(NumberFormat.shortest(law.serialPart))"
      text += law.maximum.map { ", S_max = \(PlotSeries.short($0))." } ?? "."
    }
    if !series.isSerial, let serial = study.serial(of: series)?.sample {
      text += " Serial program: \(scale.text(serial)), n = \(serial.count)."
    }
    return text
  }

  var all: [ReportColumn] { values + ratios + counts }

  private var values: [ReportColumn] {
    var columns = [
      ReportColumn(heading: "workers", cells: cells.map { String($0.workers) }),
      ReportColumn(heading: "n", cells: cells.map { String($0.sample?.count ?? 0) }),
      ReportColumn(heading: scale.heading, cells: cells.map { number($0.sample) }),
    ]
    // What was computed is exact.
    if !cells.allSatisfy(\.isSimulated) {
      columns.append(
        ReportColumn(heading: "interval", cells: cells.map { interval($0.sample?.interval) }))
    }
    if study.measuresReferences {
      let unit = scale.unit.isEmpty ? "" : " [\(scale.unit)]"
      columns.append(
        ReportColumn(
          heading: "1 worker\(unit)",
          cells: cells.map { number($0.workers == 1 ? $0.sample : $0.reference) }))
    }
    return columns
  }

  private var ratios: [ReportColumn] {
    let words = ScalingWords(study)
    var columns: [ReportColumn] = []
    if words.hasSpeedups {
      columns.append(ReportColumn(heading: words.speedup, cells: cells.map { Wording.speedup($0.speedup) }))
    }
    columns.append(
      ReportColumn(heading: "efficiency", cells: Self.percents(cells.map { shown($0.efficiency) })))
    if words.hasSpeedups, study.scaling != .throughput {
      columns.append(ReportColumn(heading: "e", cells: cells.map { Self.fraction(shown($0.karpFlatt)) }))
    }
    if cells.contains(where: { $0.absoluteSpeedup != nil }) {
      columns.append(
        ReportColumn(heading: "absolute speedup", cells: cells.map { Wording.speedup($0.absoluteSpeedup) }))
    }
    if series.law != nil, let heading = words.lawHeading {
      columns.append(ReportColumn(heading: heading, cells: cells.map { words.law(series, $0) }))
    }
    return columns
  }

  private var counts: [ReportColumn] {
    var columns: [ReportColumn] = []
    if let unit = study.workUnit {
      columns.append(ReportColumn(heading: "rate [\(unit)/s]", cells: cells.map { Wording.rate($0.rate) }))
    }
    if cells.contains(where: { $0.failed > 0 }) {
      columns.append(ReportColumn(heading: "failed", cells: cells.map { String($0.failed) }))
    }
    if cells.contains(where: { !$0.warnings.isEmpty }) {
      columns.append(
        ReportColumn(
          heading: "remarks", isNumber: false, isRemark: true,
          cells: cells.map { $0.warnings.joined(separator: "; ") }))
    }
    return columns
  }

  private func number(_ sample: SampleSummary?) -> String {
    sample.map { scale.number($0.median) } ?? Wording.missing
  }

  private func interval(_ interval: Interval?) -> String {
    interval.map { "[\(scale.number($0.low)), \(scale.number($0.high))]" } ?? Wording.missing
  }

  /// `80 % [79, 82]`, or without brackets where it is so by definition or has no interval.
  static func percent(_ estimate: Estimate?) -> String { percents([estimate])[0] }

  /// A column of them, with a decimal where one of the intervals would vanish without.
  static func percents(_ estimates: [Estimate?]) -> [String] {
    func text(_ value: Double, _ decimals: Int) -> String {
      NumberFormat.fixed(value * 100, decimals: decimals)
    }
    func ends(_ estimate: Estimate) -> (low: Double, high: Double)? {
      guard let low = estimate.low, let high = estimate.high, low < high else { return nil }
      return (low, high)
    }
    let isNarrow = estimates.contains { estimate in
      estimate.flatMap(ends).map { text($0.low, 0) == text($0.high, 0) } ?? false
    }
    let decimals = isNarrow ? 1 : 0
    return estimates.map { estimate in
      guard let estimate else { return Wording.missing }
      guard let (low, high) = ends(estimate) else { return Wording.percent(estimate.value) }
      return "\(text(estimate.value, decimals)) % [\(text(low, decimals)), \(text(high, decimals))]"
    }
  }

  /// A fraction with three decimals and its interval.
  static func fraction(_ estimate: Estimate?) -> String {
    guard let estimate else { return Wording.missing }
    let texts = [estimate.value, estimate.low, estimate.high].compactMap(\.self)
      .map { NumberFormat.fixed($0, decimals: 3) }
    guard texts.count == 3, estimate.low != estimate.high else { return texts[0] }
    return "\(texts[0]) [\(texts[1]), \(texts[2])]"
  }
}
