import Analysis
import Jobs

/// The tables of the series, and what the cells cost.
struct ReportTables {
  let record: RecordedStudy

  /// Up to so many cells all tables are open.
  private static let mostOpenCells = 60
  /// The most series that have a table.
  private static let mostSeries = 60
  /// The most rows of one table.
  private static let mostRows = 64
  /// The most rows of all tables.
  private static let mostCells = 1200

  private var study: Study { record.study }

  var content: Markup? {
    guard !study.cells.isEmpty else { return nil }
    var pieces = [Markup.element("p", ["class": "note"], text: explanation)]
    let shown = shown(study.series)
    for (series, cells) in shown {
      let columns = SeriesColumns(series, in: study, cells: cells).all
      var table = Markup.paragraph(SeriesColumns.base(of: series, in: study))
      table = table + "\n" + Markup.table(columns, rows: cells.count)
      pieces.append(folded(series, table + left(series, cells)))
    }
    let left = study.series.count - shown.count
    if left > 0 { pieces.append(note("\(Wording.series(left)) more: all cells stand in summary.csv.")) }
    return .lines(pieces)
  }

  /// What a proposal for compute time needs; nil where nothing was measured.
  var budget: Markup? {
    let budget = ComputeBudget(study: study, floor: record.job.output.efficiencyFloor)
    let series = budget.series
    guard !series.isEmpty else { return nil }
    let shown = shown(series)
    var pieces = [Markup.list(shown.filter { !$0.series.isSerial }.map { budget.sentence($0.series) })]
    let tables = shown.map { series, cells in
      Markup.element("h3", text: series.label)
        + Markup.table(budget.columns(series, cells: cells), rows: cells.count) + left(series, cells)
    }
    let summary = Markup.element("summary", text: "Core-hours of each cell")
    pieces.append(Markup.element("details", summary + "\n" + .lines(tables)))
    if series.count > shown.count {
      pieces.append(note("\(Wording.series(series.count - shown.count)) more: see table.md."))
    }
    return .lines(pieces)
  }

  private var explanation: String {
    "\(ScalingWords(study).formulas) Intervals stand in brackets; the level that each really has is the column "
      + "level of summary.csv."
  }

  /// The series that have a table, with the cells that it shows.
  private func shown(_ series: [Series]) -> [(series: Series, cells: [CellSummary])] {
    var room = Self.mostCells
    var result: [(series: Series, cells: [CellSummary])] = []
    for entry in series.prefix(Self.mostSeries) where room > 0 {
      let cells = Self.thinned(Array(study.cells(of: entry)), to: min(Self.mostRows, room))
      room -= cells.count
      result.append((entry, cells))
    }
    return result
  }

  /// At most so many cells at even distances, with the first and the last.
  private static func thinned(_ cells: [CellSummary], to most: Int) -> [CellSummary] {
    guard cells.count > most, most > 1 else { return Array(cells.prefix(most)) }
    return (0..<most).map { cells[$0 * (cells.count - 1) / (most - 1)] }
  }

  private func left(_ series: Series, _ shown: [CellSummary]) -> Markup {
    let left = series.cells.count - shown.count
    return left > 0 ? note("\(left) more cells stand in summary.csv.") : ""
  }

  /// A table under its series' name: open in a small study, else to be opened.
  private func folded(_ series: Series, _ table: Markup) -> Markup {
    guard study.cells.count > Self.mostOpenCells else {
      return Markup.element("h3", text: series.label) + "\n" + table
    }
    return Markup.element("details", Markup.element("summary", text: series.label) + "\n" + table)
  }

  private func note(_ text: String) -> Markup { Markup.element("p", ["class": "note"], text: text) }
}

extension Wording {
  /// `1 series`, `2 series`.
  static func series(_ count: Int) -> String { "\(count) series" }
}
