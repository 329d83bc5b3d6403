internal import OperatingSystem

/// A row of a file that has several for each run, which it names by its `seq`.
package protocol RunRow: Sendable {
  /// The run, as in `measurements.csv`.
  var seq: Int { get }
  /// The name of the file.
  static var fileName: String { get }
  static var columns: [String] { get }
  /// Reads the fields of a line, in the order of the columns.
  static func read(_ fields: inout RowDecoder) throws(RowFault) -> Self
}

/// `tasks.csv`, `samples.csv` or `workers.csv` while it is read, row by row.
package final class RunRowReader<Row: RunRow> {
  /// Rows that were given out.
  package private(set) var count = 0

  private let path: String
  private let file: File
  private var lines = LineReader()
  private var lastSeq = 0

  fileprivate init(path: String, file: consuming File) {
    self.path = path
    self.file = file
  }

  /// Reads the header.
  fileprivate func begin() throws {
    let header = Row.columns.joined(separator: ",").utf8
    guard let line = try line() else { return }
    if line.isWhole, line.bytes.elementsEqual(header) { return }
    // A swrun that was killed in the first moment leaves a part of the header.
    if !line.isWhole, header.starts(with: line.bytes) { return }
    throw JournalDamage(path: path, line: 1, message: "the header is not that of swrun")
  }

  /// The next row, or nil at the end. A last line that is not whole is what a crash tore, and counts as the end.
  ///
  /// - Throws: ``JournalDamage`` for a line that is no row, or whose `seq` is less than the one before;
  ///   ``ResultsError`` if the file cannot be read.
  package func next() throws -> Row? {
    guard let line = try line() else { return nil }
    guard line.isWhole else {
      if try self.line() == nil { return nil }
      throw damage("a line that is too long for a row")
    }
    let row: Row
    do throws(RowFault) {
      row = try Self.decode(line.bytes)
    } catch {
      throw damage(error.description)
    }
    guard row.seq >= lastSeq else { throw damage("seq is \(row.seq) after \(lastSeq)") }
    lastSeq = row.seq
    count += 1
    return row
  }

  private func line() throws(ResultsError) -> LineReader.Line? {
    do throws(Errno) {
      return try lines.next(from: file)
    } catch {
      throw ResultsError(.cannotRead, "\(path) cannot be read: \(error.reason)")
    }
  }

  private func damage(_ message: String) -> JournalDamage {
    // The header is line 1.
    JournalDamage(path: path, line: count + 2, message: message)
  }

  private static func decode(_ line: ArraySlice<UInt8>) throws(RowFault) -> Row {
    var result: Result<Row, RowFault> = .failure(.checksum)
    line.withUnsafeBufferPointer { bytes in
      var fields = RowDecoder(bytes: bytes, end: bytes.count, columns: Row.columns)
      do throws(RowFault) {
        let row = try Row.read(&fields)
        try fields.finish()
        result = .success(row)
      } catch {
        result = .failure(error)
      }
    }
    return try result.get()
  }
}

extension ResultFolder {
  /// Begins to read a file of rows; nil where there is none.
  ///
  /// - Throws: ``JournalDamage`` for another header than swrun's; ``ResultsError`` if it cannot be read.
  func readRunRows<Row: RunRow>(_ type: Row.Type) throws -> RunRowReader<Row>? {
    let path = pathOf(Row.fileName)
    let rows: RunRowReader<Row>
    do throws(Errno) {
      guard try directory.status(Row.fileName) != nil else { return nil }
      rows = RunRowReader(path: path, file: try directory.file(Row.fileName, .read))
    } catch {
      throw ResultsError(.cannotRead, "\(path) cannot be read: \(ResultFolder.explain(error))")
    }
    try rows.begin()
    return rows
  }
}
