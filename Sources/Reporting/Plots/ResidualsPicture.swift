import Analysis
import Expressions
import Jobs

/// The picture of how far the cells are from the fitted laws: the laws of one series, or of several series the law to
/// believe of each.
struct ResidualsPicture {
  /// The residuals of one law.
  private struct Group {
    var label: String
    var color: String
    var pointType: Int
    var rows: PlotRows

    /// The largest relative residual.
    var worst: Double { rows.rows.map { abs($0[1]) }.filter(\.isFinite).max() ?? 0 }
  }

  private let study: Study
  private let groups: [Group]
  /// Laws that are much further off than the others: beside them nothing would be seen of these.
  private let left: [(name: String, worst: Double)]
  private let workers: PlotAxis

  private static let width = 860
  /// Of the laws of one series those are shown whose worst residual is at most so many times that of the best.
  private static let mostTimes = 12.0
  private static let colors = ["#D55E00", "#0072B2", "#009E73", "#CC79A7"]
  private static let points = [5, 7, 9, 13]

  /// Nil where nothing was fitted.
  init?(study: Study, series: [PlotSeries]) {
    var first = 0
    var rowsBefore: [Range<Int>: Int] = [:]
    for (series, fits) in zip(study.series, study.fits) {
      rowsBefore[series.cells] = first
      first += fits?.laws.map(\.residuals.count).reduce(0, +) ?? 0
    }
    let fitted = series.filter { $0.fits?.laws.contains { !$0.residuals.isEmpty } ?? false }
    let isSingle = fitted.count == 1
    let all = fitted.flatMap { entry in
      Self.groups(entry, first: rowsBefore[entry.series.cells] ?? 0, isSingle: isSingle)
    }
    let bound = max(0.02, Self.mostTimes * (all.map(\.worst).min() ?? 0))
    groups = isSingle ? all.filter { $0.worst <= bound } : all
    left = isSingle ? all.filter { $0.worst > bound }.map { ($0.label, $0.worst) } : []
    guard !groups.isEmpty else { return nil }
    self.study = study
    workers = PlotAxis.workers(groups.flatMap { $0.rows.rows.map { Int($0[0]) } })
  }

  /// Verdicts on laws whose residuals say nothing beside those of others.
  private static let unseen: [FitVerdict] = [.notIdentifiable, .exactlyDetermined, .rejected]

  private static func groups(_ entry: PlotSeries, first: Int, isSingle: Bool) -> [Group] {
    let names = entry.series.parameters.count + 4
    guard let fits = entry.fits else { return [] }
    var before = first
    var groups: [Group] = []
    // Of several series one law each is enough: the one to believe, else the last that may hold. One that goes through
    // all points has no residuals to look at.
    let shown =
      fits.chosen ?? fits.laws.lastIndex { !unseen.contains($0.verdict) && !$0.residuals.isEmpty }
      ?? fits.laws.lastIndex { $0.verdict != .notIdentifiable && !$0.residuals.isEmpty }
    for (index, law) in fits.laws.enumerated() {
      let rows = PlotRows(
        file: "residuals.csv", block: "residuals_\(entry.number)_\(index + 1)", first: before,
        rows: law.residuals.map { [Double($0.workers), $0.relative] },
        columns: [("workers", names + 4), ("relative", names + 5)],
        isReadable: PlotRows.isReadable(entry.series.parameters.map(\.text)))
      before += law.residuals.count
      guard !law.residuals.isEmpty, isSingle || index == shown else { continue }
      let words = PlotFit.words(law) + (index == fits.chosen ? "" : ", \(law.verdict.rawValue)")
      groups.append(
        Group(
          label: isSingle ? words : "\(entry.label): \(law.law.title)",
          color: isSingle ? colors[index % colors.count] : entry.color,
          pointType: isSingle ? points[index % points.count] : entry.pointType, rows: rows))
    }
    return groups
  }

  /// The script.
  func commands(_ format: PictureFormat) -> [String] {
    let terminal = PlotTerminal(
      name: Plot.residuals.rawValue, files: ["residuals.csv"], format: format, width: Self.width,
      height: 430 + 22 * rows)
    var caption = ["single points far away, or a bow, speak against a law"]
    caption += left.map { name, worst in
      "not shown: \(name), up to \(NumberFormat.fixed(100 * worst, decimals: 0)) %"
    }
    if study.series.count > PlotSeries.most {
      caption.append("the first \(PlotSeries.most) of \(study.series.count) series")
    }
    let frame = PlotFrame(
      title: "\(study.name): residuals of the fitted laws", caption: caption, captionWidth: 110)
    let curves = ["0 with lines lc rgb '#606060' lw 1.2 dt solid notitle"] + groups.indices.map(curve)
    let ends = Array(repeating: ", \\", count: curves.count - 1) + [""]
    return terminal.commands + ["set datafile separator comma", "set datafile commentschars ''"]
      + groups.flatMap(\.rows.commands) + frame.commands + [
        "set xlabel 'workers' offset 0,0.6",
        "set ylabel \(GnuplotText.quoted("(measured - fitted) / measured in %"))",
        "set bmargin \(PlotSeries.short(3.6 + 1.2 * Double(rows)))",
        "set key below left vertical maxcols \(columns) maxrows \(rows) Left reverse noenhanced samplen 2.5"
          + " spacing 1.25 \(PlotTerminal.smallFont)",
      ] + workers.commands("x") + range.commands("y") + ["plot \\"]
      + zip(curves, ends).map { "  " + $0 + $1 }
  }

  /// As far above 0 as below: what is over and what is under is to be compared.
  private var range: PlotAxis {
    let largest = groups.flatMap { $0.rows.rows.map { abs($0[1]) } }.filter(\.isFinite).max() ?? 0
    let bound = max(0.1, 110 * largest)
    return PlotAxis(low: -bound, high: bound, isLogarithmic: false)
  }

  /// The points of a group, beside those of the others.
  private func curve(_ index: Int) -> String {
    let group = groups[index]
    let share = groups.count > 1 ? Double(index) / Double(groups.count - 1) - 0.5 : 0
    let place =
      workers.isLogarithmic
      ? "\(group.rows.column("workers")) * \(PlotAxis.number(1 + 0.06 * share))"
      : "\(group.rows.column("workers")) + \(PlotAxis.number((workers.high - workers.low) * 0.015 * share))"
    return "\(group.rows.source) using (\(place)):(100 * \(group.rows.column("relative")))"
      + " with points lc rgb '\(group.color)' pt \(group.pointType) ps 0.9"
      + " title \(GnuplotText.quoted(group.label))"
  }

  private var columns: Int {
    let longest = groups.map { PlainText.width($0.label) }.max() ?? 0
    return min(groups.count, 3, max(1, (Self.width - 80) / (90 + 8 * longest)))
  }

  private var rows: Int { (groups.count + columns - 1) / columns }
}
