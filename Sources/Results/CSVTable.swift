/// A CSV file with a header, read row by row.
package struct CSVTable {
  /// The names in the first line.
  package let header: [String]
  private var reader: CSVReader

  /// Reads the header. Throws ``CSVError`` if there is none or a name stands in it twice.
  package init(_ reader: CSVReader) throws {
    var reader = reader
    guard let record = try reader.next() else { throw CSVError(line: 1, message: "the file is empty") }
    var seen: Set<String> = []
    for name in record.fields where !seen.insert(name).inserted {
      throw CSVError(line: 1, message: "two columns are called '\(name)'")
    }
    self.header = record.fields
    self.reader = reader
  }

  /// Reads a table that is in memory.
  package init(_ bytes: [UInt8]) throws {
    try self.init(CSVReader(bytes))
  }

  /// The position of a column. Throws ``CSVError`` that names the columns there are.
  package func column(_ name: String) throws(CSVError) -> Int {
    guard let index = header.firstIndex(of: name) else {
      let names = header.map { "'\($0)'" }.joined(separator: ", ")
      throw CSVError(line: 1, message: "there is no column '\(name)'; the columns are \(names)")
    }
    return index
  }

  /// The next row, as long as the header, or nil at the end; an empty line is no row of a table with
  /// several columns.
  package mutating func next() throws -> CSVRecord? {
    while let record = try reader.next() {
      if record.fields == [""], header.count > 1 { continue }
      guard record.fields.count == header.count else {
        throw CSVError(
          line: record.line,
          message: "\(Self.counted(record.fields.count, "value")), but the header has "
            + Self.counted(header.count, "column"))
      }
      return record
    }
    return nil
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }
}
