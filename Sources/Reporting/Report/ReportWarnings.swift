import Analysis
import Jobs

/// What a reader must be careful about: warnings of cells, failed and disturbed runs, cells that are not there.
struct ReportWarnings {
  let record: RecordedStudy

  private static let mostLines = 60

  private var study: Study { record.study }

  var content: Markup? {
    let lines = runs + series + cells
    var pieces: [Markup] = []
    if !lines.isEmpty {
      pieces.append(.list(Array(lines.prefix(Self.mostLines))))
      if lines.count > Self.mostLines {
        pieces.append(.paragraph("\(lines.count - Self.mostLines) more warnings stand in summary.csv."))
      }
    }
    if !record.absent.isEmpty {
      pieces.append(Markup.element("h3", text: "Cells that were left out"))
      pieces.append(
        .list(
          record.absent.prefix(Self.mostLines).map { "\(Wording.counted($0.count, "cell")): \($0.reason)" }))
    }
    return pieces.isEmpty ? nil : .lines(pieces)
  }

  private var runs: [String] {
    let facts = record.runs
    var lines: [String] = []
    if let text = facts.troubleText {
      lines.append(
        "Of \(Wording.counted(facts.all, "run")) these did not end well: \(text). They are in no statistic.")
    }
    if let text = facts.taintText {
      lines.append(
        "\(Wording.counted(facts.tainted, "good run")) disturbed: \(text) (column tainted of measurements.csv)."
      )
    }
    if facts.repeated > 0 { lines.append("\(Wording.counted(facts.repeated, "run")) made again.") }
    if let foreign = record.foreign {
      lines.append("\(Wording.counted(foreign.count, "row")) left out: \(foreign.reason).")
    }
    return lines
  }

  private var series: [String] {
    study.series.compactMap { series in
      series.serialFinding.map { "\(series.label): \($0.description)." }
    }
  }

  /// Each warning once, with the cells that it is of.
  private var cells: [String] {
    var places: [String: [String]] = [:]
    var order: [String] = []
    for series in study.series {
      for cell in study.cells(of: series) {
        for warning in cell.warnings {
          if places[warning] == nil { order.append(warning) }
          places[warning, default: []].append("\(series.label), \(Wording.counted(cell.workers, "worker"))")
        }
      }
    }
    return order.map { warning in
      let cells = places[warning] ?? []
      let shown = cells.prefix(4).joined(separator: "; ")
      let more = cells.count > 4 ? "; and \(cells.count - 4) more" : ""
      return "\(warning) (\(shown)\(more))"
    }
  }
}
