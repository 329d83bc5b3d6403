import Analysis
import Expressions
import Jobs

/// What the study answers, in words, the most important first.
struct ReportAnswer {
  let record: RecordedStudy

  /// The most series that have a sentence of their own; of more there is a table.
  private static let mostSentences = 6
  /// The most rows of that table.
  private static let mostRows = 40
  private static let mostAnswers = 24

  private var study: Study { record.study }
  private var series: [Series] { study.series.filter { !$0.isSerial } }

  var content: Markup {
    var pieces: [Markup] = []
    let trouble = troubles
    if !trouble.isEmpty { pieces.append(.list(trouble)) }
    if series.count <= Self.mostSentences {
      pieces.append(.list(series.map(sentence)))
    } else {
      pieces.append(overview)
    }
    let answers = Answers(study: study).all()
    if !answers.isEmpty {
      pieces.append(Markup.element("h3", text: "Which to use"))
      pieces.append(advice(Array(answers.prefix(Self.mostAnswers))))
      if answers.count > Self.mostAnswers {
        pieces.append(note("\(answers.count - Self.mostAnswers) more answers stand in table.md."))
      }
    }
    return .lines(pieces)
  }

  /// A list of answers; lines that begin with spaces belong to the one before.
  private func advice(_ lines: [String]) -> Markup {
    var items: [(text: String, details: [String])] = []
    for line in lines {
      let text = String(line.drop { $0 == " " })
      if line.hasPrefix(" "), !items.isEmpty {
        items[items.count - 1].details.append(text)
      } else {
        items.append((text, []))
      }
    }
    let pieces = items.map { item in
      Markup.element("li", .text(item.text) + (item.details.isEmpty ? "" : Markup.list(item.details)))
    }
    return Markup.element("ul", .lines(pieces))
  }

  /// What goes wrong stands first.
  private var troubles: [String] {
    var lines: [String] = []
    if let text = record.runs.troubleText {
      lines.append("\(Wording.counted(record.runs.all - record.runs.good, "run")) did not end well: \(text).")
    }
    let missing = record.plannedCells - study.cells.count
    if missing > 0 {
      lines.append("\(Wording.counted(missing, "cell")) of \(record.plannedCells) have no run yet.")
    }
    for verdict in [GateVerdict.fails, .undecided] {
      let gates = study.gates.filter { $0.verdict == verdict }
      guard let first = gates.first else { continue }
      let others = gates.count > 1 ? " (and \(gates.count - 1) more)" : ""
      let place = first.place.isEmpty ? "" : " (\(first.place))"
      lines.append("Gate \(verdict.rawValue): \(first.gate)\(place)\(value(first))\(others).")
    }
    if let comparison = study.comparison, comparison.count(of: .regressed) > 0 {
      lines.append("\(comparison.count(of: .regressed)) of \(comparison.cells.count) comparisons: regressed.")
    }
    return lines
  }

  /// What a gate has found, after a colon.
  private func value(_ gate: GateResult) -> String {
    let parts = [GateLines.value(gate), gate.reason.isEmpty ? nil : gate.reason].compactMap(\.self)
    return parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")
  }

  /// How far one series comes, and which law it follows.
  private func sentence(_ series: Series) -> String {
    let cells = study.cells(of: series)
    let label = "\(series.label): "
    guard cells.contains(where: { $0.sample != nil }) else { return label + "no good run." }
    let base = base(series)
    var text = label
    if let best = best(series), let speedup = best.speedup {
      let kind = ScalingWords(study).speedup
      if best.workers == study.base(of: series)?.workers, cells.count > 1 {
        text += "more workers than \(best.workers) gain nothing (\(base))"
      } else {
        text += "\(kind) \(Wording.speedup(speedup)) with \(Wording.counted(best.workers, "worker")), "
        text += "efficiency \(SeriesColumns.percent(best.efficiency)); \(base)"
      }
    } else if let last = cells.last(where: { $0.efficiency != nil }) {
      text += "efficiency \(SeriesColumns.percent(last.efficiency)) with "
      text += "\(Wording.counted(last.workers, "worker")); \(base)"
    } else {
      text += "no speedup is known; \(base)"
    }
    // The first note says what the fits come to; the others stand with them.
    return text + "." + (fits(series)?.notes.first.map { " \($0)" } ?? "")
  }

  /// The cell with the largest speedup.
  private func best(_ series: Series) -> CellSummary? {
    study.cells(of: series).filter { $0.speedup != nil }
      .max { ($0.speedup?.value ?? 0) < ($1.speedup?.value ?? 0) }
  }

  private func base(_ series: Series) -> String {
    Wording.base(of: series, in: study, scale: SeriesColumns.scale(of: series, in: study))
  }

  private func fits(_ series: Series) -> SeriesFits? {
    guard let index = study.series.firstIndex(of: series), index < study.fits.count else { return nil }
    return study.fits[index]
  }

  /// A row a series.
  private var overview: Markup {
    let shown = Array(series.prefix(Self.mostRows))
    let best = shown.map(best)
    let lasts = shown.map { series in study.cells(of: series).last { $0.sample != nil } }
    func column(_ heading: String, isNumber: Bool = true, _ cells: [String?]) -> ReportColumn {
      ReportColumn(heading: heading, isNumber: isNumber, cells: cells.map { $0 ?? Wording.missing })
    }
    var columns = [
      column("series", isNumber: false, shown.map(\.label)),
      column("base", isNumber: false, shown.map { base($0).replacing("base: ", with: "") }),
    ]
    if ScalingWords(study).hasSpeedups {
      columns += [
        column("best \(ScalingWords(study).speedup)", best.map { $0.map { Wording.speedup($0.speedup) } }),
        column("with workers", best.map { $0.map { String($0.workers) } }),
      ]
    }
    columns += [
      column("most workers", lasts.map { $0.map { String($0.workers) } }),
      column("efficiency there", lasts.map { $0.map { SeriesColumns.percent($0.efficiency) } }),
    ]
    let laws = shown.map { fits($0)?.chosenLaw?.law.rawValue }
    if laws.contains(where: { $0 != nil }) { columns.append(column("law", isNumber: false, laws)) }
    let table = Markup.table(columns, rows: shown.count)
    let left = series.count - shown.count
    return left > 0 ? table + note("\(left) more series stand in table.md and summary.csv.") : table
  }

  private func note(_ text: String) -> Markup { Markup.element("p", ["class": "note"], text: text) }
}
