/// Cuts an expression's text into tokens.
struct Lexer {
  /// The longest text that is read, in bytes.
  static let maximumLength = 65_536

  private let bytes: [UInt8]
  private var position = 0

  private init(_ source: String) {
    bytes = Array(source.utf8)
  }

  /// All tokens of the text; the last is `end`.
  static func tokens(of source: String) throws(ExpressionError) -> [Token] {
    var lexer = Lexer(source)
    guard lexer.bytes.count <= maximumLength else {
      throw ExpressionError(message: "the expression is longer than 64 KiB", offset: 0, length: 0)
    }
    var tokens: [Token] = []
    while true {
      let token = try lexer.next()
      tokens.append(token)
      if token.kind == .end { return tokens }
    }
  }

  private mutating func next() throws(ExpressionError) -> Token {
    while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
    let start = position
    guard let first = at(start) else { return Token(kind: .end, place: Place(offset: start, length: 0)) }
    let kind: Token.Kind
    if Self.isDigit(first) || (first == UInt8(ascii: ".") && at(start + 1).map(Self.isDigit) == true) {
      kind = .number(try number())
    } else if Self.isLetter(first) {
      kind = .identifier(identifier())
    } else if first == UInt8(ascii: "'") {
      kind = .text(try quotedText())
    } else {
      kind = .symbol(try symbol())
    }
    return Token(kind: kind, place: Place(offset: start, length: position - start))
  }

  // MARK: - Numbers

  /// A number and the unit right behind it, in base units.
  private mutating func number() throws(ExpressionError) -> Double {
    let start = position
    let number: DecimalText
    do {
      number = try DecimalText(prefixOf: bytes[start...])
    } catch {
      position = wordEnd(from: start)
      throw place(from: start).error(
        "'\(text(from: start))' begins with 0, which some read as octal: write it in decimal without the 0")
    }
    position += number.length
    guard let value = number.double else {
      throw place(from: start).error(
        "'\(text(from: start))' is beyond the range of numbers (about 1e-308 to 1e308)")
    }
    let afterDigits = position
    if at(position) == UInt8(ascii: "%") {
      guard isPercentSign(at: position) else { return value }
      position += 1
      return try withUnit("%", value, from: start)
    }
    position = wordEnd(from: afterDigits)
    guard position > afterDigits else { return value }
    return try withUnit(String(decoding: bytes[afterDigits..<position], as: UTF8.self), value, from: start)
  }

  private func withUnit(_ name: String, _ value: Double, from start: Int) throws(ExpressionError) -> Double {
    guard let unit = Unit.all.first(where: { $0.name == name }) else {
      let units = Unit.all.map(\.name).joined(separator: ", ")
      throw place(from: start).error(
        "'\(text(from: start))' is neither a number nor a number with a unit (units: \(units))")
    }
    let scaled = unit.apply(to: value)
    guard scaled.isFinite else {
      throw place(from: start).error("'\(text(from: start))' is beyond the range of numbers")
    }
    return scaled
  }

  /// Whether the `%` right behind a number means percent, not the remainder of a division.
  ///
  /// It is a remainder where an operand follows: `64%8`, `64% n`, `64%-n`; and percent otherwise:
  /// `50%`, `50%)`, `50% and …`, `50% - 2%`.
  private func isPercentSign(at percent: Int) -> Bool {
    var index = percent + 1
    while let byte = at(index), Self.isSpace(byte) { index += 1 }
    guard let byte = at(index) else { return true }
    if Self.isLetter(byte) {
      let word = String(decoding: bytes[index..<wordEnd(from: index)], as: UTF8.self)
      return ["and", "or", "in", "not"].contains(word)
    }
    if byte == UInt8(ascii: "-") { return index > percent + 1 }
    let operandStart =
      Self.isDigit(byte) || [UInt8(ascii: "("), UInt8(ascii: "'"), UInt8(ascii: ".")].contains(byte)
    return !operandStart
  }

  // MARK: - Names and text

  /// A name, or names joined by dots: `server.port`.
  private mutating func identifier() -> String {
    let start = position
    position = wordEnd(from: position)
    while at(position) == UInt8(ascii: "."), let next = at(position + 1), Self.isLetter(next) {
      position = wordEnd(from: position + 1)
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  /// Text in single quotes, in which two quotes stand for one.
  private mutating func quotedText() throws(ExpressionError) -> String {
    let start = position
    var text: [UInt8] = []
    position += 1
    while let byte = at(position) {
      position += 1
      guard byte == UInt8(ascii: "'") else {
        text.append(byte)
        continue
      }
      guard at(position) == byte else { return String(decoding: text, as: UTF8.self) }
      text.append(byte)
      position += 1
    }
    throw Place(offset: start, length: 1).error("the quoted text is not closed: write ' at its end")
  }

  // MARK: - Symbols

  private static let symbols = [
    "**", "//", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "(", ")", "[", "]", ",",
  ]

  /// What people write who know another language, and what to write here.
  private static let foreign: [(symbol: String, hint: String)] = [
    ("&&", "write 'and'"), ("||", "write 'or'"), ("&", "write 'and'"), ("|", "write 'or'"),
    ("!", "write 'not'"), ("=", "write '==' to compare"), ("^", "write '**' for a power"),
    ("\"", "text stands in single quotes: 'text'"), ("{", "an expression has no braces"),
    ("}", "an expression has no braces"),
  ]

  private mutating func symbol() throws(ExpressionError) -> String {
    if let symbol = Self.symbols.first(where: { starts(with: $0) }) {
      position += symbol.utf8.count
      return symbol
    }
    if let (symbol, hint) = Self.foreign.first(where: { starts(with: $0.symbol) }) {
      throw Place(offset: position, length: symbol.utf8.count).error(
        "'\(symbol)' has no meaning here: \(hint)")
    }
    let rest = String(decoding: bytes[position...].prefix(64), as: UTF8.self)
    let character = rest.first.map(String.init) ?? ""
    throw Place(offset: position, length: character.utf8.count).error(
      "'\(Excerpt.of(character))' has no meaning here; text that is more than a name stands in single quotes")
  }

  // MARK: - Bytes

  private func at(_ index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }

  private func starts(with symbol: String) -> Bool { bytes[position...].starts(with: symbol.utf8) }

  private func place(from start: Int) -> Place { Place(offset: start, length: position - start) }

  private func text(from start: Int) -> String {
    Excerpt.of(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private func wordEnd(from start: Int) -> Int {
    var end = start
    while let byte = at(end), Self.isLetter(byte) || Self.isDigit(byte) { end += 1 }
    return end
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      || byte == UInt8(ascii: "_")
  }
}
