import Expressions
import Jobs
import Results
import Sweep

/// What `swrun plan` prints. A sweep may have a million cells: a row is put together from pieces that were formatted
/// once for each value of an axis.
struct PlanTable {
  private let plan: SweepPlan
  private var job: Job { plan.job }

  init(_ plan: SweepPlan) {
    self.plan = plan
  }

  /// The cells as an aligned table, then their number, what falls away and the time.
  func writeTable() throws {
    let names = ["cell"] + columns.map(\.name) + job.derived.map(\.name)
    let widths = self.widths
    func padded(_ text: String, _ column: Int) -> String {
      text + String(repeating: " ", count: max(0, widths[column] - text.count) + 2)
    }
    let rows = PlanRows(
      plan, axes: columns.map(\.axis), key: { ("", "  ") },
      value: { column, text in padded(text, column + 1) },
      derived: { column, text in padded(text, columns.count + 1 + column) })
    var output = OutputBuffer()
    output.append(Self.trimmed(names.enumerated().map { padded($1, $0) }.joined()) + "\n")
    for position in plan.firstRound() {
      try rows.append(plan.cell(Int(position)), to: &output)
      output.endLine(trimming: true)
      try output.flushIfLarge()
    }
    output.append("\n\(PlanEstimate.text(of: plan))\n")
    for (reason, count) in try reasons() {
      output.append("falls away: \(count) \(count == 1 ? "combination" : "combinations"): \(reason)\n")
    }
    try output.flush()
  }

  /// A row a cell in the order of the first round, then a row for each combination that falls away.
  func writeCSV() throws {
    let names = ["order", "cell"] + columns.map(\.name) + job.derived.map(\.name) + ["falls_away"]
    let rows = try PlanRows(
      plan, axes: columns.map(\.axis), key: { ("", ",") }, value: { try Self.field($1) + "," },
      derived: { try Self.field($1) + "," })
    var output = OutputBuffer()
    output.append(try CSV.line(names))
    for (order, position) in plan.firstRound().enumerated() {
      output.append("\(order + 1),")
      try rows.append(plan.cell(Int(position)), to: &output)
      output.endLine(trimming: false)
      try output.flushIfLarge()
    }
    try plan.fallenAway { cell, reason in
      output.append(",")
      try rows.append(cell, isCell: false, to: &output)
      output.append(try CSV.line([text(reason)]))
      try output.flushIfLarge()
    }
    try output.flush()
  }

  /// One object: name, the numbers, `cells` and `falls_away`.
  func writeJSON() throws {
    func member(_ name: String, _ text: String) -> String {
      ", \(JSON.text(name).formatted()): " + (name == "workers" ? text : JSON.text(text).formatted())
    }
    let rows = PlanRows(
      plan, axes: columns.map(\.axis), key: { ("{\"cell\": \"", "\"") },
      value: { member(columns[$0].name, $1) },
      derived: { member(job.derived[$0].name, $1) })
    var output = OutputBuffer()
    output.append("{\n\"name\": \(JSON.text(job.name).formatted()),\n")
    output.append("\"repetitions\": \(job.repetitions),\n")
    if let adaptive = job.adaptive { output.append("\"fewest_repetitions\": \(adaptive.minimum),\n") }
    output.append("\"cell_count\": \(plan.count),\n")
    output.append("\"simulated_cell_count\": \(plan.simulatedCount),\n")
    output.append("\"reference_run_count\": \(plan.referenceRuns),\n")
    output.append("\"run_count\": \(RunSequence(plan).count),\n")
    output.append(
      "\"estimated_s\": \(JSON.optional(PlanEstimate.seconds(of: plan)).formatted()),\n\"cells\": [")
    var separator = "\n"
    for position in plan.firstRound() {
      output.append(separator)
      try rows.append(plan.cell(Int(position)), to: &output)
      output.append("}")
      separator = ",\n"
      try output.flushIfLarge()
    }
    output.append("],\n\"falls_away\": [")
    separator = "\n"
    try plan.fallenAway { cell, reason in
      output.append(separator)
      try rows.append(cell, isCell: false, to: &output)
      output.append(", \"reason\": \(JSON.text(text(reason)).formatted())}")
      separator = ",\n"
      try output.flushIfLarge()
    }
    output.append("]\n}\n")
    try output.flush()
  }

  /// The axes that have a column, in the order of the columns.
  private var columns: [(name: String, axis: Int)] {
    job.axes.indices
      .filter { job.axes[$0].role != .parameter || job.axes[$0].isSwept }
      .map { (job.axes[$0].name, $0) }
  }

  /// Wide enough for every value of an axis; a derived value that is wider moves its neighbours.
  private var widths: [Int] {
    [13] + columns.map { max($0.name.count, job.axes[$0.axis].values.map(\.text.count).max() ?? 0) }
      + job.derived.map { max($0.name.count, 8) }
  }

  private static func trimmed(_ line: String) -> String {
    var line = line[...]
    while line.last == " " { line.removeLast() }
    return String(line)
  }

  private static func field(_ text: String) throws(CSVError) -> String {
    String(try CSV.line([text]).dropLast())
  }

  private func reasons() throws -> [(reason: String, count: Int)] {
    var counts: [(reason: String, count: Int)] = []
    try plan.fallenAway { _, reason in
      let text = text(reason)
      if let index = counts.firstIndex(where: { $0.reason == text }) {
        counts[index].count += 1
      } else {
        counts.append((text, 1))
      }
    }
    return counts
  }

  private func text(_ reason: SweepPlan.FallsAway) -> String {
    switch reason {
    case .serialHasOneWorker: "the executor serial has one cell, with 1 worker"
    case .excluded(let index): job.exclusions[index].reason
    }
  }
}
