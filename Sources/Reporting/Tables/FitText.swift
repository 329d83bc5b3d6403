package import Analysis
import Expressions
import Jobs

/// What `swrun fit` prints: a row a parameter, then why each law stands as it does, and what they say together.
package enum FitText {
  /// - Parameters:
  ///   - heading: the first line: what was fitted.
  ///   - width: the columns of the terminal.
  package static func text(_ fits: SeriesFits, heading: String, width: Int) -> String {
    let rows = fits.laws.flatMap { law -> [(law: LawFit, parameter: FittedParameter?)] in
      law.parameters.isEmpty ? [(law, nil)] : law.parameters.map { (law, $0) }
    }
    var lines = [heading]
    if !rows.isEmpty {
      lines += TextTable(columns(rows), width: width).lines
      for law in fits.laws where !law.reason.isEmpty {
        lines += PlainText.wrapped("\(law.law.rawValue): \(law.verdict.rawValue): \(law.reason)", to: width)
      }
    }
    for note in fits.notes { lines += PlainText.wrapped(note, to: width) }
    return lines.map { PlainText.printable($0) + "\n" }.joined()
  }

  private static func columns(
    _ rows: [(law: LawFit, parameter: FittedParameter?)]
  ) -> [TextTable.Column] {
    /// What belongs to the law as a whole stands in the row of its first parameter.
    func once(_ text: (LawFit) -> String) -> [String] {
      rows.map { row in
        row.parameter == nil || row.parameter == row.law.parameters.first ? text(row.law) : ""
      }
    }
    return [
      TextTable.Column(heading: "law", alignment: .left, cells: once { $0.law.rawValue }),
      TextTable.Column(
        heading: "parameter", alignment: .left, cells: rows.map { $0.parameter?.name ?? Wording.missing }),
      TextTable.Column(
        heading: "estimate", alignment: .right,
        cells: rows.map { $0.parameter.map { number($0.estimate) } ?? Wording.missing }),
      TextTable.Column(
        heading: "95 % interval", alignment: .left, cells: rows.map { $0.parameter.map(interval) ?? "" }),
      TextTable.Column(
        heading: "AICc", alignment: .right, rank: 1,
        cells: once { $0.aicc.map { NumberFormat.fixed($0, decimals: 1) } ?? Wording.missing }),
      TextTable.Column(
        heading: "weight", alignment: .right,
        cells: once { $0.weight.map { NumberFormat.fixed($0, decimals: 3) } ?? Wording.missing }),
      TextTable.Column(heading: "worst residual", alignment: .right, cells: once(residual)),
      TextTable.Column(heading: "verdict", alignment: .left, cells: once(verdict)),
    ]
  }

  private static func verdict(_ law: LawFit) -> String {
    law.verdict.rawValue + (law.isExtrapolated ? ", extrapolated" : "")
  }

  private static func residual(_ law: LawFit) -> String {
    guard let worst = law.worstResidual else { return Wording.missing }
    return "\(NumberFormat.fixed(worst.relative * 100, decimals: 1)) % at \(worst.workers)"
  }

  private static func interval(_ parameter: FittedParameter) -> String {
    guard parameter.low != nil || parameter.high != nil else { return Wording.missing }
    let ends = [parameter.low, parameter.high].map { $0.map(number) ?? Wording.missing }
    return "[\(ends[0]), \(ends[1])]"
  }

  /// Four digits; what is all but 0 has an exponent, and not a line of zeros.
  private static func number(_ value: Double) -> String {
    let text = NumberFormat.significant(value, digits: 4)
    guard value != 0, abs(value) < 1e-6, let short = Double(text) else { return text }
    return short.description
  }
}
