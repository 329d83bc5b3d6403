import Expressions
import Jobs

/// A gate taken apart: `QUANTITY [at AXIS=VALUE, …] OP NUMBER[UNIT]`, or `not regressed`. What the parts mean is not
/// looked at here.
struct GateText {
  /// A stretch of the text.
  struct Part: Equatable {
    var text: String
    /// In UTF-8 bytes from the start of the gate.
    var offset: Int
    /// In UTF-8 bytes.
    var length: Int

    /// What is wrong with this part.
    func error(_ message: String) -> ExpressionError {
      ExpressionError(message: message, offset: offset, length: length)
    }
  }

  struct Condition: Equatable {
    var axis: Part
    /// Without its quotes, if it has some.
    var value: Part
    var isQuoted: Bool
  }

  /// What a sweep is held against.
  enum Claim: Equatable {
    case regression
    case bound(quantity: Part, conditions: [Condition], relation: Gate.Relation, limit: Part)
  }

  let claim: Claim

  init(parsing text: String) throws(ExpressionError) {
    var scanner = GateScanner(text)
    claim = try scanner.claim()
  }
}

/// Reads a gate from left to right.
private struct GateScanner {
  private typealias Part = GateText.Part

  private let bytes: [UInt8]
  private var position = 0

  private static let relations = "<, <=, > or >="

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  mutating func claim() throws(ExpressionError) -> GateText.Claim {
    skipBlanks()
    guard position < bytes.count else {
      throw here("it is empty: expected a gate such as efficiency at workers=8 >= 0.7, or not regressed")
    }
    let quantity = name()
    guard quantity.length > 0 else { throw here("expected a quantity such as wall_s or efficiency") }
    skipBlanks()
    if quantity.text == "not" {
      try regressed()
      return .regression
    }
    var conditions: [GateText.Condition] = []
    let word = peekName()
    if word.text == "at" {
      position += word.length
      conditions = try self.conditions()
    } else if word.length > 0 {
      throw word.error(
        "'\(Excerpt.of(word.text))' is not expected here: expected at AXIS=VALUE, or \(Self.relations) and a number"
      )
    }
    let relation = try relation()
    skipBlanks()
    let limit = rest()
    guard limit.length > 0 else { throw here("the number is missing: write one behind \(relation.rawValue)") }
    return .bound(quantity: quantity, conditions: conditions, relation: relation, limit: limit)
  }

  private mutating func regressed() throws(ExpressionError) {
    let word = name()
    guard word.text == "regressed" else {
      throw (word.length > 0 ? word : part(position, position))
        .error("expected 'not regressed', or a quantity such as efficiency")
    }
    skipBlanks()
    let more = rest()
    guard more.length == 0 else {
      throw more.error("expected nothing behind 'not regressed': it is about all cells")
    }
  }

  private mutating func conditions() throws(ExpressionError) -> [GateText.Condition] {
    var conditions: [GateText.Condition] = []
    repeat {
      skipBlanks()
      let axis = name()
      guard axis.length > 0 else { throw here("expected an axis and its value, such as workers=8") }
      skipBlanks()
      guard take("=") else {
        throw here("expected '=' and a value of '\(Excerpt.of(axis.text))', such as workers=8")
      }
      if position < bytes.count, bytes[position] == UInt8(ascii: "=") {
        throw here(
          "one '=' stands between an axis and its value: write \(Excerpt.of(axis.text))=…", length: 1)
      }
      skipBlanks()
      conditions.append(try condition(axis))
      skipBlanks()
    } while take(",")
    return conditions
  }

  private mutating func condition(_ axis: Part) throws(ExpressionError) -> GateText.Condition {
    guard position < bytes.count, bytes[position] == UInt8(ascii: "'") else {
      let start = position
      while position < bytes.count, !Self.isBlank(bytes[position]), !",<>".utf8.contains(bytes[position]) {
        position += 1
      }
      guard position > start else { throw here("expected a value of '\(Excerpt.of(axis.text))'") }
      return GateText.Condition(axis: axis, value: part(start, position), isQuoted: false)
    }
    guard let end = bytes[(position + 1)...].firstIndex(of: UInt8(ascii: "'")) else {
      throw part(position, bytes.count).error("the quote that begins here does not end")
    }
    let value = part(position + 1, end)
    position = end + 1
    return GateText.Condition(axis: axis, value: value, isQuoted: true)
  }

  private mutating func relation() throws(ExpressionError) -> Gate.Relation {
    let start = position
    while position < bytes.count, "<>=!".utf8.contains(bytes[position]) { position += 1 }
    let sign = part(start, position)
    if let relation = Gate.Relation(rawValue: sign.text) { return relation }
    switch sign.text {
    case "":
      throw here(
        "there is no limit: expected \(Self.relations) and a number (in [ ] a comma ends an element: a gate with one "
          + "needs double quotes)")
    case "=>", "=<":
      throw sign.error("'\(sign.text)' is written \(sign.text == "=>" ? ">=" : "<=")")
    default:
      throw sign.error(
        "expected \(Self.relations): no measured number is exactly another, so that '\(sign.text)' decides nothing"
      )
    }
  }

  // MARK: - Parts

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "."): true
    default: false
    }
  }

  private mutating func skipBlanks() {
    while position < bytes.count, Self.isBlank(bytes[position]) { position += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private func peekName() -> Part {
    var end = position
    while end < bytes.count, Self.isOfName(bytes[end]) { end += 1 }
    return part(position, end)
  }

  private mutating func name() -> Part {
    let name = peekName()
    position += name.length
    return name
  }

  /// All that is left, without the blanks at its end.
  private mutating func rest() -> Part {
    var end = bytes.count
    while end > position, Self.isBlank(bytes[end - 1]) { end -= 1 }
    defer { position = bytes.count }
    return part(position, end)
  }

  private func part(_ start: Int, _ end: Int) -> Part {
    Part(text: String(decoding: bytes[start..<end], as: UTF8.self), offset: start, length: end - start)
  }

  private func here(_ message: String, length: Int? = nil) -> ExpressionError {
    ExpressionError(
      message: message, offset: position, length: length ?? min(1, bytes.count - position))
  }
}
