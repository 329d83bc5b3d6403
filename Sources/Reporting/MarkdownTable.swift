package import Analysis
import Expressions
import Jobs

/// `table.md`: the table for a paper or a proposal, one a series.
package enum MarkdownTable {
  /// The whole file.
  package static func text(_ study: Study) -> String {
    var text = "# \(escaped(study.name)): \(ScalingWords(study).title)\n\n"
    text += introduction(study)
    for series in study.series {
      let cells = study.cells(of: series)
      let scale = MeasureScale(
        study.measure,
        values: (cells + [study.base(of: series)].compactMap(\.self)).compactMap(\.sample?.median))
      text += "\n## \(escaped(series.label))\n\n"
      text += base(of: series, in: study, scale: scale) + "\n\n"
      text += table(series, in: study, scale: scale)
    }
    text += answers(study)
    return text
  }

  /// What the study answers in words; empty where it answers nothing.
  private static func answers(_ study: Study) -> String {
    let lines = Answers(study: study).all()
    guard !lines.isEmpty else { return "" }
    return "\n## Answers\n\n"
      + lines.map { line in
        (line.hasPrefix("  ") ? "  - " : "- ") + escaped(String(line.drop { $0 == " " })) + "\n"
      }.joined()
  }

  private static func introduction(_ study: Study) -> String {
    let measure = study.measure.name == "wall_s" ? "wall time" : escaped(study.measure.name)
    let direction = study.measure.isRate ? ", a rate: larger is better" : ""
    return """
      Measure: \(measure)\(direction), \(Wording.runs(study) ?? "no good run"). Times and rates are medians; \
      the interval of a median is that of order statistics at a level of at least 95 %, which needs 6 runs. \
      \(ScalingWords(study).formulas)

      """
  }

  /// What the speedups of a series refer to, with its absolute value.
  private static func base(of series: Series, in study: Study, scale: MeasureScale) -> String {
    guard let cell = study.base(of: series) else {
      return "No base: the sweep has no cell that speedups could refer to."
    }
    let place = "Base: \(escaped(cell.executor)), \(Wording.counted(cell.workers, "worker"))"
    guard let sample = cell.sample else { return "\(place), without a good run: no speedups." }
    var text = "\(place), \(scale.text(sample)), n = \(sample.count)."
    if let law = series.law {
      let name = study.scaling == .weak ? "serial share of the time on P workers" : "serial fraction"
      text += " Known \(name) \(law.symbol) = \(NumberFormat.shortest(law.serialPart))"
      text += law.maximum.map { ", S\\_max = \(PlotSeries.short($0))." } ?? "."
    }
    if !series.isSerial, let serial = study.serial(of: series)?.sample {
      text += " Serial program: \(scale.text(serial)), n = \(serial.count)."
    }
    return text
  }

  private static func table(_ series: Series, in study: Study, scale: MeasureScale) -> String {
    let cells = Array(study.cells(of: series))
    let heading = study.measure.name == "wall_s" ? scale.heading : escaped(scale.heading)
    var columns: [(heading: String, cells: [String])] = [
      ("workers", cells.map { String($0.workers) }),
      ("n", cells.map { String($0.sample?.count ?? 0) }),
      (heading, cells.map { $0.sample.map { scale.number($0.median) } ?? Wording.missing }),
      ("interval", cells.map { interval($0.sample?.interval, scale) }),
    ]
    let words = ScalingWords(study)
    if study.measuresReferences {
      let unit = scale.unit.isEmpty ? "" : " [\(escaped(scale.unit))]"
      let references = cells.map { $0.workers == 1 ? $0.sample : $0.reference }
      columns.append(
        ("1 worker\(unit)", references.map { $0.map { scale.number($0.median) } ?? Wording.missing }))
    }
    if words.hasSpeedups {
      columns.append((words.speedup, cells.map { Wording.speedup($0.speedup) }))
    }
    columns.append(("efficiency", cells.map { Wording.percent($0.efficiency?.value) }))
    if words.hasSpeedups, study.scaling != .throughput {
      let fractions = cells.map { $0.karpFlatt.map { NumberFormat.fixed($0.value, decimals: 3) } }
      columns.append(("e", fractions.map { $0 ?? Wording.missing }))
    }
    if cells.contains(where: { $0.absoluteSpeedup != nil }) {
      columns.append(("absolute speedup", cells.map { Wording.speedup($0.absoluteSpeedup) }))
    }
    if series.law != nil, let heading = words.lawHeading {
      columns.append((heading, cells.map { words.law(series, $0) }))
    }
    if let unit = study.workUnit {
      columns.append(("rate [\(escaped(unit))/s]", cells.map { Wording.rate($0.rate) }))
    }
    if cells.contains(where: { $0.failed > 0 }) {
      columns.append(("failed", cells.map { String($0.failed) }))
    }
    if cells.contains(where: { !$0.warnings.isEmpty }) {
      columns.append(("remarks", cells.map { $0.warnings.joined(separator: "; ") }))
    }
    return lines(columns, rows: cells.count)
  }

  private static func lines(_ columns: [(heading: String, cells: [String])], rows: Int) -> String {
    var text = "| " + columns.map(\.heading).joined(separator: " | ") + " |\n"
    text += "|" + columns.map { $0.heading == "remarks" ? ":---|" : "---:|" }.joined() + "\n"
    for row in 0..<rows {
      text += "| " + columns.map { $0.cells[row] }.joined(separator: " | ") + " |\n"
    }
    return text
  }

  private static func interval(_ interval: Interval?, _ scale: MeasureScale) -> String {
    interval.map { "[\(scale.number($0.low)), \(scale.number($0.high))]" } ?? Wording.missing
  }

  /// Text that Markdown and the HTML inside it take literally.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in PlainText.printable(text) {
      if "\\`*_{}[]<>#|~&$".contains(character) { result.append("\\") }
      result.append(character)
    }
    return result
  }
}
