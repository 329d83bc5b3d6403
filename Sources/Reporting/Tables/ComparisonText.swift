package import Analysis
import Expressions
import Jobs

/// A comparison for people: a table for a terminal, a section of `table.md`, lines of the closing table.
package struct ComparisonText {
  private let comparison: Comparison
  /// The columns that tell the rows apart: an axis with one value is named once, above the table.
  private let shownColumns: [Int]
  /// Whether the rows compare different values.
  private let hasSeveralPairs: Bool
  /// The most cells whose reason is given.
  private static let mostReasons = 12

  package init(_ comparison: Comparison) {
    self.comparison = comparison
    shownColumns = comparison.columns.indices.filter { column in
      comparison.columns[column] == "workers" || Set(comparison.cells.map { $0.labels[column] }).count > 1
    }
    hasSeveralPairs = Set(comparison.cells.map { [$0.base, $0.value] }).count > 1
  }

  /// What `swrun compare` prints on a terminal: what is compared, a row a cell, why cells are inconclusive, how many
  /// have each verdict.
  ///
  /// - Parameters:
  ///   - heading: what is compared, such as the name of the study.
  ///   - width: the columns of the terminal.
  package func terminal(heading: String, measure: Measure, width: Int) -> String {
    let cells = comparison.cells
    var lines = PlainText.wrapped("\(heading): \(subject(measure))", to: width)
    lines += TextTable(columns, width: width).lines
    let unclear = cells.filter { $0.verdict == .inconclusive && !$0.reason.isEmpty }
    for cell in unclear.prefix(Self.mostReasons) {
      lines += PlainText.wrapped("\(name(of: cell)): \(cell.reason)", to: width)
    }
    if unclear.count > Self.mostReasons {
      lines.append("(\(unclear.count - Self.mostReasons) more inconclusive cells: --format csv has all)")
    }
    lines += comparison.notes.flatMap { PlainText.wrapped("note: \($0)", to: width) }
    lines += PlainText.wrapped(summary + ".", to: width)
    return lines.map { PlainText.printable($0) + "\n" }.joined()
  }

  /// The comparison as Markdown, with a heading of the level that is asked for.
  package func markdown(measure: Measure, level: Int = 2) -> String {
    let title = comparison.axis == "folder" ? "Comparison" : "Comparison of \(comparison.axis)"
    var text = String(repeating: "#", count: level) + " \(MarkdownSections.escaped(title))\n\n"
    text += "Compared: \(MarkdownSections.prose(subject(measure))). \(MarkdownSections.prose(summary)).\n\n"
    let columns =
      self.columns + [
        TextTable.Column(
          heading: "why", alignment: .left,
          cells: comparison.cells.map { $0.verdict == .inconclusive ? $0.reason : "" })
      ]
    text += MarkdownSections.table(
      columns.map {
        ReportColumn(heading: $0.heading, isNumber: $0.alignment == .right, cells: $0.cells)
      }, rows: comparison.cells.count)
    if !comparison.notes.isEmpty {
      text += "\n" + comparison.notes.map { "- \(MarkdownSections.prose($0))\n" }.joined()
    }
    return text
  }

  /// One or two lines: how many cells have each verdict, and the worst of those that regressed.
  func closing() -> [String] {
    guard !comparison.cells.isEmpty else { return ["Comparison of \(comparison.axis): no cells to compare"] }
    var lines = ["Comparison of \(comparison.axis): \(summary)"]
    let regressed = comparison.cells.filter { $0.verdict == .regressed }
    if let worst = regressed.max(by: { distance($0) < distance($1) }) {
      lines.append("  \(regressed.count > 1 ? "most: " : "")\(name(of: worst)): \(worst.reason)")
    }
    return lines
  }

  // MARK: - Words

  /// `2 of 12 cells regressed, 1 improved, 9 equivalent`.
  package var summary: String {
    let order: [ComparisonVerdict] = [.regressed, .improved, .equivalent, .inconclusive]
    let counts = order.map { ($0, comparison.count(of: $0)) }.filter { $0.1 > 0 }
    guard let first = counts.first else { return "no cells to compare" }
    let all = Wording.counted(comparison.cells.count, "cell")
    return
      (["\(first.1) of \(all) \(first.0.rawValue)"] + counts.dropFirst().map { "\($0.1) \($0.0.rawValue)" })
      .joined(separator: ", ")
  }

  /// What is compared with what, and from where on a difference matters.
  private func subject(_ measure: Measure) -> String {
    let what = measure.name == "wall_s" ? "wall time" : measure.name
    var text = what
    if !hasSeveralPairs, let cell = comparison.cells.first {
      text += " of \(cell.value) against \(cell.base)"
    } else if comparison.axis != "folder" {
      text += " by \(comparison.axis)"
    }
    let threshold = NumberFormat.shortest((comparison.threshold * 10_000).rounded() / 100)
    return text
      + ", \(comparison.isRate ? "larger" : "smaller") is better; differences count from \(threshold) % on"
  }

  private func name(of cell: ComparedCell) -> String {
    var parts = shownColumns.map { index in
      switch comparison.columns[index] {
      case "workers": Int(cell.labels[index]).map { Wording.counted($0, "worker") } ?? cell.labels[index]
      case "executor", "affinity": cell.labels[index]
      default: "\(comparison.columns[index]) = \(cell.labels[index])"
      }
    }
    if hasSeveralPairs { parts.append("\(cell.value) against \(cell.base)") }
    return parts.joined(separator: ", ")
  }

  private func distance(_ cell: ComparedCell) -> Double {
    guard let ratio = cell.ratio?.value else { return 0 }
    return max(ratio, 1 / ratio)
  }

  // MARK: - Columns

  private var columns: [TextTable.Column] {
    let cells = comparison.cells
    var columns = shownColumns.map { index in
      TextTable.Column(
        heading: comparison.columns[index],
        alignment: comparison.columns[index] == "workers" ? .right : .left,
        cells: cells.map { PlainText.cut(PlainText.printable($0.labels[index]), to: 24) })
    }
    if hasSeveralPairs {
      columns.append(
        TextTable.Column(
          heading: comparison.axis, alignment: .left,
          cells: cells.map { PlainText.cut(PlainText.printable("\($0.value) / \($0.base)"), to: 32) }))
    }
    columns += [
      TextTable.Column(
        heading: "runs", alignment: .right, rank: 3, cells: cells.map { "\($0.baseCount), \($0.count)" }),
      TextTable.Column(heading: "ratio", alignment: .right, cells: cells.map { Self.ratio($0.ratio?.value) }),
      TextTable.Column(heading: "95 % interval", alignment: .left, rank: 1, cells: cells.map(Self.interval)),
      TextTable.Column(heading: "p", alignment: .right, rank: 2, cells: cells.map { Self.p($0.adjustedP) }),
      TextTable.Column(
        heading: "δ", alignment: .right, rank: 4,
        cells: cells.map {
          $0.cliffsDelta.map { NumberFormat.fixed($0, decimals: 2) } ?? Wording.missing
        }),
      TextTable.Column(heading: "verdict", alignment: .left, cells: cells.map(\.verdict.rawValue)),
    ]
    return columns
  }

  private static func ratio(_ value: Double?) -> String {
    value.map { NumberFormat.fixed($0, decimals: $0 < 9.9995 ? 3 : 1) } ?? Wording.missing
  }

  private static func interval(_ cell: ComparedCell) -> String {
    guard let low = cell.ratio?.low, let high = cell.ratio?.high else { return Wording.missing }
    return "[\(ratio(low)), \(ratio(high))]"
  }

  private static func p(_ value: Double?) -> String {
    guard let value else { return Wording.missing }
    return value < 0.00005 ? "< 0.0001" : NumberFormat.fixed(value, decimals: 4)
  }
}
