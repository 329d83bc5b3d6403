import Analysis
import Expressions
import Jobs

/// The curves of a picture: measured points with bars, the ideal, Amdahl's law.
struct PlotCurves {
  let picture: PlotPicture

  private static let mostIdealLines = 6

  private var plot: CurvePlot { picture.plot }
  private var series: [PlotSeries] { picture.series }

  /// The definitions of curves, then the one command that draws all.
  var commands: [String] {
    let curves = models + series.flatMap(measured) + coresEntry
    let fewest = series.flatMap { $0.cells.map(\.workers) }.min() ?? 1
    let first = singleCount == nil ? Double(fewest) : picture.workers.low
    let ends = Array(repeating: ", \\", count: curves.count - 1) + [""]
    return [
      "set samples 800",
      "# Laws begin where the measurements do.",
      "model(x, value) = x < \(PlotAxis.number(first)) ? NaN : value",
      "plot \\",
    ] + zip(curves, ends).map { "  " + $0 + $1 }
  }

  /// The name of the value's column and, where there is one, of its interval's.
  private var column: String {
    switch plot {
    case .time: "median"
    case .speedup, .speedupLog: "speedup"
    case .efficiency: "efficiency"
    case .rate: "rate"
    }
  }

  private var factor: String { plot == .efficiency ? "100 * " : "" }

  /// Points of one series, its bars, and a thin line where no law is drawn through them.
  private func measured(_ entry: PlotSeries) -> [String] {
    func value(_ name: String) -> String { "(\(factor)\(PlotColumns.value(name, entry)))" }
    let offset = entry.offset == 0 ? "" : " + \(PlotAxis.number(entry.offset))"
    let place = "(\(PlotColumns.value("workers", entry))\(offset))"
    let points = "\(PlotColumns.source(entry)) using \(place):\(value(column))"
    let look = "lc rgb '\(entry.color)' pt \(entry.pointType) ps 0.9"
    let isJoined = !entry.isLawDrawn(in: plot) && entry.cells.count > 1
    var curves: [String] = []
    if hasIntervals(entry) {
      let bars = "\(points):\(value(column + "_low")):\(value(column + "_high"))"
      curves.append("\(bars) with yerrorbars lc rgb '\(entry.color)' pt 0 lw 1.3 notitle")
    }
    let style = isJoined ? "with linespoints lw 1 dt solid" : "with points"
    curves.append("\(points) \(style) \(look) title \(GnuplotText.quoted(legend(entry)))")
    if plot == .time, entry.series.isSerial, series.contains(where: { !$0.series.isSerial }),
      let value = entry.cells.first?.sample?.median
    {
      curves.append("\(Self.literal(value)) with lines lc rgb '\(entry.color)' lw 1 dt (8,4) notitle")
    }
    return curves
  }

  private func hasIntervals(_ entry: PlotSeries) -> Bool {
    entry.cells.contains { cell in
      switch plot {
      case .time: cell.sample?.interval != nil
      case .speedup, .speedupLog: Self.isWide(cell.speedup)
      case .efficiency: Self.isWide(cell.efficiency)
      case .rate: false
      }
    }
  }

  private static func isWide(_ estimate: Estimate?) -> Bool {
    guard let low = estimate?.low, let high = estimate?.high else { return false }
    return low < high
  }

  /// The label, for ratios with the base's absolute value unless the caption has it.
  private func legend(_ entry: PlotSeries) -> String {
    guard hasBase, series.count > 1, let base = entry.base, let sample = base.sample else {
      return entry.label
    }
    let scale = MeasureScale(picture.study.measure, values: [sample.median])
    let unit = scale.unit.isEmpty ? "" : " \(scale.unit)"
    return "\(entry.label) (\(scale.number(sample.median))\(unit))"
  }

  /// Whether the picture shows ratios to the base. A scaled speedup is one to the same work.
  private var hasBase: Bool {
    switch plot {
    case .time, .rate: false
    case .speedup, .speedupLog: picture.study.scaling != .weak
    case .efficiency: true
    }
  }

  /// The curves that are not measured.
  private var models: [String] {
    switch plot {
    case .time, .rate: series.compactMap(baseModel)
    case .speedup, .speedupLog: [ideal(singleCount.map(String.init) ?? "x")] + laws(Self.speedup)
    case .efficiency:
      [ideal("100")]
        + laws { law, base in
          guard case .amdahl(let law) = law else { return nil }
          return "100 * \(Self.efficiency(law, base: base))"
        }
    }
  }

  /// The number of workers of all cells, if they have but one; series then stand beside it, see `offset`.
  private var singleCount: Int? {
    let counts = Set(series.flatMap { $0.cells.map(\.workers) })
    return counts.count == 1 ? counts.first : nil
  }

  /// What the vertical line at the cores means; only the legend has it, where no curve crosses it.
  private var coresEntry: [String] {
    guard let cores = picture.cores else { return [] }
    let text = cores == 1 ? "1 physical core" : "\(cores) physical cores"
    return ["NaN with lines \(PlotPicture.coresLook) title '\(text)'"]
  }

  private func ideal(_ expression: String) -> String {
    "model(x, \(expression)) with lines lc rgb '#606060' lw 1.2 dt solid title 'ideal'"
  }

  /// One curve for each law and base: series that differ only in the executor share it.
  private func laws(_ expression: (_ law: ScalingLaw, _ base: Int) -> String?) -> [String] {
    var seen: Set<String> = []
    return series.compactMap { entry in
      guard let label = entry.lawLabel, let law = entry.series.law, let base = entry.base,
        let curve = expression(law, base.workers), seen.insert(curve).inserted
      else { return nil }
      return
        "model(x, \(curve)) with lines lc rgb '\(entry.color)' lw 1.5 dt \(entry.dashType) title '\(label)'"
    }
  }

  /// The speedup at x workers by a law.
  private static func speedup(_ law: ScalingLaw, base: Int) -> String? {
    switch law {
    case .amdahl(let law): return "\(efficiency(law, base: base)) * x"
    case .gustafson(let law):
      let share = NumberFormat.shortest(law.serialShare)
      return "(\(share) + (1 - \(share)) * x)"
    }
  }

  /// E(x) = T(P0) P0 / (T(x) x) by the law, as gnuplot computes it.
  private static func efficiency(_ law: AmdahlLaw, base: Int) -> String {
    let fraction = NumberFormat.shortest(law.serialFraction)
    let numerator = Self.literal(Double(base) * law.relativeTime(workers: Double(base)))
    return "(\(numerator) / (\(fraction) * x + (1 - \(fraction))))"
  }

  /// The time or rate of a series by its law, else the ideal one, from its measured base.
  private func baseModel(_ entry: PlotSeries) -> String? {
    guard isModelled(entry), let base = entry.base,
      let value = plot == .rate ? base.rate : base.sample?.median
    else { return nil }
    let isLaw = entry.isLawDrawn(in: plot)
    // An ideal line for each of many series would hide the measured ones.
    if !isLaw && series.count > Self.mostIdealLines { return nil }
    let curve = baseCurve(entry.series.law, value: value, workers: base.workers)
    let title = isFirst(entry, isLaw: isLaw) ? "title '\(isLaw ? "by Amdahl''s law" : "ideal")'" : "notitle"
    let look =
      isLaw ? "lc rgb '\(entry.color)' lw 1.5 dt \(entry.dashType)" : "lc rgb '\(entry.color)' lw 1 dt (2,4)"
    return "model(x, \(curve)) with lines \(look) \(title)"
  }

  /// What becomes of the base's value at x workers. The time of the same work falls; that of work that grows, or that
  /// every worker does as a whole, stays. A rate grows with the workers, whatever the scaling.
  private func baseCurve(_ law: ScalingLaw?, value: Double, workers: Int) -> String {
    let isRate = plot == .rate || picture.study.measure.isRate
    guard picture.study.scaling == .strong else {
      return isRate ? "\(Self.literal(value / Double(workers))) * x" : Self.literal(value)
    }
    var amdahl = AmdahlLaw(serialFraction: 0)
    if case .amdahl(let known)? = law { amdahl = known }
    let fraction = NumberFormat.shortest(amdahl?.serialFraction ?? 0)
    let shape = "(\(fraction) * x + (1 - \(fraction)))"
    let baseTime = amdahl?.relativeTime(workers: Double(workers)) ?? 1 / Double(workers)
    return isRate
      ? "\(Self.literal(value * baseTime)) * x / \(shape)"
      : "\(Self.literal(value / baseTime)) * \(shape) / x"
  }

  private func isModelled(_ entry: PlotSeries) -> Bool {
    !entry.series.isSerial && entry.cells.count > 1 && entry.base != nil
  }

  /// True for the first series whose model is of this kind: it alone is in the legend.
  private func isFirst(_ entry: PlotSeries, isLaw: Bool) -> Bool {
    series.first { isModelled($0) && $0.isLawDrawn(in: plot) == isLaw }?.number == entry.number
  }

  /// A number that gnuplot does not take for an integer, whose division would cut.
  private static func literal(_ value: Double) -> String {
    let text = NumberFormat.shortest(value)
    return text.contains(".") || text.contains("e") ? text : text + ".0"
  }
}
