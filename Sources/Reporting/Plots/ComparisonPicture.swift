package import Analysis
import Expressions
package import Jobs

/// The picture of a comparison: a row a pair of cells, the ratio with its interval, coloured by verdict.
package struct ComparisonPicture: Sendable {
  /// A pair that is drawn.
  private struct Row {
    /// Its row in `comparisons.csv`, counted from 0.
    var index: Int
    var cell: ComparedCell
    var ratio: Estimate
  }

  private let name: String
  private let measure: Measure
  private let comparison: Comparison
  private let rows: [Row]
  /// The pairs that have a ratio.
  private let count: Int

  /// The most pairs of one picture: those that differ most.
  static let mostRows = 40

  private static let width = 900

  /// The comparison inside a study; nil where there is none, or none of its pairs has a ratio.
  init?(study: Study) {
    guard let comparison = study.comparison else { return nil }
    self.init(comparison, name: study.name, measure: study.measure)
  }

  /// Nil where no pair has a ratio.
  init?(_ comparison: Comparison, name: String, measure: Measure) {
    let known = comparison.cells.enumerated().compactMap { index, cell in
      cell.ratio.flatMap {
        $0.value > 0 && $0.value.isFinite ? Row(index: index, cell: cell, ratio: $0) : nil
      }
    }
    guard !known.isEmpty else { return nil }
    self.name = name
    self.measure = measure
    self.comparison = comparison
    count = known.count
    let far = known.sorted { Self.deviation($0.ratio) > Self.deviation($1.ratio) }.prefix(Self.mostRows)
    rows = far.sorted { $0.index < $1.index }
  }

  /// How many times a ratio is off, whichever way.
  private static func deviation(_ ratio: Estimate) -> Double { max(ratio.value, 1 / ratio.value) }

  /// The script that draws `comparison.svg` from `comparisons.csv` beside it; nil where there is nothing to draw.
  package static func script(
    _ comparison: Comparison, name: String, measure: Measure, formats: [PictureFormat] = [.svg]
  ) -> PlotScript? {
    guard let picture = ComparisonPicture(comparison, name: name, measure: measure) else { return nil }
    let text = picture.commands(formats.first ?? .svg).joined(separator: "\n") + "\n"
    return PlotScript(name: "\(Plot.comparison.rawValue).gp", formats: formats, bytes: Array(text.utf8))
  }

  /// The script.
  func commands(_ format: PictureFormat) -> [String] {
    let terminal = PlotTerminal(
      name: Plot.comparison.rawValue, files: table.isReadable ? ["comparisons.csv"] : [], format: format,
      width: Self.width, height: 170 + 22 * rows.count)
    let frame = PlotFrame(title: "\(name): \(title)", caption: caption, captionWidth: 100)
    let curves = curves
    let ends = Array(repeating: ", \\", count: curves.count - 1) + [""]
    let marks = rows.enumerated().map { "\(GnuplotText.tic(label($1.cell))) \($0)" }
    return terminal.commands + ["set datafile separator comma", "set datafile commentschars ''"]
      + table.commands + frame.commands + [
        "set grid x", "set bmargin 5.2", "set xlabel \(GnuplotText.quoted(axisLabel))",
        "set yrange [\(rows.count).2:-1.2]", "set ytics (\(marks.joined(separator: ", ")))",
        "set object 1 rect from \(PlotAxis.number(1 - comparison.threshold)), graph 0 to"
          + " \(PlotAxis.number(1 + comparison.threshold)), graph 1 behind fc rgb '#ECECEC' fs solid noborder",
        "set arrow 1 from 1, graph 0 to 1, graph 1 nohead back lc rgb '#606060' lw 1.2",
        "set key below center horizontal Left reverse noenhanced samplen 2 spacing 1.25 \(PlotTerminal.smallFont)",
      ] + axis.commands("x") + verdicts.map(placing) + ["plot \\"]
      + zip(curves, ends).map { "  " + $0 + $1 }
  }

  private var title: String {
    let quantity = measure.name == "wall_s" ? "time" : measure.name
    return comparison.axis == "folder" ? "\(quantity) compared" : "\(quantity) by \(comparison.axis)"
  }

  private var caption: [String] {
    let threshold = NumberFormat.shortest((comparison.threshold * 10_000).rounded() / 100)
    var parts = ["bars: 95 % intervals", "grey: differences up to \(threshold) % do not matter"]
    if count > rows.count { parts.append("the \(rows.count) of \(count) pairs that differ most") }
    return parts
  }

  /// The values that all rows compare, where they are the same.
  private var commonPair: (base: String, value: String)? {
    let pairs = Set(rows.map { [$0.cell.base, $0.cell.value] })
    return pairs.count == 1 ? rows.first.map { ($0.cell.base, $0.cell.value) } : nil
  }

  private var axisLabel: String {
    let better = comparison.isRate ? "right is better" : "left is better"
    guard let pair = commonPair else { return "ratio to the base; \(better)" }
    let names = [pair.value, pair.base].map { PlainText.cut(PlainText.printable($0), to: 30) }
    return "\(names[0]) over \(names[1]); \(better)"
  }

  private func label(_ cell: ComparedCell) -> String {
    var parts = zip(comparison.columns, cell.labels).compactMap { column, text -> String? in
      switch column {
      case "workers": text == "1" ? "1 worker" : "\(text) workers"
      case "affinity" where text == "none": nil
      // What every pair of a command has tells nothing.
      case "executor" where text == "command": nil
      case "executor", "affinity": text
      default: "\(column) = \(text)"
      }
    }
    if commonPair == nil { parts.append(pair(cell)) }
    let text = PlainText.printable(parts.joined(separator: ", "))
    // gnuplot itself cuts a label with a percent sign at about 50 letters, without a mark.
    return PlainText.cut(text, to: text.contains("%") ? 42 : 52)
  }

  /// Both values, so that neither is lost where the other is long.
  private func pair(_ cell: ComparedCell) -> String {
    [cell.value, cell.base].map { PlainText.cut(PlainText.printable($0), to: 20) }.joined(separator: " / ")
  }

  /// The numbers of `comparisons.csv`; where it cannot be read, those of the rows that are drawn.
  private var table: PlotRows {
    // run, axis, base, value, the other axes, n_base, n, ratio, …
    let first = 4 + comparison.columns.count + 3
    let isReadable = PlotRows.isReadable(comparison.cells.flatMap { $0.labels + [$0.base, $0.value] })
    let numbers = comparison.cells.map { cell in
      [cell.ratio?.value ?? .nan, cell.ratio?.low ?? .nan, cell.ratio?.high ?? .nan]
    }
    return PlotRows(
      file: "comparisons.csv", block: "ratios", first: 0, rows: numbers,
      columns: [("ratio", first), ("low", first + 1), ("high", first + 2)], isReadable: isReadable)
  }

  /// The verdicts that occur.
  private var verdicts: [ComparisonVerdict] {
    ComparisonVerdict.allCases.filter { verdict in rows.contains { $0.cell.verdict == verdict } }
  }

  /// The function that gives the rows of a verdict their height.
  private func placing(_ verdict: ComparisonVerdict) -> String {
    let chain = rows.enumerated().filter { $1.cell.verdict == verdict }.reversed().reduce("NaN") {
      rest, row in
      "row == \(row.element.index) ? \(row.offset) : \(rest)"
    }
    return "\(verdict.rawValue)(row) = \(chain)"
  }

  private var curves: [String] {
    let table = self.table
    let numbers = ["ratio", "low", "high"].map { "(\(table.column($0)))" }
    return verdicts.flatMap { verdict -> [String] in
      let look = Self.look(verdict)
      let place = "(\(verdict.rawValue)(column(0)))"
      return [
        "\(table.source) using \(numbers[0]):\(place):\(numbers[1]):\(numbers[2]) with xerrorbars"
          + " lc rgb '\(look.color)' pt 0 lw 1.5 notitle",
        "\(table.source) using \(numbers[0]):\(place) with points lc rgb '\(look.color)' pt \(look.point) ps 0.9"
          + " title '\(verdict.rawValue)'",
      ]
    }
  }

  private static func look(_ verdict: ComparisonVerdict) -> (color: String, point: Int) {
    switch verdict {
    case .regressed: ("#D55E00", 9)
    case .improved: ("#009E73", 11)
    case .equivalent: ("#0072B2", 7)
    case .inconclusive: ("#808080", 6)
    }
  }

  /// Around all intervals and the threshold.
  private var axis: PlotAxis {
    let ends = rows.flatMap { [$0.ratio.value, $0.ratio.low ?? 1, $0.ratio.high ?? 1] }
      .filter { $0 > 0 && $0.isFinite }
    let low = min(ends.min() ?? 1, 1 - 1.5 * comparison.threshold)
    let high = max(ends.max() ?? 1, 1 + 1.5 * comparison.threshold)
    guard high < 4 * low || low <= 0 else { return .decades(from: low, to: high) }
    let margin = 0.05 * (high - low)
    return PlotAxis(low: low - margin, high: high + margin, isLogarithmic: false)
  }
}
