package import Analysis
import Expressions
import Jobs

/// What a run on a terminal ends with.
package enum ClosingTable {
  /// The most lines that it takes, footer included.
  package static let mostLines = 25
  /// What stands below the table leaves it at least as many rows, where it has them.
  private static let leastRows = 8

  /// The table, each line with its line feed: every cell where there is room for it, else a line a series.
  ///
  /// - Parameters:
  ///   - width: the columns of the terminal.
  ///   - footer: lines that end the table, such as the path of the result folder.
  package static func text(_ study: Study, width: Int, footer: [String] = []) -> String {
    let gates = GateLines.summary(study.gates)
    let laws = FitLines(study).lines(width: width)
    let room = mostLines - footer.count - gates.count
    let shown = shownSeries(study)
    // A title that may need two lines, the headings, the cells, and a line a series where there are several.
    let rows = shown.map(\.cells.count).reduce(0, +)
    let need = 2 + rows + (shown.count > 1 ? shown.count : 1)
    var notes = notes(study, Answers(study: study).lines(width: width), laws)
    var lines: [String]
    if need + notes.count <= room {
      lines = allCells(study, width: width)
    } else if shown.count == 1 {
      lines = allCells(study, width: width, most: max(leastRows, room - notes.count))
    } else {
      // The laws are a column of the series then.
      let least = 3 + min(shown.count, leastRows)
      notes = self.notes(study, Answers(study: study).lines(width: width), [], most: room - least)
      lines = seriesLines(study, width: width, most: room - notes.count)
    }
    notes += gates
    lines = (lines + notes).map { PlainText.cut($0, to: width) }
    return (lines + footer).map { PlainText.printable($0) + "\n" }.joined()
  }

  /// A block a series: what it is and its base, then a row a cell.
  private static func allCells(_ study: Study, width: Int, most: Int? = nil) -> [String] {
    let shown = shownSeries(study)
    let scale = scale(of: study)
    var cells: [(series: Series, cell: CellSummary)] = []
    for series in shown { cells += study.cells(of: series).map { (series, $0) } }
    let left = most.map { max(0, cells.count - ($0 - 4)) } ?? 0
    if left > 0 {
      // The ends matter most; between them rows are taken at even distances.
      let kept = cells.count - left
      cells = (0..<kept).map { cells[$0 * (cells.count - 1) / max(1, kept - 1)] }
    }
    var table = TextTable(columns(cells, of: study, scale: scale), width: width).lines[...]
    let heading = table.removeFirst()
    if shown.count == 1 {
      return title(study, series: shown[0], scale: scale, width: width) + [heading] + table
        + more(left, "cell")
    }
    var lines = title(study, series: nil, scale: scale, width: width) + [heading]
    for series in shown {
      lines.append("\(series.label); \(base(of: series, in: study, scale: scale))")
      lines += table.prefix(series.cells.count)
      table = table.dropFirst(series.cells.count)
    }
    return lines
  }

  private static func columns(
    _ rows: [(series: Series, cell: CellSummary)], of study: Study, scale: MeasureScale
  ) -> [TextTable.Column] {
    let cells = rows.map(\.cell)
    var columns = [
      TextTable.Column(heading: "workers", alignment: .left, cells: cells.map { String($0.workers) }),
      TextTable.Column(
        heading: scale.heading, alignment: .right,
        cells: cells.map { $0.sample.map { scale.number($0.median) } ?? Wording.missing }),
      TextTable.Column(
        heading: "± %", alignment: .right, rank: 1, cells: cells.map { Wording.spread($0.sample) }),
    ]
    let words = ScalingWords(study)
    if study.measuresReferences {
      columns.append(
        TextTable.Column(
          heading: "1 worker\(scale.unit.isEmpty ? "" : " [\(scale.unit)]")", alignment: .right, rank: 5,
          cells: cells.map { reference($0, scale) }))
    }
    if words.hasSpeedups {
      columns.append(
        TextTable.Column(
          heading: words.speedup, alignment: .left, cells: cells.map { Wording.speedup($0.speedup) }))
    }
    columns.append(
      TextTable.Column(
        heading: "efficiency", alignment: .right, rank: 2,
        cells: cells.map { Wording.percent($0.efficiency?.value) }))
    if cells.contains(where: { $0.absoluteSpeedup != nil }) {
      columns.append(
        TextTable.Column(
          heading: "absolute", alignment: .left, rank: 3,
          cells: cells.map { Wording.speedup($0.absoluteSpeedup) }))
    }
    if let heading = words.lawHeading {
      columns.append(
        TextTable.Column(
          heading: heading, alignment: .right, rank: 4, cells: rows.map { words.law($0.series, $0.cell) }))
    }
    if let unit = study.workUnit {
      columns.append(
        TextTable.Column(
          heading: "rate [\(PlainText.printable(unit))/s]", alignment: .right, rank: 6,
          cells: cells.map { Wording.rate($0.rate) }))
    }
    if cells.contains(where: { $0.failed > 0 }) {
      columns.append(
        TextTable.Column(heading: "failed", alignment: .right, cells: cells.map { String($0.failed) }))
    }
    return columns
  }

  /// A line a series: its base, and how far the most workers come.
  private static func seriesLines(_ study: Study, width: Int, most: Int) -> [String] {
    let all = shownSeries(study)
    let count = all.count <= most - 2 ? all.count : most - 3
    let scale = scale(of: study)
    let rows = all.prefix(count).map { series in
      let cells = study.cells(of: series)
      return (series, study.base(of: series), cells.last { $0.sample != nil } ?? cells.last, cells)
    }
    let fractions = rows.map { FitLines.serialFraction(of: $0.0, in: study) }
    func time(_ cell: CellSummary?) -> String {
      cell?.sample.map { scale.number($0.median) } ?? Wording.missing
    }
    var columns = [
      TextTable.Column(
        heading: "series", alignment: .left,
        cells: rows.map { PlainText.cut(PlainText.printable($0.0.label), to: max(12, width / 3)) }),
      TextTable.Column(
        heading: "base", alignment: .left, rank: 2,
        cells: rows.map { $0.1.map { Wording.counted($0.workers, "worker") } ?? Wording.missing }),
      TextTable.Column(heading: scale.heading, alignment: .right, rank: 1, cells: rows.map { time($0.1) }),
      TextTable.Column(
        heading: "most workers", alignment: .left,
        cells: rows.map { $0.2.map { String($0.workers) } ?? Wording.missing }),
      TextTable.Column(heading: scale.heading, alignment: .right, cells: rows.map { time($0.2) }),
    ]
    let words = ScalingWords(study)
    if words.hasSpeedups {
      columns.append(
        TextTable.Column(
          heading: words.speedup, alignment: .left, cells: rows.map { Wording.speedup($0.2?.speedup) }))
    }
    columns.append(
      TextTable.Column(
        heading: "efficiency", alignment: .right, rank: 3,
        cells: rows.map { Wording.percent($0.2?.efficiency?.value) }))
    if let heading = words.lawHeading {
      columns.append(
        TextTable.Column(
          heading: heading, alignment: .right, rank: 4,
          cells: rows.map { row in row.2.map { words.law(row.0, $0) } ?? Wording.missing }))
    }
    if fractions.contains(where: { $0 != nil }) {
      columns.append(
        TextTable.Column(
          heading: "serial fraction", alignment: .left, rank: 1,
          cells: fractions.map { $0 ?? Wording.missing }))
    }
    if study.cells.contains(where: { $0.failed > 0 }) {
      columns.append(
        TextTable.Column(
          heading: "failed", alignment: .right,
          cells: rows.map { row in String(row.3.map(\.failed).reduce(0, +)) }))
    }
    let table = TextTable(columns, width: width)
    return title(study, series: nil, scale: scale, width: width) + table.lines
      + more(all.count - count, "series")
  }

  /// The first line: what was measured, and for a single series what it is compared with; that goes into a
  /// second line where it does not fit.
  private static func title(
    _ study: Study, series: Series?, scale: MeasureScale, width: Int
  ) -> [String] {
    var parts = [ScalingWords(study).title]
    if let series { parts.append(series.label) }
    parts.append(Wording.runs(study) ?? "no good run")
    let title = "\(study.name)  \(parts.joined(separator: ", "))"
    guard let series else { return [title] }
    let base = base(of: series, in: study, scale: scale)
    let line = "\(title); \(base)"
    return PlainText.width(line) <= width ? [line] : [title, base]
  }

  private static func base(of series: Series, in study: Study, scale: MeasureScale) -> String {
    let base = Wording.base(of: series, in: study, scale: scale)
    guard !series.isSerial, let sample = study.serial(of: series)?.sample else { return base }
    return "\(base); serial: \(scale.text(sample))"
  }

  /// The time of one worker on the work of a cell.
  private static func reference(_ cell: CellSummary, _ scale: MeasureScale) -> String {
    let sample = cell.workers == 1 ? cell.sample : cell.reference
    return sample.map { scale.number($0.median) } ?? Wording.missing
  }

  /// The series that have a place of their own: not the serial one where others name it.
  private static func shownSeries(_ study: Study) -> [Series] {
    let others = study.series.filter { !$0.isSerial }
    return others.isEmpty ? study.series : others
  }

  private static func scale(of study: Study) -> MeasureScale {
    MeasureScale(study.measure, values: study.cells.compactMap(\.sample?.median))
  }

  private static func more(_ count: Int, _ noun: String) -> [String] {
    guard count > 0 else { return [] }
    return ["and \(noun == "series" ? "\(count) more series" : "\(count) more cells"): see table.md"]
  }

  /// What stands below the table: answers, laws and remarks, of which the end of the answers gives way where there is
  /// no room for all.
  private static func notes(
    _ study: Study, _ answers: [String], _ laws: [String], most: Int = .max
  ) -> [String] {
    let others = laws + remarks(study)
    guard answers.count + others.count > most else { return answers + others }
    let kept = max(fewestAnswers, most - others.count)
    guard answers.count > kept else { return Array((answers + others).prefix(max(0, most))) }
    return Array((answers.prefix(kept - 1) + ["(more answers: see table.md)"] + others).prefix(max(0, most)))
  }

  private static let fewestAnswers = 3

  /// What a reader must know besides: how many runs were disturbed, whether a program has had more threads
  /// than it should, and how much memory was sampled.
  private static func remarks(_ study: Study) -> [String] {
    var notes: [String] = []
    let tainted = study.cells.map(\.tainted).reduce(0, +)
    if tainted > 0 {
      notes.append("\(Wording.counted(tainted, "run")) disturbed: see the column tainted of measurements.csv")
    }
    let findings = study.series.filter { $0.serialFinding != nil }
    for series in findings.prefix(3) {
      guard let finding = series.serialFinding else { continue }
      let label = shownSeries(study).count > 1 ? "\(series.label): " : ""
      notes += ["\(label)\(finding.observation):", "  \(finding.meaning)"]
    }
    let hidden = study.cells.compactMap(\.hiddenThreads)
    if let worst = hidden.max(by: { $0.seen < $1.seen }) {
      let others = hidden.count > 1 ? " (and \(Wording.counted(hidden.count - 1, "more cell")))" : ""
      notes += ["\(worst.observation)\(others):", "  \(HiddenThreads.advice)"]
    }
    if let memory = memory(study) { notes.append(memory) }
    if let comparison = study.comparison { notes += ComparisonText(comparison).closing() }
    return notes
  }

  /// `Memory: the run's processes together peak at 412 MiB (median of 3 runs)`; nil where nothing was sampled. Of
  /// several cells that with the most.
  private static func memory(_ study: Study) -> String? {
    let sampled = study.cells.compactMap { cell in cell.treePeak.map { (cell, $0) } }
    guard let (cell, peak) = sampled.max(by: { $0.1.median < $1.1.median }) else { return nil }
    let size = Quantity.printedSize(peak.median)
    let runs = peak.runs == 1 ? "1 run" : "median of \(peak.runs) runs"
    guard sampled.count > 1 else { return "Memory: the run's processes together peak at \(size) (\(runs))" }
    let workers = Wording.counted(cell.workers, "worker")
    return "Memory: a run's processes together peak at up to \(size) (\(cell.executor), \(workers), \(runs))"
  }
}
