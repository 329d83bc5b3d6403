internal import Analysis
internal import Expressions
package import Jobs
package import Latency
package import Results

/// What was measured of the latency ladder, beside the figures of 2012.
package struct LatencyTable {
  /// A line of the table: a measured operation, or a figure that stands for reference.
  struct Row {
    var name: String
    var result: LatencyResult?
    var classic: ClassicFigure?

    /// What the human scale is of: the measured value or, for a reference, that of 2012.
    var nanoseconds: Double? {
      guard let result else { return classic?.nanoseconds }
      return result.summary?.median
    }
  }

  let rows: [Row]

  /// The table of these results and the references.
  package init(_ results: [LatencyResult]) {
    rows =
      results.map { Row(name: $0.operation.name, result: $0, classic: $0.operation.classic) }
      + ClassicFigure.references.map { Row(name: $0.of, result: nil, classic: $0) }
  }

  /// `latency.csv`: a row a line of the table.
  package func csv() throws(CSVError) -> [UInt8] {
    var text = try CSV.line([
      "operation", "ns", "low_ns", "high_ns", "n", "classic_2012_ns", "human_scale", "level", "classic_2012",
      "note",
    ])
    for row in rows {
      let summary = row.result?.summary
      let interval = summary?.interval
      text += try CSV.line([
        row.name, Self.number(summary?.median), Self.number(interval?.low), Self.number(interval?.high),
        summary.map { String($0.count) } ?? "",
        row.classic.map { NumberFormat.shortest($0.nanoseconds) } ?? "",
        row.nanoseconds.map { HumanScale.text(nanoseconds: $0) } ?? "",
        interval.map { NumberFormat.fixed($0.level, decimals: 4) } ?? "", row.classic?.of ?? "",
        PlainText.printable(row.result?.note ?? ""),
      ])
    }
    return Array(text.utf8)
  }

  /// Six digits are more than any of these measurements has.
  private static func number(_ value: Double?) -> String {
    value.map { NumberFormat.significant($0, digits: 6) } ?? ""
  }

  /// The table for a terminal of this width, with a line for each note below it.
  package func text(width: Int) -> String {
    func column(_ value: (Row) -> String?) -> [String] { rows.map { value($0) ?? "" } }
    let table = TextTable(
      [
        TextTable.Column(heading: "operation", alignment: .left, cells: column { $0.name }),
        TextTable.Column(
          heading: "here", alignment: .right,
          cells: column { $0.result?.summary.map { Self.time($0.median) } }),
        TextTable.Column(
          heading: "± %", alignment: .right, rank: 2,
          cells: column {
            $0.result?.summary?.relativeWidth.map { NumberFormat.fixed($0 * 100, decimals: 1) }
          }),
        TextTable.Column(
          heading: "in 2012", alignment: .right,
          cells: column { $0.classic.map { Self.time($0.nanoseconds) } }),
        TextTable.Column(
          heading: "2012 is of", alignment: .left, rank: 1,
          cells: column { $0.result == nil ? nil : $0.classic?.of }),
        TextTable.Column(
          heading: "if 1 ns were 1 s", alignment: .left,
          cells: column { $0.nanoseconds.map { HumanScale.text(nanoseconds: $0) } }),
      ], width: width)
    var text = table.lines.joined(separator: "\n") + "\n"
    let notes = rows.compactMap { row in row.result?.note.map { "\(row.name): \(PlainText.printable($0))" } }
    for (index, note) in notes.enumerated() { text += (index == 0 ? "\n" : "") + note + "\n" }
    return text
  }

  /// Three digits with the unit that suits: `0.291 ns`, `98.2 ns`, `20 µs`, `150 ms`.
  static func time(_ nanoseconds: Double) -> String {
    let units: [(unit: String, size: Double)] = [("ms", 1e6), ("µs", 1e3), ("ns", 1)]
    // What three digits round up to a unit is shown in it.
    let (unit, size) = units.first { nanoseconds >= $0.size * 0.9995 } ?? ("ns", 1)
    let text = NumberFormat.significant(nanoseconds / size, digits: 3)
    guard text.contains(".") else { return "\(text) \(unit)" }
    var digits = text[...]
    while digits.last == "0" { digits.removeLast() }
    if digits.last == "." { digits.removeLast() }
    return "\(digits) \(unit)"
  }

  /// Members `operations` and `references`; null where there is no value.
  package var json: [JSON.Member] {
    let (measured, references) = (rows.filter { $0.result != nil }, rows.filter { $0.result == nil })
    return [
      JSON.Member("operations", .array(measured.map(Self.json))),
      JSON.Member("references", .array(references.map(Self.json))),
    ]
  }

  private static func json(_ row: Row) -> JSON {
    let summary = row.result?.summary
    var members = [JSON.Member("operation", .text(row.name))]
    if let result = row.result {
      members += [
        JSON.Member("meaning", .text(result.operation.meaning)),
        JSON.Member("ns", .optional(summary?.median)),
        JSON.Member("low_ns", .optional(summary?.interval?.low)),
        JSON.Member("high_ns", .optional(summary?.interval?.high)),
        JSON.Member("level", .optional(summary?.interval?.level)),
        JSON.Member("n", .optional(summary?.count)),
      ]
    }
    members += [
      JSON.Member("classic_2012_ns", .optional(row.classic?.nanoseconds)),
      JSON.Member("classic_2012", .optional(row.classic?.of)),
      JSON.Member("human_scale", .optional(row.nanoseconds.map { HumanScale.text(nanoseconds: $0) })),
    ]
    if let result = row.result { members.append(JSON.Member("note", .optional(result.note))) }
    return .object(members)
  }
}
