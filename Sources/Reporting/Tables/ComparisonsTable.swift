package import Analysis
import Expressions
package import Jobs
package import Results

/// `comparisons.csv`, and the same as JSON: a row a comparison.
package enum ComparisonsTable {
  /// The names of the columns of a comparison.
  package static func header(of comparison: Comparison) -> [String] {
    ["run", "axis", "base", "value"] + comparison.columns + [
      "n_base", "n", "ratio", "ratio_low", "ratio_high", "p", "p_adjusted", "cliffs_delta", "verdict",
    ]
  }

  /// The whole file. What is not known is empty.
  ///
  /// - Parameter run: the name of the result folder; of two, that of the newer.
  /// - Throws: ``CSVError`` for a text with a line break.
  package static func csv(_ comparison: Comparison, run: String) throws(CSVError) -> [UInt8] {
    var text = try CSV.line(header(of: comparison))
    for cell in comparison.cells {
      let numbers = [
        cell.ratio?.value, cell.ratio?.low, cell.ratio?.high, cell.p, cell.adjustedP, cell.cliffsDelta,
      ]
      text += try CSV.line(
        [run, comparison.axis, cell.base, cell.value] + cell.labels
          + [String(cell.baseCount), String(cell.count)]
          + numbers.map { $0.map(NumberFormat.shortest) ?? "" } + [cell.verdict.rawValue])
    }
    return Array(text.utf8)
  }

  /// One object: what is compared, how many cells have each verdict, `comparisons` with a member for each column of
  /// the CSV and the reason in words, and `notes`.
  package static func json(_ comparison: Comparison, run: String, measure: Measure) -> JSON {
    let verdicts = ComparisonVerdict.allCases.map {
      JSON.Member($0.rawValue, .integer(comparison.count(of: $0)))
    }
    return .object([
      JSON.Member("run", .text(run)), JSON.Member("axis", .text(comparison.axis)),
      JSON.Member("measure", .text(measure.name)), JSON.Member("larger_is_better", .boolean(measure.isRate)),
      JSON.Member("threshold", .number(comparison.threshold)), JSON.Member("verdicts", .object(verdicts)),
      JSON.Member("comparisons", .array(comparison.cells.map { row($0, comparison) })),
      JSON.Member("notes", .array(comparison.notes.map(JSON.text))),
    ])
  }

  private static func row(_ cell: ComparedCell, _ comparison: Comparison) -> JSON {
    var members = [JSON.Member("base", .text(cell.base)), JSON.Member("value", .text(cell.value))]
    for (name, text) in zip(comparison.columns, cell.labels) {
      // An axis may have the name of a column; an object has no name twice.
      guard !members.contains(where: { $0.name == name }) else { continue }
      members.append(
        JSON.Member(name, name == "workers" ? Int(text).map(JSON.integer) ?? .text(text) : .text(text)))
    }
    let rest = [
      JSON.Member("n_base", .integer(cell.baseCount)), JSON.Member("n", .integer(cell.count)),
      JSON.Member("ratio", .optional(cell.ratio?.value)),
      JSON.Member("ratio_low", .optional(cell.ratio?.low)),
      JSON.Member("ratio_high", .optional(cell.ratio?.high)), JSON.Member("p", .optional(cell.p)),
      JSON.Member("p_adjusted", .optional(cell.adjustedP)),
      JSON.Member("cliffs_delta", .optional(cell.cliffsDelta)),
      JSON.Member("verdict", .text(cell.verdict.rawValue)), JSON.Member("reason", .text(cell.reason)),
    ]
    let taken = Set(rest.map(\.name))
    return .object(members.filter { !taken.contains($0.name) } + rest)
  }
}
