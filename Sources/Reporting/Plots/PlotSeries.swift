import Analysis
import Expressions

/// A series as it is drawn.
struct PlotSeries {
  var series: Series
  /// Cells with at least one good run.
  var cells: [CellSummary]
  var base: CellSummary?
  /// The laws that were fitted to it.
  var fits: SeriesFits?
  /// Rows of `curves.csv` before those of its law, without the header.
  var firstCurveRow = 0
  /// Counted from 1: names the series inside a script.
  var number: Int
  var label: String
  /// False where gnuplot cannot read the series' rows: it knows no doubled quotes, for it the first quote after
  /// the opening one closes a field.
  var isReadable: Bool
  var color: String
  var pointType: Int
  /// The dash type of its curves.
  var dashType: String
  /// The plotted number of workers is moved by this, where all series have the same single one.
  var offset = 0.0

  /// The keys of the cells as gnuplot looks them up.
  var keys: String { cells.map(\.cell).joined(separator: " ") }

  /// The most series that one picture shows.
  static let most = 24

  /// The longest legend, in columns.
  static let longestLabel = 60

  // Okabe and Ito's colours without the yellow, which vanishes on white, the dark ones first.
  private static let colors = [
    "#0072B2", "#D55E00", "#009E73", "#000000", "#CC79A7", "#8C6BB1", "#E69F00", "#56B4E9",
  ]
  private static let filledPoints = [7, 5, 9, 13, 11, 15]
  private static let openPoints = [6, 4, 8, 12, 10, 14]
  private static let strokePoints = [2, 1, 3]
  private static let dashTypes = ["(12,5)", "(4,4)", "(14,4,3,4)", "(20,6)", "(2,3)", "(10,3,2,3,2,3)"]

  /// The series of a study that have something to show, at most ``most``.
  static func all(of study: Study) -> [PlotSeries] {
    let shown = study.series.filter { series in study.cells(of: series).contains { $0.sample != nil } }
    let fractions = Set(shown.compactMap(\.law?.serialPart)).sorted()
    let byLaw = fractions.count > 1 && shown.allSatisfy { $0.law != nil }
    var groups: [[String]] = []
    let fits = Self.fits(of: study)
    return shown.prefix(most).enumerated().map { index, series in
      let law = series.law.flatMap { fractions.firstIndex(of: $0.serialPart) } ?? 0
      let group = [series.executor, series.affinity] + others(series)
      if !groups.contains(group) { groups.append(group) }
      let cells = study.cells(of: series).filter { $0.sample != nil }
      return PlotSeries(
        series: series, cells: cells, base: study.base(of: series).flatMap { $0.sample == nil ? nil : $0 },
        fits: fits[series.cells]?.fits, firstCurveRow: fits[series.cells]?.row ?? 0, number: index + 1,
        label: PlainText.cut(PlainText.printable(series.label), to: longestLabel),
        isReadable: PlotRows.isReadable(cells.flatMap(\.parameters)),
        color: colors[(byLaw ? law : index) % colors.count],
        pointType: byLaw && groups.count <= 2
          ? point(law, isFilled: groups.first == group) : point(index),
        dashType: dashTypes[law % dashTypes.count])
    }
  }

  /// By the cells of a series: its fits, and where its law begins in `curves.csv`.
  private static func fits(of study: Study) -> [Range<Int>: (fits: SeriesFits, row: Int)] {
    var known: [Range<Int>: (fits: SeriesFits, row: Int)] = [:]
    var row = 0
    for (series, fits) in zip(study.series, study.fits) {
      guard let fits else { continue }
      known[series.cells] = (fits, row)
      row += fits.chosenLaw?.curve.count ?? 0
    }
    return known
  }

  /// The parameters of a series without the serial fraction, which colours tell apart.
  private static func others(_ series: Series) -> [String] {
    series.parameters.filter { $0.name != "serial_fraction" }.map(\.text)
  }

  /// Filled shapes, then open ones, then strokes.
  private static func point(_ index: Int) -> Int {
    let all = filledPoints + openPoints + strokePoints
    return all[index % all.count]
  }

  private static func point(_ law: Int, isFilled: Bool) -> Int {
    let shapes = isFilled ? filledPoints : openPoints
    return shapes[law % shapes.count]
  }

  /// The colour in hexadecimal, nearly white: what is behind the points of the series.
  var paleColor: String {
    let value = Int(color.dropFirst(), radix: 16) ?? 0
    let mixed = [16, 8, 0].map { shift in 255 - (255 - (value >> shift) & 255) * 2 / 5 }
    return "#" + mixed.map { String(0x100 + $0, radix: 16, uppercase: true).dropFirst() }.joined()
  }

  /// The curve `f = 0.1, S_max = 10`: the law's name in a legend.
  var lawLabel: String? {
    guard let law = series.law, law.hasSerialPart else { return nil }
    let parameter = "\(law.symbol) = \(NumberFormat.shortest(law.serialPart))"
    guard base?.workers == 1, let maximum = law.maximum else { return "\(law.author), \(parameter)" }
    return "\(parameter), S_max = \(Self.short(maximum))"
  }

  /// Whether the law says more than the ideal in a plot: Gustafson's speaks of speedups alone, since by it the time
  /// stays what it is.
  func isLawDrawn(in plot: CurvePlot) -> Bool {
    guard lawLabel != nil, let law = series.law else { return false }
    switch (law, plot) {
    case (.amdahl, _), (.gustafson, .speedup), (.gustafson, .speedupLog): return true
    case (.gustafson, _): return false
    }
  }

  /// At most four significant digits, no zeros at the end.
  static func short(_ value: Double) -> String {
    var text = NumberFormat.significant(value, digits: 4)
    if text.contains(".") {
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
    }
    return text
  }
}
