/// Comma-separated values as RFC 4180 has them, in UTF-8 and with LF.
package enum CSV {
  /// One line with its LF. A field is quoted only where it has to be; a value is never altered.
  ///
  /// Throws ``CSVError`` for a field with a line break, which would be two rows to many readers.
  package static func line(_ fields: [String]) throws(CSVError) -> String {
    var bytes: [UInt8] = []
    for (index, field) in fields.enumerated() {
      if index > 0 { bytes.append(comma) }
      try append(field, to: &bytes)
    }
    // An empty line is no record to many readers.
    if fields == [""] { bytes = [quote, quote] }
    bytes.append(lineFeed)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends one field, quoted where it has a comma or a quote.
  static func append(_ field: String, to bytes: inout [UInt8]) throws(CSVError) {
    let start = bytes.count
    bytes.append(contentsOf: field.utf8)
    var isQuoted = false
    for index in start..<bytes.count {
      switch bytes[index] {
      case comma, quote: isQuoted = true
      case lineFeed, carriageReturn:
        bytes.removeSubrange(start...)
        throw CSVError(line: nil, message: "a line break inside a value")
      default: break
      }
    }
    guard isQuoted else { return }
    bytes.removeSubrange(start...)
    bytes.append(quote)
    for byte in field.utf8 {
      if byte == quote { bytes.append(quote) }
      bytes.append(byte)
    }
    bytes.append(quote)
  }

  static let comma = UInt8(ascii: ",")
  static let quote = UInt8(ascii: "\"")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
}

/// Why a text is not CSV, or a value cannot be written as CSV.
package struct CSVError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Counted from 1; nil for what is to be written.
  package var line: Int?
  package var message: String

  package init(line: Int?, message: String) {
    self.line = line
    self.message = message
  }

  package var description: String {
    line.map { "line \($0): \(message)" } ?? message
  }
}
