import Analysis
import Expressions
import Jobs

/// Everything of a picture but its curves: size, axes, title, legend and marks.
struct PlotPicture {
  let plot: CurvePlot
  let study: Study
  let series: [PlotSeries]
  let workers: PlotAxis
  let values: PlotAxis
  private let machine: Machine?
  /// The legend stands at the right where its texts are short, else below.
  private let isLegendBelow: Bool

  init(plot: CurvePlot, study: Study, series: [PlotSeries], machine: Machine?) {
    self.plot = plot
    self.study = study
    self.machine = machine
    self.series = Self.spread(series)
    let counts = series.flatMap { $0.cells.map(\.workers) }
    // A straight line is what people look for in a speedup; the doubly logarithmic plot has its own name.
    workers = PlotAxis.workers(counts, allowsLogarithm: plot != .speedup && plot != .rate)
    values = PlotRange.values(plot, series: series, workers: counts.max() ?? 1)
    let longest = series.map { PlainText.width($0.label) }.max() ?? 0
    isLegendBelow = longest > 34 || series.count > 12
  }

  /// The commands before the curves.
  var head: [String] {
    let name = plot.rawValue
    var lines = [
      "# Draws \(name).svg from summary.csv in the same folder: gnuplot \(name).gp",
      "set terminal svg size \(size.width),\(size.height) font 'Helvetica,14' noenhanced"
        + " background rgb 'white'",
      "set encoding utf8",
      "set output '\(name).svg'",
    ]
    lines += PlotColumns.commands(of: study, series: series)
    lines += [
      "set border 3 lc rgb '#404040'", "set tics nomirror out scale 0.6",
      "set grid lc rgb '#D8D8D8' lw 0.5 dt solid",
      "set title \(GnuplotText.quoted(title)) offset 0,0.3 font 'Helvetica,16'",
      "set label 1 \(GnuplotText.quoted(caption)) at graph 0.5, graph 1.035 center font 'Helvetica,12'"
        + " tc rgb '#404040'",
      "set xlabel 'workers' offset 0,0.6", "set ylabel \(GnuplotText.quoted(valueLabel))", legend,
    ]
    lines += workers.commands("x") + values.commands("y")
    return lines + coresMark
  }

  /// In pixels; the legend gets what it needs.
  private var size: (width: Int, height: Int) {
    guard isLegendBelow else { return (Self.width, max(500, 120 + 24 * legendEntries)) }
    return (Self.width, 480 + 24 * (legendRows + 1))
  }

  private static let width = 860

  private var legendEntries: Int {
    series.count + Set(series.compactMap(\.lawLabel)).count + 2
  }

  /// The columns of a legend below the picture.
  private var legendColumns: Int {
    // The base's value takes a dozen letters, the sample of the line less than 90 pixels, a letter less than
    // 8. An entry that found no room would be missing without a word.
    let longest = (series.map { PlainText.width($0.label) }.max() ?? 0) + (plot == .time ? 0 : 12)
    return min(3, max(1, (Self.width - 80) / (90 + 8 * longest)))
  }

  private var legendRows: Int { (legendEntries + legendColumns - 1) / legendColumns }

  private var legend: String {
    let place =
      isLegendBelow
      ? "below left vertical maxcols \(legendColumns) maxrows \(legendRows)" : "outside right top vertical"
    return "set key \(place) Left reverse noenhanced samplen 2.5 spacing 1.25 font 'Helvetica,12'"
  }

  private var title: String {
    let subject =
      switch plot {
      case .time: study.measure.name == "wall_s" ? "time" : study.measure.name
      case .speedup, .speedupLog: ScalingWords(study).speedup
      case .efficiency: "efficiency"
      case .rate: "rate"
      }
    return "\(study.name): \(subject), \(ScalingWords(study).title)"
  }

  /// What was measured how, and for speedups their base.
  private var caption: String {
    var parts: [String] = []
    if let counts = study.runCounts {
      let runs =
        counts.lowerBound == counts.upperBound
        ? Wording.counted(counts.lowerBound, "run")
        : "\(counts.lowerBound) to \(counts.upperBound) runs"
      parts.append(counts.upperBound == 1 ? "single runs" : "medians of \(runs)")
    }
    if plot == .time, series.contains(where: { $0.cells.contains { $0.sample?.interval != nil } }) {
      parts.append("bars: 95 % intervals")
    }
    switch plot {
    case .time: break
    case .speedup where study.scaling == .weak, .speedupLog where study.scaling == .weak:
      parts.append("over 1 worker on the same work")
    case .speedup, .speedupLog, .efficiency: if let base = commonBase { parts.append(base) }
    case .rate: parts.append("work by median time")
    }
    let left = study.series.count - PlotSeries.most
    if left > 0 { parts.append("the first \(PlotSeries.most) of \(study.series.count) series") }
    return parts.joined(separator: "; ")
  }

  /// The base with its time for one series; its number of workers where all series have the same.
  private var commonBase: String? {
    if series.count == 1, let first = series.first {
      let scale = MeasureScale(study.measure, values: first.cells.compactMap(\.sample?.median))
      return Wording.base(of: first.series, in: study, scale: scale)
    }
    let counts = Set(series.compactMap { $0.base?.workers })
    guard counts.count == 1, let count = counts.first else { return "base: see table.md" }
    return "base: \(Wording.counted(count, "worker")), its time in the legend"
  }

  private var valueLabel: String {
    switch plot {
    case .time:
      let name = study.measure.name == "wall_s" ? "time" : study.measure.name
      return study.measure.unit.isEmpty ? name : "\(name) in \(study.measure.unit)"
    case .speedup, .speedupLog: return ScalingWords(study).speedup
    case .efficiency: return "efficiency in %"
    case .rate: return "\(PlainText.printable(study.workUnit ?? "work"))/s"
    }
  }

  /// Where the workers outnumber the physical cores, if the picture reaches there.
  var cores: Int? {
    guard let cores = machine?.physicalCores, Double(cores) > workers.low, Double(cores) < workers.high
    else { return nil }
    return cores
  }

  private var coresMark: [String] {
    guard let cores else { return [] }
    return ["set arrow 1 from \(cores), graph 0 to \(cores), graph 1 nohead back \(Self.coresLook)"]
  }

  /// How the mark at the cores is drawn, there and in the legend.
  static let coresLook = "lc rgb '#808080' lw 1 dt (3,3)"

  /// Series that all have the same single worker count stand side by side instead of on each other.
  private static func spread(_ series: [PlotSeries]) -> [PlotSeries] {
    let counts = Set(series.flatMap { $0.cells.map(\.workers) })
    guard counts.count == 1, series.count > 1 else { return series }
    return series.enumerated().map { index, entry in
      var entry = entry
      entry.offset = (Double(index) / Double(series.count - 1) - 0.5) * 0.8
      return entry
    }
  }
}
