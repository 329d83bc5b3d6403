/// One record of a CSV file.
package struct CSVRecord: Sendable, Equatable {
  package var fields: [String]
  /// The line on which the record begins, counted from 1.
  package var line: Int
}

/// Reads any CSV, record by record, without keeping the file in memory: quotes, line breaks inside quotes,
/// LF and CRLF, a byte order mark at the start, a last line without its end.
package struct CSVReader {
  /// A record longer than this is an error: most likely a quote that is never closed.
  static let longestRecord = 16 << 20

  private let source: () throws -> [UInt8]
  private var chunk: [UInt8] = []
  private var position = 0
  private var line = 1
  private var isAtStart = true

  /// Reads from a source that returns the next bytes, and none at the end.
  package init(source: @escaping () throws -> [UInt8]) {
    self.source = source
  }

  /// Reads bytes that are in memory.
  package init(_ bytes: [UInt8]) {
    self.source = { [] }
    self.chunk = bytes
  }

  /// The next record, or nil at the end. Throws ``CSVError``, or what the source throws.
  package mutating func next() throws -> CSVRecord? {
    if isAtStart { try skipByteOrderMark() }
    guard try fill() else { return nil }
    var record = CSVRecord(fields: [], line: line)
    var bytes: [UInt8] = []
    var length = 0
    while true {
      bytes.removeAll(keepingCapacity: true)
      try field(into: &bytes, startingAt: record.line, budget: CSVReader.longestRecord - length)
      length += bytes.count + 1
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw CSVError(line: record.line, message: "text that is not UTF-8")
      }
      record.fields.append(text)
      if try endsRecord() { return record }
    }
  }

  /// Makes at least one unread byte available; false at the end.
  private mutating func fill() throws -> Bool {
    guard position >= chunk.count else { return true }
    chunk = try source()
    position = 0
    return !chunk.isEmpty
  }

  private mutating func skipByteOrderMark() throws {
    isAtStart = false
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    while chunk.count < mark.count {
      let more = try source()
      if more.isEmpty { break }
      chunk += more
    }
    if chunk.starts(with: mark) { position = mark.count }
  }

  private mutating func field(into bytes: inout [UInt8], startingAt start: Int, budget: Int) throws {
    guard try fill() else { return }
    if chunk[position] == CSV.quote {
      position += 1
      try quoted(into: &bytes, startingAt: start, budget: budget)
      return
    }
    while try fill() {
      let first = position
      scan: while position < chunk.count {
        switch chunk[position] {
        case CSV.comma, CSV.lineFeed, CSV.carriageReturn: break scan
        case CSV.quote: throw CSVError(line: line, message: "a quote inside a value that is not quoted")
        default: position += 1
        }
      }
      bytes.append(contentsOf: chunk[first..<position])
      if bytes.count > budget { throw tooLong(start) }
      if position < chunk.count { return }
    }
  }

  private mutating func quoted(into bytes: inout [UInt8], startingAt start: Int, budget: Int) throws {
    let opening = line
    while try fill() {
      let first = position
      while position < chunk.count, chunk[position] != CSV.quote {
        if chunk[position] == CSV.lineFeed { line += 1 }
        position += 1
      }
      bytes.append(contentsOf: chunk[first..<position])
      if bytes.count > budget { throw tooLong(start) }
      guard position < chunk.count else { continue }
      position += 1
      guard try fill(), chunk[position] == CSV.quote else { return }
      bytes.append(CSV.quote)
      position += 1
    }
    throw CSVError(line: opening, message: "a quote that is not closed")
  }

  /// Steps over the separator after a field; true if the record ends there.
  private mutating func endsRecord() throws -> Bool {
    guard try fill() else { return true }
    let byte = chunk[position]
    position += 1
    switch byte {
    case CSV.comma: return false
    case CSV.lineFeed:
      line += 1
      return true
    case CSV.carriageReturn:
      guard try fill() else { return true }
      guard chunk[position] == CSV.lineFeed else {
        throw CSVError(line: line, message: "a carriage return that no line feed follows")
      }
      position += 1
      line += 1
      return true
    default: throw CSVError(line: line, message: "text after a closing quote")
    }
  }

  private func tooLong(_ line: Int) -> CSVError {
    CSVError(
      line: line, message: "a record of more than 16 MiB; most likely a quote before it is not closed")
  }
}
