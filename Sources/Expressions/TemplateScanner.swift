/// Cuts text with placeholders into its parts.
struct TemplateScanner {
  private let source: String
  private let bytes: [UInt8]
  private let names: [String]
  private var position = 0
  private var literal: [UInt8] = []
  private var parts: [Template.Part] = []

  init(source: String, names: [String]) {
    self.source = source
    self.bytes = Array(source.utf8)
    self.names = names
  }

  mutating func scan() throws(ExpressionError) -> [Template.Part] {
    while position < bytes.count {
      let byte = bytes[position]
      let isDoubled = position + 1 < bytes.count && bytes[position + 1] == byte
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "}"):
        if isDoubled {
          literal.append(byte)
          position += 2
        } else if byte == UInt8(ascii: "{") {
          flush()
          try placeholder()
        } else {
          throw ExpressionError(
            message: "'}' without a '{' before it: write '}}' for the character itself",
            offset: position, length: 1)
        }
      default:
        literal.append(byte)
        position += 1
      }
    }
    flush()
    return parts
  }

  private mutating func placeholder() throws(ExpressionError) {
    let opening = position
    let start = opening + 1
    guard let end = closingBrace(from: start) else {
      throw ExpressionError(
        message: "'{' is not closed: write '}' at its end, or '{{' for the character itself",
        offset: opening, length: 1)
    }
    position = end + 1
    guard bytes[start..<end].contains(where: { $0 != UInt8(ascii: " ") }) else {
      throw ExpressionError(
        message: "an empty placeholder: write a name or an expression in it, or '{{' and '}}' for braces",
        offset: opening, length: end + 1 - opening)
    }
    do throws(ExpressionError) {
      let text = String(decoding: bytes[start..<end], as: UTF8.self)
      let expression = try Expression(parsing: text, names: names, bareText: false)
      if let name = expression.bareName {
        parts.append(.name(name))
      } else {
        parts.append(.computed(expression, offset: start))
      }
    } catch {
      throw ExpressionError(message: error.message, offset: error.offset + start, length: error.length)
    }
  }

  /// The next `}` that does not stand inside quoted text.
  private func closingBrace(from start: Int) -> Int? {
    var isQuoted = false
    for index in start..<bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "'"): isQuoted.toggle()
      case UInt8(ascii: "}") where !isQuoted: return index
      default: break
      }
    }
    return nil
  }

  private mutating func flush() {
    guard !literal.isEmpty else { return }
    parts.append(.literal(String(decoding: literal, as: UTF8.self)))
    literal = []
  }
}
