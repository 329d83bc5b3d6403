/// Takes the fields of one CSV line from left to right.
package struct RowDecoder {
  private let bytes: UnsafeBufferPointer<UInt8>
  /// The place after the last field.
  private let end: Int
  private let columns: [String]
  private var position = 0
  private var column = -1

  init(bytes: UnsafeBufferPointer<UInt8>, end: Int, columns: [String]) {
    self.bytes = bytes
    self.end = end
    self.columns = columns
  }

  private func fault(_ message: String) -> RowFault {
    .value(column: columns.indices.contains(column) ? columns[column] : columns.last ?? "", message)
  }

  /// The bytes of the next field without its quotes, and whether quotes in it are doubled.
  private mutating func field() throws(RowFault) -> (UnsafeBufferPointer<UInt8>.SubSequence, Bool) {
    column += 1
    guard position <= end else { throw fault("there is no value") }
    if position < end, bytes[position] == CSV.quote { return try quotedField() }
    let start = position
    while position < end, bytes[position] != CSV.comma { position += 1 }
    defer { position += 1 }
    return (bytes[start..<position], false)
  }

  private mutating func quotedField() throws(RowFault) -> (UnsafeBufferPointer<UInt8>.SubSequence, Bool) {
    let start = position + 1
    var hasDoubled = false
    position = start
    while true {
      while position < end, bytes[position] != CSV.quote { position += 1 }
      guard position < end else { throw fault("a quote is not closed") }
      if position + 1 < end, bytes[position + 1] == CSV.quote {
        hasDoubled = true
        position += 2
        continue
      }
      let content = bytes[start..<position]
      guard position + 1 == end || bytes[position + 1] == CSV.comma else {
        throw fault("text after a closing quote")
      }
      position += 2
      return (content, hasDoubled)
    }
  }

  mutating func text() throws(RowFault) -> String {
    let (content, hasDoubled) = try field()
    if content.isEmpty { return "" }
    guard var text = Self.string(UnsafeBufferPointer(rebasing: content)) else {
      throw fault("text that is not UTF-8")
    }
    if hasDoubled {
      var single: [UInt8] = []
      var isSecond = false
      for byte in content {
        isSecond = byte == CSV.quote && !isSecond
        if !isSecond { single.append(byte) }
      }
      text = String(decoding: single, as: UTF8.self)
    }
    return text
  }

  /// The text of bytes; nil where they are not UTF-8.
  private static func string(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    // Nearly all is ASCII, which needs no validation.
    guard bytes.allSatisfy({ $0 < 0x80 }) else { return String(validating: bytes, as: UTF8.self) }
    return String(decoding: bytes, as: UTF8.self)
  }

  mutating func integer() throws(RowFault) -> Int? {
    let (content, _) = try field()
    if content.isEmpty { return nil }
    guard let number = NumberText.integer(content) else { throw fault("not a whole number") }
    return number
  }

  /// A count, which begins at 1 and is never missing.
  mutating func count() throws(RowFault) -> Int {
    guard let number = try integer(), number >= 1 else { throw fault("not a count from 1") }
    return number
  }

  mutating func number() throws(RowFault) -> Double? {
    let (content, _) = try field()
    if content.isEmpty { return nil }
    guard let number = NumberText.number(content) else { throw fault("not a number") }
    return number
  }

  mutating func flag() throws(RowFault) -> Bool? {
    switch try text() {
    case "": nil
    case "true": true
    case "false": false
    case let other: throw fault("'\(other)' is neither true nor false")
    }
  }

  mutating func word<Word>(_ make: (String) -> Word?, _ what: String) throws(RowFault) -> Word {
    let text = try text()
    guard let word = make(text) else { throw fault("'\(text)' is no \(what) that this version knows") }
    return word
  }

  /// The row has no further field.
  func finish() throws(RowFault) {
    guard position == end + 1 else {
      throw .value(column: columns.last ?? "", "more values than columns")
    }
  }
}
