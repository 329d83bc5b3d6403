import Analysis
import Expressions
import Jobs

/// The curves of a picture: measured points with bars, single runs, fitted laws, the ideal, the declared law.
struct PlotCurves {
  let picture: PlotPicture

  static let mostIdealLines = 6

  var plot: CurvePlot { picture.plot }
  var series: [PlotSeries] { picture.series }

  /// The definitions of curves, then the one command that draws all.
  var commands: [String] {
    let curves = bands + dots + models + fitted + series.flatMap(measured) + superlinear + coresEntry
    let fewest = series.flatMap { $0.cells.map(\.workers) }.min() ?? 1
    let first = singleCount == nil ? Double(fewest) : picture.workers.low
    let ends = Array(repeating: ", \\", count: curves.count - 1) + [""]
    let rows = picture.fits.flatMap(\.rows.commands)
    return rows + (picture.runs?.commands ?? []) + [
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
    case .karpFlatt: "karp_flatt"
    case .rate: "rate"
    }
  }

  private var factor: String { plot == .efficiency ? "100 * " : "" }

  /// Points of one series and its bars. No line joins them: lines are what laws say.
  private func measured(_ entry: PlotSeries) -> [String] {
    func value(_ name: String) -> String { "(\(factor)\(PlotColumns.value(name, entry)))" }
    let offset = entry.offset == 0 ? "" : " + \(PlotAxis.number(entry.offset))"
    let place = "(\(PlotColumns.value("workers", entry))\(offset))"
    let points = "\(PlotColumns.source(entry)) using \(place):\(value(column))"
    let look = "lc rgb '\(entry.color)' pt \(entry.pointType) ps 0.9"
    var curves: [String] = []
    if picture.hasIntervals(entry) {
      let bars = "\(points):\(value(column + "_low")):\(value(column + "_high"))"
      curves.append("\(bars) with yerrorbars lc rgb '\(entry.color)' pt 0 lw 1.3 notitle")
    }
    curves.append("\(points) with points \(look) title \(GnuplotText.quoted(legend(entry)))")
    if plot == .time, entry.series.isSerial, series.contains(where: { !$0.series.isSerial }),
      let value = entry.cells.first?.sample?.median
    {
      curves.append("\(Self.literal(value)) with lines lc rgb '\(entry.color)' lw 1 dt (8,4) notitle")
    }
    return curves
  }

  /// A ring around each point above the ideal line.
  private var superlinear: [String] {
    let flagged = picture.superlinear
    return flagged.enumerated().map { index, flag in
      let (entry, cells) = flag
      let value = "\(factor)\(PlotColumns.value(column, entry))"
      let place = PlotColumns.value("workers", entry)
      let test = cells.map { "\(place) == \($0.workers)" }.joined(separator: " || ")
      let title = index == 0 ? "title 'superlinear'" : "notitle"
      return "\(PlotColumns.source(entry)) using (\(test) ? \(place) : NaN):(\(value))"
        + " with points lc rgb '#000000' pt 6 ps 1.9 lw 1.2 \(title)"
    }
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
    case .speedup, .speedupLog, .karpFlatt: picture.study.scaling != .weak
    case .efficiency: true
    }
  }

  /// The number of workers of all cells, if they have but one; series then stand beside it, see `offset`.
  var singleCount: Int? {
    let counts = Set(series.flatMap { $0.cells.map(\.workers) })
    return counts.count == 1 ? counts.first : nil
  }

  /// What the vertical line at the cores means; only the legend has it, where no curve crosses it.
  private var coresEntry: [String] {
    guard let cores = picture.cores else { return [] }
    let text = cores == 1 ? "1 physical core" : "\(cores) physical cores"
    return ["NaN with lines \(PlotPicture.coresLook) title '\(text)'"]
  }

  /// A number that gnuplot does not take for an integer, whose division would cut.
  static func literal(_ value: Double) -> String {
    let text = NumberFormat.shortest(value)
    return text.contains(".") || text.contains("e") ? text : text + ".0"
  }
}
