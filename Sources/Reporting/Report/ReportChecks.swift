import Analysis
import Expressions

/// The gates and the comparison of a study.
struct ReportChecks {
  let study: Study

  private static let mostRows = 200

  /// What fails stands first.
  var gates: Markup? {
    guard !study.gates.isEmpty else { return nil }
    let order: [GateVerdict] = [.fails, .undecided, .holds]
    let all = order.flatMap { verdict in study.gates.filter { $0.verdict == verdict } }
    let shown = Array(all.prefix(Self.mostRows))
    let columns = [
      ReportColumn(heading: "gate", isNumber: false, cells: shown.map(\.gate)),
      ReportColumn(heading: "where", isNumber: false, cells: shown.map(\.place)),
      ReportColumn(heading: "verdict", isNumber: false, cells: shown.map(\.verdict.rawValue)),
      // The limit stands in the gate.
      ReportColumn(heading: "value", cells: shown.map { GateLines.value($0) ?? Wording.missing }),
      ReportColumn(heading: "why", isNumber: false, cells: shown.map(\.reason)),
    ]
    let counts = order.compactMap { verdict -> String? in
      let count = study.gates.count { $0.verdict == verdict }
      guard count > 0 else { return nil }
      let word = verdict == .fails ? "fail" : verdict == .holds ? "hold" : verdict.rawValue
      return "\(count) \(count == 1 ? verdict.rawValue : word)"
    }
    return .lines([
      .paragraph(counts.joined(separator: ", ") + "."), Markup.table(Self.filled(columns), rows: shown.count),
      left(all.count, "gates.csv"),
    ])
  }

  var comparison: Markup? {
    guard let comparison = study.comparison, !comparison.cells.isEmpty else { return nil }
    let order: [ComparisonVerdict] = [.regressed, .improved, .inconclusive, .equivalent]
    let all = order.flatMap { verdict in comparison.cells.filter { $0.verdict == verdict } }
    let shown = Array(all.prefix(Self.mostRows))
    var columns = comparison.columns.indices.map { index in
      ReportColumn(
        heading: comparison.columns[index], isNumber: false,
        cells: shown.map { $0.labels.indices.contains(index) ? $0.labels[index] : "" })
    }
    columns += [
      ReportColumn(
        heading: comparison.axis, isNumber: false, cells: shown.map { "\($0.value) / \($0.base)" }),
      ReportColumn(heading: "n", cells: shown.map { "\($0.count) / \($0.baseCount)" }),
      ReportColumn(heading: "ratio", cells: shown.map { SeriesColumns.fraction($0.ratio) }),
      ReportColumn(heading: "p, adjusted", cells: shown.map { Self.number($0.adjustedP) }),
      ReportColumn(heading: "Cliff's δ", cells: shown.map { Self.number($0.cliffsDelta) }),
      ReportColumn(heading: "verdict", isNumber: false, cells: shown.map(\.verdict.rawValue)),
      ReportColumn(heading: "why", isNumber: false, cells: shown.map(\.reason)),
    ]
    let better = comparison.isRate ? "above 1 is better" : "below 1 is better"
    let threshold = NumberFormat.shortest(comparison.threshold * 100)
    var pieces = [
      Markup.paragraph(
        "\(Self.counts(comparison)). A ratio \(better); a difference matters from \(threshold) % on.")
    ]
    if !comparison.notes.isEmpty { pieces.append(.list(comparison.notes)) }
    pieces += [Markup.table(Self.filled(columns), rows: shown.count), left(all.count, "comparisons.csv")]
    return .lines(pieces)
  }

  /// The columns in which something stands.
  private static func filled(_ columns: [ReportColumn]) -> [ReportColumn] {
    columns.filter { column in column.cells.contains { !$0.isEmpty && $0 != Wording.missing } }
  }

  /// `1 regressed, 3 equivalent`.
  static func counts(_ comparison: Comparison) -> String {
    ComparisonVerdict.allCases.compactMap { verdict in
      let count = comparison.count(of: verdict)
      return count > 0 ? "\(count) \(verdict.rawValue)" : nil
    }.joined(separator: ", ")
  }

  private func left(_ count: Int, _ file: String) -> Markup {
    guard count > Self.mostRows else { return "" }
    return Markup.element(
      "p", ["class": "note"], text: "\(count - Self.mostRows) more rows stand in \(file).")
  }

  private static func number(_ value: Double?) -> String {
    value.map(FitColumns.number) ?? Wording.missing
  }
}
