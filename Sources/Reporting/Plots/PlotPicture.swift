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
  /// The fitted laws that are drawn.
  let fits: [PlotFit]
  /// The single runs, where there are few enough to be drawn.
  let runs: PlotRuns?
  private let machine: Machine?
  private let format: PictureFormat
  /// The legend stands at the right where its texts are short, else below.
  private let isLegendBelow: Bool

  /// The most single runs behind the medians.
  static let mostRuns = 2000
  /// The most series with bands around their fitted curves.
  static let mostBands = 4
  /// The most series whose fitted laws are each in the legend.
  private static let mostNamedFits = 6

  init(plot: CurvePlot, study: Study, series: [PlotSeries], job: Job, machine: Machine?) {
    self.plot = plot
    self.study = study
    self.machine = machine
    format = job.output.formats.first ?? .svg
    self.series = Self.spread(series)
    let counts = series.flatMap { $0.cells.map(\.workers) }
    // A straight line is what people look for in a speedup; the doubly logarithmic plot has its own name, and the
    // ideal is a straight line there only if both axes are logarithmic.
    let scale: Bool? =
      switch plot {
      case .speedup, .rate: false
      case .speedupLog: true
      default: nil
      }
    workers = PlotAxis.workers(counts, isLogarithmic: scale)
    values = PlotRange.values(plot, series: series, workers: counts.max() ?? 1)
    fits = PlotFit.all(series, for: plot, scaling: study.scaling)
    runs =
      plot == .time
      ? PlotRuns(study, job: job, series: series).flatMap { $0.count > Self.mostRuns ? nil : $0 } : nil
    let labels = series.map(\.label) + (series.count > Self.mostNamedFits ? [] : fits.map(\.label))
    isLegendBelow = (labels.map(PlainText.width).max() ?? 0) > 34 || series.count > 12
  }

  /// The commands before the curves.
  var head: [String] {
    let files =
      ["summary.csv"] + (fits.contains { $0.rows.isReadable } ? ["curves.csv"] : [])
      + (runs == nil ? [] : ["measurements.csv"])
    let terminal = PlotTerminal(
      name: plot.rawValue, files: files, format: format, width: size.width, height: size.height)
    let frame = PlotFrame(title: title, caption: caption, captionWidth: isLegendBelow ? 120 : 84)
    var lines = terminal.commands + PlotColumns.commands(of: study, series: series) + frame.commands
    lines += ["set xlabel 'workers' offset 0,0.6", "set ylabel \(GnuplotText.quoted(valueLabel))", legend]
    lines += workers.commands("x") + values.commands("y")
    return lines + coresMark
  }

  /// Whether the legend has each fitted law.
  var namesFits: Bool { series.count <= Self.mostNamedFits }

  /// The fits that have a band.
  var bands: [PlotFit] {
    fits.count > Self.mostBands ? [] : fits.filter { $0.hasBand(in: plot) }
  }

  /// Series with the serial fraction that Amdahl's law has for them, where it can be told.
  var fractions: [(series: PlotSeries, fraction: FittedParameter)] {
    series.compactMap { entry in
      guard let law = entry.fits?.fit(of: .amdahl), law.verdict != .notIdentifiable, law.verdict != .rejected,
        let fraction = law.parameter("serial_fraction"), fraction.estimate.isFinite
      else { return nil }
      return (entry, fraction)
    }
  }

  /// Cells above the ideal, interval and all, by series.
  var superlinear: [(series: PlotSeries, cells: [CellSummary])] {
    guard plot == .speedup || plot == .speedupLog || plot == .efficiency else { return [] }
    return series.compactMap { entry in
      let cells = entry.cells.filter { cell in
        let (estimate, ideal) =
          plot == .efficiency ? (cell.efficiency, 1) : (cell.speedup, Double(cell.workers))
        guard let estimate else { return false }
        // What was computed may be off by its rounding.
        return (estimate.low ?? estimate.value) > ideal * 1.001
      }
      return cells.isEmpty ? nil : (entry, cells)
    }
  }

  func hasIntervals(_ entry: PlotSeries) -> Bool {
    entry.cells.contains { cell in
      switch plot {
      // A computed time is exact: its interval has no width, and no bar is seen.
      case .time: !cell.isSimulated && cell.sample?.interval != nil
      case .speedup, .speedupLog: Self.isWide(cell.speedup)
      case .efficiency: Self.isWide(cell.efficiency)
      case .karpFlatt: Self.isWide(cell.karpFlatt)
      case .rate: false
      }
    }
  }

  private static func isWide(_ estimate: Estimate?) -> Bool {
    guard let low = estimate?.low, let high = estimate?.high else { return false }
    return low < high
  }

  /// In pixels; the legend gets what it needs.
  private var size: (width: Int, height: Int) {
    guard isLegendBelow else { return (Self.width, max(500, 120 + 24 * legendEntries)) }
    return (Self.width, 480 + 24 * (legendRows + 1))
  }

  private static let width = 860

  private var legendEntries: Int {
    let named = namesFits ? max(fits.count, plot == .karpFlatt ? fractions.count : 0) : 1
    let others = [!bands.isEmpty || plot == .karpFlatt, runs != nil, !superlinear.isEmpty].count { $0 }
    return series.count + Set(series.compactMap(\.lawLabel)).count + 2 + named + others
  }

  /// The columns of a legend below the picture.
  private var legendColumns: Int {
    // The base's value takes a dozen letters, the sample of the line less than 90 pixels, a letter less than
    // 8. An entry that found no room would be missing without a word.
    let base = plot == .time ? 0 : 12
    let widths = series.map { PlainText.width($0.label) + base } + fits.map { PlainText.width($0.label) }
    let longest = widths.max() ?? 0
    return min(3, max(1, (Self.width - 80) / (90 + 8 * longest)))
  }

  private var legendRows: Int { (legendEntries + legendColumns - 1) / legendColumns }

  private var legend: String {
    let place =
      isLegendBelow
      ? "below left vertical maxcols \(legendColumns) maxrows \(legendRows)" : "outside right top vertical"
    return "set key \(place) Left reverse noenhanced samplen 2.5 spacing 1.25 \(PlotTerminal.smallFont)"
  }

  private var title: String {
    let subject =
      switch plot {
      case .time: study.measure.name == "wall_s" ? "time" : study.measure.name
      case .speedup, .speedupLog: ScalingWords(study).speedup
      case .efficiency: "efficiency"
      case .karpFlatt: "serial fraction by Karp and Flatt"
      case .rate: "rate"
      }
    return "\(study.name): \(subject), \(ScalingWords(study).title)"
  }

  /// What was measured how, and for speedups their base.
  private var caption: [String] {
    var parts: [String] = []
    if let counts = study.runCounts {
      let runs =
        counts.lowerBound == counts.upperBound
        ? Wording.counted(counts.lowerBound, "run")
        : "\(counts.lowerBound) to \(counts.upperBound) runs"
      let isComputed = study.cells.allSatisfy(\.isSimulated)
      parts.append(
        isComputed ? "computed, not measured" : counts.upperBound == 1 ? "single runs" : "medians of \(runs)")
    }
    if series.contains(where: hasIntervals) {
      parts.append("bars: 95 % intervals")
    }
    switch plot {
    case .time: break
    case .speedup where study.scaling == .weak, .speedupLog where study.scaling == .weak:
      parts.append("over 1 worker on the same work")
    case .speedup, .speedupLog, .efficiency, .karpFlatt: if let base = commonBase { parts.append(base) }
    case .rate: parts.append("work by median time")
    }
    if plot == .karpFlatt { parts.append("level: a serial part; rising: costs that grow with the workers") }
    if !superlinear.isEmpty { parts.append("superlinear: suboptimal use of resources at small P") }
    let left = study.series.count - PlotSeries.most
    if left > 0 { parts.append("the first \(PlotSeries.most) of \(study.series.count) series") }
    return parts
  }

  /// The base with its time for one series; its number of workers where all series have the same.
  private var commonBase: String? {
    if series.count == 1, let first = series.first {
      let scale = MeasureScale(study.measure, values: first.cells.compactMap(\.sample?.median))
      return Wording.base(of: first.series, in: study, scale: scale)
    }
    let counts = Set(series.compactMap { $0.base?.workers })
    guard counts.count == 1, let count = counts.first else { return "base: see table.md" }
    return
      "base: \(Wording.counted(count, "worker")), its \(study.measure.isTime ? "time" : "value") in the legend"
  }

  private var valueLabel: String {
    switch plot {
    case .time:
      let name = study.measure.name == "wall_s" ? "time" : study.measure.name
      return study.measure.unit.isEmpty ? name : "\(name) in \(study.measure.unit)"
    case .speedup, .speedupLog: return ScalingWords(study).speedup
    case .efficiency: return "efficiency in %"
    case .karpFlatt: return "e = (P/S - 1) / (P - 1)"
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
