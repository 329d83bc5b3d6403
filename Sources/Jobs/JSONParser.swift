/// Why a text is not JSON, and where.
package struct JSONError: Error, Equatable {
  package var message: String
  /// Offset of the offending byte.
  package var offset: Int
}

extension JSON {
  /// Reads one JSON text (RFC 8259), at most 64 levels deep; a name that stands twice in an object is an error.
  package init(parsing bytes: [UInt8]) throws(JSONError) {
    var parser = JSONParser(bytes: bytes)
    self = try parser.document()
  }
}

private struct JSONParser {
  let bytes: [UInt8]
  var position = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func document() throws(JSONError) -> JSON {
    let value = try value(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw fault("text after the end of the value") }
    return value
  }

  private func fault(_ message: String) -> JSONError {
    JSONError(message: message, offset: position)
  }

  private var current: UInt8? {
    position < bytes.count ? bytes[position] : nil
  }

  private mutating func skipSpace() {
    while let byte = current, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { position += 1 }
  }

  private mutating func take(_ character: Character) -> Bool {
    guard let byte = current, byte == character.asciiValue else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSON {
    guard depth < 64 else { throw fault("nested deeper than 64 levels") }
    skipSpace()
    guard let byte = current else { throw fault("the text ends where a value is expected") }
    switch Character(UnicodeScalar(byte)) {
    case "{": return try object(depth: depth)
    case "[": return try array(depth: depth)
    case "\"": return .text(try text())
    case "t": return try word("true", .boolean(true))
    case "f": return try word("false", .boolean(false))
    case "n": return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(_ word: String, _ value: JSON) throws(JSONError) -> JSON {
    guard bytes[position...].starts(with: word.utf8) else { throw fault("a value is expected") }
    position += word.utf8.count
    return value
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSON {
    position += 1
    var members: [JSON.Member] = []
    skipSpace()
    if take("}") { return .object([]) }
    repeat {
      skipSpace()
      guard current == 0x22 else { throw fault("a name in quotes is expected") }
      let name = try text()
      guard !members.contains(where: { $0.name == name }) else { throw fault("'\(name)' stands twice") }
      skipSpace()
      guard take(":") else { throw fault("':' is expected") }
      members.append(JSON.Member(name, try value(depth: depth + 1)))
      skipSpace()
    } while take(",")
    guard take("}") else { throw fault("',' or '}' is expected") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSON {
    position += 1
    var elements: [JSON] = []
    skipSpace()
    if take("]") { return .array([]) }
    repeat {
      elements.append(try value(depth: depth + 1))
      skipSpace()
    } while take(",")
    guard take("]") else { throw fault("',' or ']' is expected") }
    return .array(elements)
  }

  private mutating func number() throws(JSONError) -> JSON {
    let start = position
    while let byte = current, "+-0123456789.eE".utf8.contains(byte) { position += 1 }
    let spelling = String(decoding: bytes[start..<position], as: UTF8.self)
    if let whole = Int(spelling), !spelling.hasPrefix("+") { return .integer(whole) }
    guard let number = Double(spelling), number.isFinite, !spelling.hasPrefix("+") else {
      position = start
      throw fault("a value is expected")
    }
    return .number(number)
  }

  private mutating func text() throws(JSONError) -> String {
    position += 1
    var content: [UInt8] = []
    while let byte = current, byte != 0x22 {
      guard byte >= 0x20 else { throw fault("a control character in a text") }
      position += 1
      if byte == 0x5c { try escape(into: &content) } else { content.append(byte) }
    }
    guard take("\"") else { throw fault("a text that does not end") }
    guard let text = String(validating: content, as: UTF8.self) else {
      throw fault("a text that is not UTF-8")
    }
    return text
  }

  private mutating func escape(into content: inout [UInt8]) throws(JSONError) {
    guard let byte = current else { throw fault("a text that does not end") }
    position += 1
    switch Character(UnicodeScalar(byte)) {
    case "\"", "\\", "/": content.append(byte)
    case "b": content.append(0x08)
    case "f": content.append(0x0c)
    case "n": content.append(0x0a)
    case "r": content.append(0x0d)
    case "t": content.append(0x09)
    case "u":
      var code = UInt32(try unit())
      if (0xd800..<0xdc00).contains(code), bytes[position...].starts(with: "\\u".utf8) {
        position += 2
        let low = UInt32(try unit())
        guard (0xdc00..<0xe000).contains(low) else { throw fault("half of a surrogate pair") }
        code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
      }
      guard let scalar = UnicodeScalar(code) else { throw fault("half of a surrogate pair") }
      content += Array(String(Character(scalar)).utf8)
    default: throw fault("an unknown escape")
    }
  }

  private mutating func unit() throws(JSONError) -> UInt16 {
    guard position + 4 <= bytes.count,
      let unit = UInt16(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
    else { throw fault("four hexadecimal digits are expected") }
    position += 4
    return unit
  }
}
