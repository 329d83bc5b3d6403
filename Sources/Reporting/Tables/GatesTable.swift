package import Analysis
import Expressions
package import Results

/// `gates.csv`: a row a gate and cell.
package enum GatesTable {
  package static let header = [
    "gate", "cell", "place", "value", "low", "high", "limit", "verdict", "reason",
  ]

  /// The whole file.
  ///
  /// - Throws: ``CSVError`` for a text with a line break.
  package static func csv(_ gates: [GateResult]) throws(CSVError) -> [UInt8] {
    var text = try CSV.line(header)
    for gate in gates {
      text += try CSV.line(
        [gate.gate, gate.cell, gate.place] + [gate.value, gate.low, gate.high, gate.limit].map(number)
          + [gate.verdict.rawValue, PlainText.printable(gate.reason)])
    }
    return Array(text.utf8)
  }

  /// Whether a file that was written before has a gate that fails.
  ///
  /// - Throws: ``CSVError``.
  package static func hasFailure(_ bytes: [UInt8]) throws -> Bool {
    var table = try CSVTable(bytes)
    let verdict = try table.column("verdict")
    while let row = try table.next() {
      if row.fields[verdict] == GateVerdict.fails.rawValue { return true }
    }
    return false
  }

  private static func number(_ value: Double?) -> String { value.map(NumberFormat.shortest) ?? "" }
}

/// How the gates stand, in lines for people.
package enum GateLines {
  /// A line for each gate and cell that fails, with value, interval and limit; of more than `most` the rest in one
  /// line.
  package static func failed(_ gates: [GateResult], most: Int = 6) -> [String] {
    lines(gates.filter { $0.verdict == .fails }, "gate fails", most: most)
  }

  /// The same for the undecided ones.
  package static func undecided(_ gates: [GateResult], most: Int = 3) -> [String] {
    lines(gates.filter { $0.verdict == .undecided }, "gate undecided", most: most)
  }

  /// What the end of a run says of its gates; nothing where there are none.
  package static func summary(_ gates: [GateResult]) -> [String] {
    guard !gates.isEmpty else { return [] }
    let holding = gates.count { $0.verdict == .holds }
    let counts = [
      (holding, holding == 1 ? "holds" : "hold"),
      (gates.count { $0.verdict == .fails }, "fail"), (gates.count { $0.verdict == .undecided }, "undecided"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.0 == 1 && $0.1 == "fail" ? "fails" : $0.1)" }
    let head = counts.count == 1 && holding > 0 ? "all \(counts[0])" : counts.joined(separator: ", ")
    return ["Gates: \(gates.count == 1 ? counts[0] : head)"]
      + (failed(gates, most: 3) + undecided(gates, most: 2)).map { "  \($0)" }
  }

  /// The section of `table.md`; empty where there are no gates.
  static func markdown(_ gates: [GateResult]) -> String {
    guard !gates.isEmpty else { return "" }
    let head = ["gate", "where", "value", "verdict", "remarks"]
    let rows = gates.map { gate in
      [gate.gate, gate.place, value(gate) ?? Wording.missing, gate.verdict.rawValue, gate.reason]
        .map(MarkdownSections.escaped)
    }
    let lines = [head, head.map { _ in ":---" }] + rows
    return "\n## Gates\n\n" + lines.map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
  }

  private static func lines(_ gates: [GateResult], _ word: String, most: Int) -> [String] {
    let shown = gates.count <= most ? gates.count : most - 1
    var lines = gates.prefix(shown).map { "\(word): \(words($0))" }
    if gates.count > shown { lines.append("\(word): \(gates.count - shown) more, see gates.csv") }
    return lines
  }

  /// `efficiency at workers=8 >= 0.7: fork, 8 workers: 0.6213 [0.6101, 0.6311]`.
  static func words(_ gate: GateResult) -> String {
    var parts = [gate.gate]
    if !gate.place.isEmpty { parts.append(gate.place) }
    if let value = value(gate) { parts.append(value) }
    if !gate.reason.isEmpty { parts.append(gate.reason) }
    return PlainText.printable(parts.joined(separator: ": "))
  }

  /// The value with its interval.
  static func value(_ gate: GateResult) -> String? {
    guard let value = gate.value else { return nil }
    let (factor, unit) = scale(gate, value)
    func short(_ value: Double) -> String { PlotSeries.short(value * factor) }
    let text = short(value) + (unit.isEmpty ? "" : " \(unit)")
    guard let low = gate.low, let high = gate.high, low < high else { return text }
    return "\(text) [\(short(low)), \(short(high))]"
  }

  /// The unit in which a gate's value is shown: that of times and sizes, which gates are written with.
  private static func scale(_ gate: GateResult, _ value: Double) -> (factor: Double, unit: String) {
    let magnitude = abs(value)
    switch gate.gate.prefix(while: { !" <>".contains($0) }) {
    case "wall_s", "core_s", "cpu_s_median":
      return magnitude < 0.001 ? (1e6, "us") : magnitude < 1 ? (1e3, "ms") : (1, "s")
    case "max_rss_median", "tree_peak_median":
      return magnitude < 1_048_576 ? (1 / 1024, "KiB") : (1 / 1_048_576, "MiB")
    default: return (1, "")
    }
  }
}
