package import Jobs
internal import OperatingSystem

/// What reading `measurements.csv` found.
package struct JournalState: Sendable, Equatable {
  /// False if there is no `measurements.csv` at all.
  package var exists = false
  /// The number of whole rows.
  package var rows = 0
  /// Bytes up to the end of the last whole row, or of the header; 0 if even the header is cut.
  package var validLength = 0
  /// Bytes after that: a torn tail that ``ResultFolder/moveTornTail(_:)`` moves aside.
  package var tornBytes = 0

  package init() {}

  /// The sequence number of the next row.
  package var nextSeq: Int { rows + 1 }
}

extension ResultFolder {
  /// Reads `measurements.csv` row by row, keeping none.
  ///
  /// What follows the last valid row is a torn tail and only counted. Throws ``JournalDamage`` for a bad row
  /// that a valid one follows, a row that breaks the count of `seq`, a row whose values mean nothing, or
  /// another header than the job's; ``ResultsError`` if the file cannot be read; and what `body` throws.
  package func readJournal(
    _ row: MeasurementRow, _ body: (Measurement) throws -> Void
  ) throws -> JournalState {
    var reader = JournalReader(row: row, path: pathOf(Journal.fileName))
    var lines = LineReader()
    do {
      guard try directory.status(Journal.fileName) != nil else { return JournalState() }
      let file = try directory.file(Journal.fileName, .read)
      while let line = try lines.next(from: file) { try reader.take(line, body) }
    } catch let error as Errno where error.path == directory.path(of: Journal.fileName) {
      throw ResultsError(.cannotRead, "\(pathOf(Journal.fileName)) cannot be read: \(error.reason)")
    }
    return reader.state(length: lines.offset)
  }
}

/// Judges the lines of a journal one after the other.
private struct JournalReader {
  let row: MeasurementRow
  let path: String
  private var result = JournalState()
  private var lineNumber = 0
  private var firstBadLine: Int?

  init(row: MeasurementRow, path: String) {
    self.row = row
    self.path = path
    result.exists = true
  }

  func state(length: Int) -> JournalState {
    var state = result
    state.tornBytes = length - state.validLength
    return state
  }

  mutating func take(_ line: LineReader.Line, _ body: (Measurement) throws -> Void) throws {
    lineNumber += 1
    if lineNumber == 1 { return try takeHeader(line) }
    guard line.isWhole else {
      firstBadLine = firstBadLine ?? lineNumber
      return
    }
    let measurement: Measurement
    do throws(RowFault) {
      measurement = try row.decode(line.bytes)
    } catch .checksum {
      firstBadLine = firstBadLine ?? lineNumber
      return
    } catch {
      // The checksum fits, so the row was written whole: it is no torn tail.
      throw damage(firstBadLine ?? lineNumber, error.description)
    }
    if let firstBadLine {
      throw damage(firstBadLine, "the row does not fit its checksum, but line \(lineNumber) after it does")
    }
    guard measurement.seq == result.nextSeq else {
      throw damage(lineNumber, "seq is \(measurement.seq) where \(result.nextSeq) is expected")
    }
    result.rows += 1
    result.validLength = line.end
    try body(measurement)
  }

  private mutating func takeHeader(_ line: LineReader.Line) throws {
    let header = Array(try row.header().utf8)
    if line.isWhole, line.bytes.elementsEqual(header.dropLast()) {
      result.validLength = line.end
    } else if line.isWhole || line.bytes.count >= header.count || !header.starts(with: line.bytes) {
      throw damage(1, "the header is not the one that the manifest gives" + difference(line))
    } else {
      firstBadLine = 1
    }
  }

  /// Which column of a foreign header is the first that is not right.
  private func difference(_ line: LineReader.Line) -> String {
    var reader = CSVReader(Array(line.bytes))
    guard let names = (try? reader.next())?.fields else { return "" }
    for (index, name) in names.enumerated()
    where !row.columns.indices.contains(index) || row.columns[index] != name {
      let expected = row.columns.indices.contains(index) ? "'\(row.columns[index])'" : "none"
      return ": column \(index + 1) is '\(name)' where \(expected) is expected"
    }
    return names.count < row.columns.count ? ": column \(names.count + 1) is missing" : ""
  }

  private func damage(_ line: Int, _ message: String) -> JournalDamage {
    JournalDamage(path: path, line: line, message: message)
  }
}
