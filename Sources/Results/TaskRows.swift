package import Jobs
internal import OperatingSystem

/// A row of `tasks.csv`.
package struct TaskRow: Sendable, Equatable {
  /// The run, as in `measurements.csv`.
  package var seq: Int
  package var task: TaskRecord
}

/// `tasks.csv` while it is read, row by row.
package final class TaskRows {
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
    let header = TasksFile.columns.joined(separator: ",").utf8
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
  package func next() throws -> TaskRow? {
    guard let line = try line() else { return nil }
    guard line.isWhole else {
      if try self.line() == nil { return nil }
      throw damage("a line that is too long for a row")
    }
    let row: TaskRow
    do throws(RowFault) {
      row = try TaskRows.decode(line.bytes)
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

  private static func decode(_ line: ArraySlice<UInt8>) throws(RowFault) -> TaskRow {
    var result: Result<TaskRow, RowFault> = .failure(.checksum)
    line.withUnsafeBufferPointer { bytes in
      do throws(RowFault) { result = .success(try decode(bytes)) } catch { result = .failure(error) }
    }
    return try result.get()
  }

  private static func decode(_ line: UnsafeBufferPointer<UInt8>) throws(RowFault) -> TaskRow {
    var row = RowDecoder(bytes: line, end: line.count, columns: TasksFile.columns)
    let seq = try row.count()
    guard let number = try row.integer() else { throw .value(column: "task", "it is missing") }
    let worker = try row.integer()
    guard let submitted = try row.number() else { throw .value(column: "submitted_s", "it is missing") }
    let task = TaskRecord(
      task: number, worker: worker, submitted: submitted, started: try row.number(),
      finished: try row.number(), state: try row.word(TaskState.init(rawValue:), "state"),
      error: try row.text())
    try row.finish()
    return TaskRow(seq: seq, task: task)
  }
}

extension ResultFolder {
  /// Begins to read `tasks.csv`; nil where there is none.
  ///
  /// - Throws: ``JournalDamage`` for another header than swrun's; ``ResultsError`` if it cannot be read.
  package func readTasks() throws -> TaskRows? {
    let path = pathOf(TasksFile.fileName)
    let rows: TaskRows
    do throws(Errno) {
      guard try directory.status(TasksFile.fileName) != nil else { return nil }
      rows = TaskRows(path: path, file: try directory.file(TasksFile.fileName, .read))
    } catch {
      throw ResultsError(.cannotRead, "\(path) cannot be read: \(ResultFolder.explain(error))")
    }
    try rows.begin()
    return rows
  }
}
