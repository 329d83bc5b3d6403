package import Jobs
internal import OperatingSystem

/// A row of `samples.csv`.
package struct SampleRow: Sendable, Equatable {
  /// The run, as in `measurements.csv`.
  package var seq: Int
  package var sample: ProcessSample
}

/// `samples.csv` while it is read, row by row.
package final class SampleRows {
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
    let header = SamplesFile.columns.joined(separator: ",").utf8
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
  package func next() throws -> SampleRow? {
    guard let line = try line() else { return nil }
    guard line.isWhole else {
      if try self.line() == nil { return nil }
      throw damage("a line that is too long for a row")
    }
    var result: Result<SampleRow, RowFault> = .failure(.checksum)
    line.bytes.withUnsafeBufferPointer { bytes in
      do throws(RowFault) { result = .success(try SampleRows.decode(bytes)) } catch {
        result = .failure(error)
      }
    }
    let row: SampleRow
    do throws(RowFault) { row = try result.get() } catch { throw damage(error.description) }
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

  private static func decode(_ line: UnsafeBufferPointer<UInt8>) throws(RowFault) -> SampleRow {
    var row = RowDecoder(bytes: line, end: line.count, columns: SamplesFile.columns)
    let seq = try row.count()
    func given<Number>(_ number: Number?, _ column: String) throws(RowFault) -> Number {
      guard let number else { throw .value(column: column, "it is missing") }
      return number
    }
    func small(_ number: Int?, _ column: String) throws(RowFault) -> Int32 {
      guard let small = Int32(exactly: try given(number, column)) else {
        throw .value(column: column, "too large")
      }
      return small
    }
    let sample = ProcessSample(
      moment: try given(try row.number(), "t_s"), pid: try small(try row.integer(), "pid"),
      parent: try small(try row.integer(), "parent"), role: try row.word(ProcessRole.init(rawValue:), "role"),
      threads: try small(try row.integer(), "threads"), resident: try given(try row.integer(), "rss_bytes"),
      proportional: try row.integer(), cpu: try given(try row.number(), "cpu_s"))
    try row.finish()
    return SampleRow(seq: seq, sample: sample)
  }
}

extension ResultFolder {
  /// Begins to read `samples.csv`; nil where there is none.
  ///
  /// - Throws: ``JournalDamage`` for another header than swrun's; ``ResultsError`` if it cannot be read.
  package func readSamples() throws -> SampleRows? {
    let path = pathOf(SamplesFile.fileName)
    let rows: SampleRows
    do throws(Errno) {
      guard try directory.status(SamplesFile.fileName) != nil else { return nil }
      rows = SampleRows(path: path, file: try directory.file(SamplesFile.fileName, .read))
    } catch {
      throw ResultsError(.cannotRead, "\(path) cannot be read: \(ResultFolder.explain(error))")
    }
    try rows.begin()
    return rows
  }
}
