import Analysis
import Expressions
import Jobs
import Results

/// Reads the summaries of a study's nights, newest first, until there are enough.
struct HistoryReading {
  /// A row of a `summary.csv`.
  private struct Row {
    var cell: String
    var measure: String
    var unit: String
    var executor: String
    var workers: String
    var affinity: String
    /// By the names of the columns.
    var parameters: [(name: String, text: String)]
    var value: (count: Int, median: Double, low: Double?, high: Double?)
  }

  private let study: StudyFolder
  private let filter: HistoryFilter
  /// Oldest first.
  private(set) var nights: [Night] = []
  /// Folders that have no place in the history, and why.
  private(set) var leftOut: [(run: String, reason: String)] = []
  private var rows: [[Row]] = []

  init(_ study: StudyFolder, window: Int, filter: HistoryFilter) throws {
    self.study = study
    self.filter = filter
    for run in study.runNames where nights.count < window {
      do {
        guard let bytes = try study.readFile("summary.csv", ofRun: run) else {
          leftOut.append((run, "it has no summary.csv: it was not finished, or 'swrun analyze' is needed"))
          continue
        }
        let machine = NightMachine(try host(run))
        rows.append(try read(bytes, isNewest: nights.isEmpty))
        nights.append(Night(run: run, machine: machine))
      } catch let error as ResultsError {
        leftOut.append((run, error.message))
      } catch let error as CSVError {
        leftOut.append((run, "summary.csv is damaged: \(error.description)"))
      } catch let error as JSONError {
        leftOut.append((run, "host.json is no JSON: \(error.message)"))
      }
    }
    nights.reverse()
    rows.reverse()
  }

  private func host(_ run: String) throws -> JSON? {
    guard let bytes = try study.readFile("host.json", ofRun: run) else { return nil }
    return try JSON(parsing: bytes)
  }

  // MARK: - One night

  /// - Parameter isNewest: whether it is the first that is read, whose axes the condition has to name.
  private func read(_ bytes: [UInt8], isNewest: Bool) throws -> [Row] {
    var table = try CSVTable(bytes)
    var seen: Set<[String]> = []
    func places(_ names: String...) throws(CSVError) -> [Int] {
      var places: [Int] = []
      for name in names { places.append(try table.column(name)) }
      return places
    }
    let texts = try places("cell", "measure", "unit", "executor", "workers", "affinity")
    let numbers = try places("n", "median", "low", "high")
    let first = texts[5] + 1
    guard first <= texts[1] else { throw CSVError(line: 1, message: "the columns are not in their order") }
    let parameters = Array(zip(table.header[first..<texts[1]], first..<texts[1]))
    var rows: [Row] = []
    while let record = try table.next() {
      let fields = record.fields
      func number(_ place: Int) throws(CSVError) -> Double? {
        let text = fields[place]
        if text.isEmpty { return nil }
        guard !text.utf8.contains(0), let value = Double(text), value.isFinite else {
          throw CSVError(line: record.line, message: "'\(Excerpt.of(text))' is no number")
        }
        return value
      }
      // A night has one median of a cell; a second one would count as another night.
      guard seen.insert([fields[texts[0]], fields[texts[1]]]).inserted else {
        throw CSVError(
          line: record.line, message: "the cell '\(Excerpt.of(fields[texts[0]]))' stands there a second time")
      }
      // A cell without a good run has no median, and no place in the series.
      guard let median = try number(numbers[1]) else { continue }
      let row = Row(
        cell: fields[texts[0]], measure: fields[texts[1]], unit: fields[texts[2]], executor: fields[texts[3]],
        workers: fields[texts[4]], affinity: fields[texts[5]],
        parameters: parameters.map { (name: $0.0, text: fields[$0.1]) },
        value: (
          Int(fields[numbers[0]]) ?? 0, median, try number(numbers[2]), try number(numbers[3])
        ))
      let axes =
        [("executor", row.executor), ("workers", row.workers), ("affinity", row.affinity)]
        + row.parameters.map { ($0.name, $0.text) }
      if try filter.passes(cell: row.cell, axes: axes, isNewest: isNewest) { rows.append(row) }
    }
    return rows
  }

  // MARK: - The series

  /// The history of all cells that were read.
  func history(_ search: HistorySearch) -> History {
    var columns: [String] = []
    for night in rows.reversed() {
      for parameter in night.first?.parameters ?? [] where !columns.contains(parameter.name) {
        columns.append(parameter.name)
      }
    }
    return search.history(
      name: study.name, nights: nights, parameterColumns: columns, series: series(columns))
  }

  /// The cells in the order of the newest night; those that it no longer has come after them.
  private func series(_ columns: [String]) -> [NightlySeries] {
    var places: [[String]: Int] = [:]
    var series: [NightlySeries] = []
    for (night, rows) in rows.enumerated().reversed() {
      for row in rows {
        let key = [row.cell, row.measure, row.unit]
        let value = NightlyValue(
          night: night, count: row.value.count, median: row.value.median, low: row.value.low,
          high: row.value.high)
        if let place = places[key] {
          series[place].values.append(value)
          continue
        }
        places[key] = series.count
        let texts = columns.map { column in row.parameters.first { $0.name == column }?.text ?? "" }
        series.append(
          NightlySeries(
            cell: row.cell, executor: row.executor, workers: row.workers, affinity: row.affinity,
            parameters: texts, measure: row.measure, unit: row.unit, values: [value]))
      }
    }
    for index in series.indices { series[index].values.reverse() }
    return series
  }
}

/// Which cells of a history are wanted.
struct HistoryFilter {
  /// The key of a cell, or its beginning.
  var cell: String?
  /// A condition over the axes.
  var condition: String?

  /// Whether a cell is wanted.
  ///
  /// - Parameter isNewest: whether the cell is of the newest night. An older one may lack an axis that the condition
  ///   names, and is not wanted then.
  /// - Throws: ``CommandFailure`` for a condition that is none.
  func passes(
    cell key: String, axes: [(name: String, text: String)], isNewest: Bool
  ) throws(CommandFailure) -> Bool {
    if let cell, !key.hasPrefix(cell) { return false }
    guard let condition else { return true }
    do throws(ExpressionError) {
      let expression: Expression
      do throws(ExpressionError) {
        expression = try Expression(parsing: condition, names: axes.map(\.name), bareText: true)
      } catch {
        guard isNewest else { return false }
        throw error
      }
      return try expression.evaluateCondition { index in
        let text = axes[index].text
        return Double(text).map { .number($0) } ?? .text(text)
      }
    } catch {
      throw CommandFailure(
        outcome: .usage,
        message: "--filter: \(error.message)\n  \(Terminal.printable(condition))\n  "
          + String(repeating: " ", count: min(error.offset, 200)) + "^")
    }
  }
}
