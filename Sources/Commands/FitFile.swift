import Analysis
import Expressions
import OperatingSystem
import Results

/// Measurements in any CSV file, as `swrun fit` reads them.
struct FitFile {
  /// Which columns mean what.
  struct Columns {
    var workers: String
    var value: String
    /// The time of one worker on the work of the row.
    var reference: String?
  }

  /// By ascending workers; several rows of one number of workers are repetitions, in the order of the file.
  let points: [FitPoint]
  /// Rows that were fitted.
  let rows: Int
  /// Rows in which a value is missing.
  let skipped: Int
  /// Rows for which the condition does not hold.
  let leftOut: Int

  /// The largest file.
  private static let longest = 1 << 30

  /// Reads a file.
  ///
  /// - Parameter condition: rows for which it does not hold are left out; its names are the columns.
  /// - Throws: ``CommandFailure`` that names the line and the column.
  init(path: String, columns: Columns, where condition: String?) throws(CommandFailure) {
    let shown = Terminal.printable(path)
    let bytes: [UInt8]
    do throws(Errno) {
      bytes = try File.read(path, atMost: Self.longest)
    } catch {
      let reason =
        error.code == File.notRegular
        ? "it is no regular file; what comes through a pipe has to be saved first" : error.reason
      throw CommandFailure(outcome: .badData, message: "\(shown) cannot be read: \(reason)")
    }
    do {
      self = try FitFile(CSVTable(bytes), path: shown, columns: columns, where: condition)
    } catch let failure as CommandFailure {
      throw failure
    } catch let error as CSVError {
      throw Self.failure(shown, error.line ?? 1, Terminal.printable(error.message, longest: 1_000))
    } catch {
      throw CommandFailure(outcome: .badData, message: "\(shown): \(error)")
    }
  }

  private init(_ table: CSVTable, path: String, columns: Columns, where condition: String?) throws {
    var table = table
    let header = table.header
    let filter = try Self.filter(condition, names: header)
    func place(_ name: String) throws -> Int {
      do throws(CSVError) {
        return try table.column(name)
      } catch {
        let message = Terminal.printable(error.message, longest: 1_000)
        throw CommandFailure(outcome: .usage, message: "\(path):1: \(message)")
      }
    }
    let places = (
      workers: try place(columns.workers), value: try place(columns.value),
      reference: try columns.reference.map(place)
    )
    var byWorkers: [Int: FitPoint] = [:]
    var (rows, skipped, leftOut) = (0, 0, 0)
    while let record = try table.next() {
      if let filter, try !Self.holds(filter, record, path) {
        leftOut += 1
        continue
      }
      let used = [places.workers, places.value, places.reference].compactMap(\.self)
      if used.contains(where: { Self.trimmed(record.fields[$0]).isEmpty }) {
        skipped += 1
        continue
      }
      let count = try Self.workers(record, places.workers, header, path)
      let value = try Self.positive(record, places.value, header, path)
      let reference = try places.reference.map { try Self.positive(record, $0, header, path) }
      // In place: taken out and put back, all values of a point would be copied for each row.
      byWorkers[count, default: FitPoint(workers: count, values: [])].values.append(value)
      if let reference { byWorkers[count]?.references.append(reference) }
      rows += 1
    }
    guard rows > 0 else {
      throw CommandFailure(
        outcome: .badData,
        message: "\(path): there is no row to fit: \(skipped) without a value, \(leftOut) left out by --where"
      )
    }
    points = byWorkers.values.sorted { $0.workers < $1.workers }
    (self.rows, self.skipped, self.leftOut) = (rows, skipped, leftOut)
  }

  // MARK: - Values

  private static func workers(
    _ record: CSVRecord, _ place: Int, _ header: [String], _ path: String
  ) throws(CommandFailure) -> Int {
    guard let number = number(record.fields[place]), number >= 1, let count = Int(exactly: number),
      count <= Int32.max
    else { throw wrong(record, place, header, path, "is not a number of workers: 1, 2, 3, …") }
    return count
  }

  private static func positive(
    _ record: CSVRecord, _ place: Int, _ header: [String], _ path: String
  ) throws(CommandFailure) -> Double {
    guard let number = number(record.fields[place]) else {
      throw wrong(record, place, header, path, "is not a number")
    }
    guard number > 0 else { throw wrong(record, place, header, path, "is not above 0") }
    return number
  }

  /// A finite decimal number.
  private static func number(_ text: String) -> Double? {
    let text = trimmed(text)
    // What follows a zero byte would be overlooked.
    guard !text.utf8.contains(where: { $0 == UInt8(ascii: "x") || $0 == UInt8(ascii: "X") || $0 == 0 }),
      let number = Double(text), number.isFinite
    else { return nil }
    return number
  }

  private static func trimmed(_ text: String) -> Substring {
    var text = text[...]
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text.drop { $0 == " " || $0 == "\t" }
  }

  private static func wrong(
    _ record: CSVRecord, _ place: Int, _ header: [String], _ path: String, _ message: String
  ) -> CommandFailure {
    let name = Terminal.printable(header[place], longest: 60)
    let value = Terminal.printable(record.fields[place], longest: 60)
    return failure(path, record.line, "'\(value)' in column '\(name)' \(message)")
  }

  private static func failure(_ path: String, _ line: Int, _ message: String) -> CommandFailure {
    CommandFailure(outcome: .badData, message: "\(path):\(line): error: \(message)", isAttributed: true)
  }

  // MARK: - The condition

  private static func filter(_ text: String?, names: [String]) throws(CommandFailure) -> Expression? {
    guard let text else { return nil }
    do throws(ExpressionError) {
      return try Expression(parsing: text, names: names, bareText: true)
    } catch {
      throw CommandFailure(
        outcome: .usage, message: "--where: \(error.message)\n  \(Terminal.printable(text))")
    }
  }

  private static func holds(
    _ filter: Expression, _ record: CSVRecord, _ path: String
  ) throws(CommandFailure) -> Bool {
    do throws(ExpressionError) {
      return try filter.evaluateCondition { index in
        let text = record.fields[index]
        return number(text).map(Value.number) ?? .text(text)
      }
    } catch {
      throw CommandFailure(
        outcome: .usage, message: "--where: \(Terminal.printable(error.message)) (\(path):\(record.line))")
    }
  }
}
