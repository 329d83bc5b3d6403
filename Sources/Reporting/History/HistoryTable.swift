package import Analysis
import Expressions
package import Jobs
package import Results
import Statistics

/// The nightly results of a study as table, CSV and JSON.
package struct HistoryTable {
  let history: History
  private let labels: HistoryLabels

  package init(_ history: History) {
    self.history = history
    labels = HistoryLabels(history)
  }

  // MARK: - Table

  /// A line for each change; the cells without one are counted. Then what a reader must know besides.
  package func text(width: Int) -> String {
    var lines = [title] + machineLines
    let changed = history.cells.filter { !$0.changes.isEmpty }
    if !changed.isEmpty { lines += [""] + table(changed, width: width) }
    lines = lines.map { PlainText.cut($0, to: width) }
    lines += [""] + (quiet(width: width) + notes).flatMap { PlainText.wrapped($0, to: width) }
    return lines.map { $0 + "\n" }.joined()
  }

  private var title: String {
    let count = Wording.counted(history.nights.count, "night")
    let span = history.nights.first.map { first in
      history.nights.count > 1
        ? ", \(first.run) to \(history.nights[history.nights.count - 1].run)" : ", \(first.run)"
    }
    return PlainText.printable("\(history.name)  \(count)\(span ?? "")")
  }

  private var machineLines: [String] {
    guard history.machines.count > 1 else { return [] }
    return history.machines.enumerated().map { index, machine in
      let known = machine.description.isEmpty ? "not told" : machine.description
      return PlainText.printable("machine \(index + 1): \(known); its nights are a series of their own")
    }
  }

  private func table(_ cells: [CellHistory], width: Int) -> [String] {
    let rows = cells.flatMap { cell in cell.changes.indices.map { (cell: cell, change: $0) } }
    func column(_ text: ((cell: CellHistory, change: Int)) -> String) -> [String] { rows.map(text) }
    let columns = [
      TextTable.Column(
        heading: "cell", alignment: .left,
        cells: column { PlainText.cut(labels.label($0.cell), to: max(16, width / 3)) }),
      TextTable.Column(
        heading: "first night", alignment: .left,
        cells: column { history.nights[night($0.cell, $0.cell.changes[$0.change].index)].run }),
      TextTable.Column(
        heading: "before", alignment: .right, rank: 2,
        cells: column { HistoryWords.value(level($0.cell, regime: $0.change), $0.cell.series) }),
      TextTable.Column(
        heading: "after", alignment: .right, rank: 1,
        cells: column { HistoryWords.value(level($0.cell, regime: $0.change + 1), $0.cell.series) }),
      TextTable.Column(
        heading: "change", alignment: .left,
        cells: column { HistoryWords.change($0.cell.changes[$0.change]) }),
      TextTable.Column(
        heading: "", alignment: .left, cells: column { HistoryWords.state($0.cell.changes[$0.change]) }),
    ]
    var lines = TextTable(columns, width: width).lines
    // Below each change what else changed that night, and doubts.
    for (index, row) in rows.enumerated().reversed() {
      let change = row.cell.changes[row.change]
      var remarks: [String] = []
      if !change.hostChanges.isEmpty {
        remarks.append("that night: " + PlainText.printable(change.hostChanges.joined(separator: "; ")))
      }
      if let dependence = change.dependence, dependence > HistorySearch.dependenceLimit {
        remarks.append(
          "nights before depend on each other (lag-1 correlation \(fixed(dependence))): doubtful")
      }
      lines.insert(contentsOf: remarks.map { "    \($0)" }, at: index + 2)
    }
    return lines
  }

  /// The cells without a change: the level of each where they are few.
  private func quiet(width: Int) -> [String] {
    var lines: [String] = []
    let quiet = history.cells.filter { $0.isSearched && $0.changes.isEmpty }
    let short = history.cells.filter { !$0.isSearched }
    if !quiet.isEmpty {
      lines.append(
        "no change in \(Wording.counted(quiet.count, "cell")): "
          + quiet.prefix(4).map {
            "\(labels.label($0)) \(HistoryWords.value(level($0, regime: 0), $0.series))"
          }
          .joined(separator: "; ") + (quiet.count > 4 ? "; …" : ""))
    }
    // The series themselves are what there is to see where nothing can be searched.
    for cell in short.prefix(8) {
      let count = cell.series.values.count
      lines.append(
        "\(labels.label(cell)): \(Wording.counted(count, "night")): change points need \(HistorySearch.fewestNights)"
      )
      let shown = cell.series.values.suffix(8).map { HistoryWords.value($0.median, cell.series) }
      lines.append("    \(count > 8 ? "… " : "")\(shown.joined(separator: ", "))")
    }
    if short.count > 8 {
      lines.append(
        "\(short.count - 8) more cells with fewer than \(HistorySearch.fewestNights) nights: see history.csv")
    }
    if history.cells.isEmpty { lines.append("no cell has a median in any night") }
    return lines
  }

  private var notes: [String] {
    var notes: [String] = []
    if history.cells.contains(where: { $0.changes.contains { !$0.isConfirmed } }) {
      notes.append(
        "A change is suspected until \(HistorySearch.confirmingNights) nights have followed its first one.")
    }
    let doubtful = history.cells.count {
      $0.changes.isEmpty && ($0.dependence ?? 0) > HistorySearch.dependenceLimit
    }
    if doubtful > 0 {
      notes.append(
        "Nights depend on each other in \(Wording.counted(doubtful, "cell")) without a change (lag-1 correlation above "
          + "\(fixed(HistorySearch.dependenceLimit))): small changes would not be seen, and false ones are likelier."
      )
    }
    return notes
  }

  private func fixed(_ value: Double) -> String { NumberFormat.fixed(value, decimals: 2) }

  private func night(_ cell: CellHistory, _ index: Int) -> Int { cell.series.values[index].night }

  /// The median of the medians of a regime.
  private func level(_ cell: CellHistory, regime: Int) -> Double {
    Self.level(cell, cell.regimes[regime])
  }

  private static func level(_ cell: CellHistory, _ regime: Range<Int>) -> Double {
    Quantile.median(sorted: cell.series.values[regime].map(\.median).sorted()) ?? .nan
  }

  // MARK: - CSV

  /// `history.csv`: a row a cell and night; `level` is the median of the medians between two changes, and the columns
  /// after it are filled where a new regime begins.
  ///
  /// - Throws: ``CSVError`` for a text with a line break.
  package func csv() throws(CSVError) -> [UInt8] {
    var text = try CSV.line(Self.header(history))
    for cell in history.cells {
      let series = cell.series
      for (number, regime) in cell.regimes.enumerated() {
        let level = NumberFormat.shortest(Self.level(cell, regime))
        for index in regime {
          let value = series.values[index]
          let change = number > 0 && index == regime.lowerBound ? cell.changes[number - 1] : nil
          var fields = [
            history.nights[value.night].run, series.cell, String(cell.machine + 1), String(value.count),
          ]
          fields += [value.median, value.low, value.high].map(Self.number) + [level]
          fields += [change?.ratio?.value, change?.ratio?.low, change?.ratio?.high, change?.p].map(
            Self.number)
          fields += [change.map(HistoryWords.state) ?? "", Self.number(change?.dependence)]
          fields += [series.measure, series.unit, series.executor, series.workers, series.affinity]
          fields += series.parameters
          fields.append(PlainText.printable(change?.hostChanges.joined(separator: "; ") ?? ""))
          text += try CSV.line(fields)
        }
      }
    }
    return Array(text.utf8)
  }

  static func header(_ history: History) -> [String] {
    // gnuplot knows no doubled quotes: what it reads stands before all texts that may hold one.
    [
      "run", "cell", "machine", "n", "median", "low", "high", "level", "ratio", "ratio_low", "ratio_high",
      "p",
      "state", "dependence", "measure", "unit", "executor", "workers", "affinity",
    ] + history.parameterColumns + ["host_changes"]
  }

  private static func number(_ value: Double?) -> String { value.map(NumberFormat.shortest) ?? "" }

  // MARK: - JSON

  /// The study, its machines, and for each cell its nights and changes.
  package var json: JSON {
    .object([
      JSON.Member("name", .text(history.name)), JSON.Member("method", .text(history.search.method.rawValue)),
      JSON.Member("machines", .array(history.machines.map { .text($0.description) })),
      JSON.Member("cells", .array(history.cells.map(json))),
    ])
  }

  private func json(_ cell: CellHistory) -> JSON {
    let series = cell.series
    var members = [
      JSON.Member("cell", .text(series.cell)), JSON.Member("label", .text(labels.label(cell))),
      JSON.Member("executor", .text(series.executor)), JSON.Member("workers", .text(series.workers)),
      JSON.Member("affinity", .text(series.affinity)),
    ]
    members += zip(history.parameterColumns, series.parameters).map { JSON.Member($0, .text($1)) }
    members += [
      JSON.Member("measure", .text(series.measure)), JSON.Member("unit", .text(series.unit)),
      JSON.Member("machine", .integer(cell.machine + 1)), JSON.Member("searched", .boolean(cell.isSearched)),
      JSON.Member("dependence", .optional(cell.dependence)),
      JSON.Member("changes", .array(cell.changes.map { json($0, of: cell) })),
      JSON.Member("nights", .array(series.values.map(json))),
    ]
    return .object(members)
  }

  private func json(_ value: NightlyValue) -> JSON {
    .object([
      JSON.Member("run", .text(history.nights[value.night].run)), JSON.Member("n", .integer(value.count)),
      JSON.Member("median", .number(value.median)), JSON.Member("low", .optional(value.low)),
      JSON.Member("high", .optional(value.high)),
    ])
  }

  private func json(_ change: HistoryChange, of cell: CellHistory) -> JSON {
    .object([
      JSON.Member("run", .text(history.nights[night(cell, change.index)].run)),
      JSON.Member("state", .text(HistoryWords.state(change))),
      JSON.Member("ratio", .optional(change.ratio?.value)),
      JSON.Member("ratio_low", .optional(change.ratio?.low)),
      JSON.Member("ratio_high", .optional(change.ratio?.high)), JSON.Member("p", .optional(change.p)),
      JSON.Member("dependence", .optional(change.dependence)),
      JSON.Member("host_changes", .array(change.hostChanges.map(JSON.text))),
    ])
  }
}
