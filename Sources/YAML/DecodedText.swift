/// A file's text as checked UTF-8, and where its lines begin.
///
/// libyaml could read UTF-16 itself, but gives the errors of its reader a byte offset alone, and counts
/// lines as YAML 1.1 does.
struct DecodedText {
  /// The text without a byte order mark.
  private(set) var utf8: [UInt8] = []
  /// The number of characters before each line.
  private var lineStarts: [Int] = [0]
  private var characters = 0
  private var lastWasReturn = false

  /// Decodes a whole file.
  ///
  /// - Throws: at the first place that is not of the encoding, or is a control character other than a
  ///   tab or a line break.
  init(_ bytes: [UInt8]) throws(YAMLError) {
    utf8.reserveCapacity(bytes.count)
    switch TextEncoding(of: bytes) {
    case .utf8(let start): try decodeUTF8(bytes, from: start)
    case .utf16(let bigEndian): try decodeUTF16(bytes, bigEndian: bigEndian)
    case .utf32:
      throw YAMLError(
        message: "the file is UTF-32: save it as UTF-8, or as UTF-16 with a byte order mark", mark: .start)
    }
  }

  /// The place behind this many characters.
  func mark(_ offset: Int) -> SourceMark {
    var low = 0
    var high = lineStarts.count
    // The last line that begins at or before the offset.
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return SourceMark(line: low + 1, column: offset - lineStarts[low] + 1, offset: offset)
  }

  /// The place behind this many UTF-8 bytes.
  func mark(utf8Offset: Int) -> SourceMark {
    mark(utf8.prefix(max(0, utf8Offset)).count { $0 & 0xC0 != 0x80 })
  }

  /// The UTF-8 from this many characters on.
  func utf8(from offset: Int) -> ArraySlice<UInt8> {
    var remaining = offset
    for index in utf8.indices where utf8[index] & 0xC0 != 0x80 {
      guard remaining > 0 else { return utf8[index...] }
      remaining -= 1
    }
    return []
  }

  /// The UTF-8 of a line, from 1, without its line break.
  func line(_ number: Int) -> ArraySlice<UInt8> {
    utf8(from: lineStarts[number - 1]).prefix { $0 != 0x0A && $0 != 0x0D }
  }

  // MARK: -

  private var place: SourceMark { mark(characters) }

  private mutating func append(_ value: UInt32) throws(YAMLError) {
    guard Self.isAllowed(value), let scalar = Unicode.Scalar(value) else {
      var message = "the character U+\(Self.hexadecimal(value, digits: 4)) is not allowed here"
      if value == 0 {
        message =
          "a NUL byte is not allowed: the file must be text in UTF-8, or in UTF-16 with a byte order mark"
      } else if value < 0xA0 {
        message =
          "the control character U+\(Self.hexadecimal(value, digits: 4)) is not allowed: remove it, or"
          + " write it as an escape in double quotes"
      }
      throw YAMLError(message: message, mark: place)
    }
    if value < 0x80 {
      utf8.append(UInt8(value))
    } else {
      utf8.append(contentsOf: UTF8.encode(scalar) ?? .init())
    }
    characters += 1
    if value == 0x0A || value == 0x0D {
      // LF right behind CR belongs to the same line break.
      if value == 0x0A, lastWasReturn { lineStarts.removeLast() }
      lineStarts.append(characters)
    }
    lastWasReturn = value == 0x0D
  }

  /// The characters that YAML takes in a text: libyaml refuses the others.
  private static func isAllowed(_ value: UInt32) -> Bool {
    switch value {
    case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }

  private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  private mutating func decodeUTF8(_ bytes: [UInt8], from start: Int) throws(YAMLError) {
    var index = start
    while index < bytes.count {
      let first = bytes[index]
      guard first >= 0x80 else {
        try append(UInt32(first))
        index += 1
        continue
      }
      // The second byte's range leaves out overlong forms, surrogates and what is beyond U+10FFFF.
      let length: Int
      var second: ClosedRange<UInt8> = 0x80...0xBF
      switch first {
      case 0xC2...0xDF: length = 2
      case 0xE0: (length, second) = (3, 0xA0...0xBF)
      case 0xED: (length, second) = (3, 0x80...0x9F)
      case 0xE1...0xEF: length = 3
      case 0xF0: (length, second) = (4, 0x90...0xBF)
      case 0xF4: (length, second) = (4, 0x80...0x8F)
      case 0xF1...0xF3: length = 4
      default: throw invalidUTF8(first)
      }
      guard index + length <= bytes.count, second.contains(bytes[index + 1]) else { throw invalidUTF8(first) }
      var value = UInt32(first) & (0xFF >> UInt32(length + 1))
      for next in bytes[(index + 1)..<(index + length)] {
        guard next & 0xC0 == 0x80 else { throw invalidUTF8(first) }
        value = value << 6 | UInt32(next & 0x3F)
      }
      try append(value)
      index += length
    }
  }

  private func invalidUTF8(_ byte: UInt8) -> YAMLError {
    YAMLError(
      message:
        "the byte 0x\(Self.hexadecimal(UInt32(byte), digits: 2)) is not valid UTF-8 here: save the file as"
        + " UTF-8, or as UTF-16 with a byte order mark",
      mark: place)
  }

  private mutating func decodeUTF16(_ bytes: [UInt8], bigEndian: Bool) throws(YAMLError) {
    func unit(_ index: Int) -> UInt32 {
      let (first, second) = (UInt32(bytes[index]), UInt32(bytes[index + 1]))
      return bigEndian ? first << 8 | second : second << 8 | first
    }
    var index = 2
    while index + 1 < bytes.count {
      let value = unit(index)
      index += 2
      guard (0xD800...0xDFFF).contains(value) else {
        try append(value)
        continue
      }
      guard value < 0xDC00, index + 1 < bytes.count, (0xDC00...0xDFFF).contains(unit(index)) else {
        throw YAMLError(
          message:
            "half of a UTF-16 surrogate pair without the other (at byte \(index - 2)): save the file as UTF-8",
          mark: place)
      }
      try append(0x10000 + (value - 0xD800) << 10 + (unit(index) - 0xDC00))
      index += 2
    }
    guard index == bytes.count else {
      throw YAMLError(
        message:
          "the UTF-16 text ends in the middle of a character (at byte \(index)): save the file as UTF-8",
        mark: place)
    }
  }
}
