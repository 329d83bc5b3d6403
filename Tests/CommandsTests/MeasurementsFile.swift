import Foundation
import Testing

/// A CSV file of results, read by a reader that shares no code with the program's own.
///
/// Everything is checked that `measurements.csv` promises of each row: as many fields as the header, a right
/// checksum, sequence numbers without a gap.
struct MeasurementsFile {
  let header: [String]
  let rows: [[String: String]]

  init(at path: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let table = try CSVText.table(bytes)
    header = try #require(table.first?.fields)
    var rows: [[String: String]] = []
    for (index, line) in table.dropFirst().enumerated() {
      try #require(line.fields.count == header.count, "line \(index + 2)")
      let row = Dictionary(uniqueKeysWithValues: zip(header, line.fields))
      let comma = try #require(line.bytes.lastIndex(of: UInt8(ascii: ",")))
      let covered = line.bytes[...comma]
      try #require(row["row_crc32"] == "x" + Checksum.text(covered), "line \(index + 2)")
      try #require(row["seq"] == String(index + 1), "line \(index + 2)")
      rows.append(row)
    }
    self.rows = rows
  }

  /// The values of a column.
  func column(_ name: String) -> [String] {
    rows.map { $0[name] ?? "there is no column \(name)" }
  }

  /// The only row in which a column has a value.
  func row(where name: String, is value: String) throws -> [String: String] {
    let found = rows.filter { $0[name] == value }
    return try #require(found.count == 1 ? found[0] : nil, "\(found.count) rows with \(name) = \(value)")
  }

  /// The rows of timed runs by cell and repetition.
  var timed: [String: [[String: String]]] {
    Dictionary(grouping: rows.filter { $0["phase"] == "timed" }) {
      "\($0["cell"] ?? "") \($0["repetition"] ?? "")"
    }
  }

  /// How many good rows each cell and repetition has.
  var goodRuns: [String: Int] {
    timed.mapValues { $0.reduce(0) { $0 + ($1["status"] == "ok" ? 1 : 0) } }
  }
}

/// Text by RFC 4180 with LF.
enum CSVText {
  struct Line {
    var fields: [String]
    /// The line without its LF.
    var bytes: ArraySlice<UInt8>
  }

  /// The lines of a file; the last one must have its LF.
  static func table(_ bytes: [UInt8]) throws -> [Line] {
    var lines: [Line] = []
    var start = 0
    while start < bytes.count {
      let end = try #require(bytes[start...].firstIndex(of: 10), "the last line has no end")
      let line = bytes[start..<end]
      lines.append(Line(fields: try fields(line), bytes: line))
      start = end + 1
    }
    return lines
  }

  private static func fields(_ line: ArraySlice<UInt8>) throws -> [String] {
    var fields: [[UInt8]] = [[]]
    var isQuoted = false
    var afterQuote = false
    for byte in line {
      if isQuoted, !afterQuote {
        if byte == UInt8(ascii: "\"") { afterQuote = true } else { fields[fields.count - 1].append(byte) }
      } else if afterQuote, byte == UInt8(ascii: "\"") {
        fields[fields.count - 1].append(byte)
        afterQuote = false
      } else if byte == UInt8(ascii: ",") {
        fields.append([])
        (isQuoted, afterQuote) = (false, false)
      } else if byte == UInt8(ascii: "\"") {
        try #require(fields[fields.count - 1].isEmpty && !afterQuote, "a quote within a field")
        isQuoted = true
      } else {
        try #require(!afterQuote, "text after a quoted field")
        fields[fields.count - 1].append(byte)
      }
    }
    try #require(!isQuoted || afterQuote, "a quote without its end")
    return fields.map { String(decoding: $0, as: UTF8.self) }
  }
}

/// CRC-32 as zlib computes it, bit by bit.
enum Checksum {
  static func text(_ bytes: some Sequence<UInt8>) -> String {
    var remainder: UInt32 = 0xffff_ffff
    for byte in bytes {
      remainder ^= UInt32(byte)
      for _ in 0..<8 { remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xedb8_8320 : remainder >> 1 }
    }
    let digits = String(~remainder, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
