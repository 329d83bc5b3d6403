import Expressions

/// A JSON value that keeps the order of its members.
package enum JSON: Sendable, Equatable {
  case null
  case boolean(Bool)
  case integer(Int)
  /// Finite; a number that is not is written as null.
  case number(Double)
  case text(String)
  case array([JSON])
  case object([Member])

  /// A name and its value.
  package struct Member: Sendable, Equatable {
    package var name: String
    package var value: JSON

    package init(_ name: String, _ value: JSON) {
      self.name = name
      self.value = value
    }
  }

  /// The member of an object, or nil.
  package subscript(_ name: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The text of a text value.
  package var textValue: String? {
    if case .text(let text) = self { return text }
    return nil
  }

  /// The number of a numeric value.
  package var numberValue: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }

  /// A text or, where it is missing, null.
  package static func optional(_ text: String?) -> JSON {
    text.map(JSON.text) ?? .null
  }

  /// A whole number or, where it is missing, null.
  package static func optional(_ number: Int?) -> JSON {
    number.map(JSON.integer) ?? .null
  }

  /// A number or, where it is missing, null.
  package static func optional(_ number: Double?) -> JSON {
    number.map(JSON.number) ?? .null
  }

  /// The value as text, indented by two spaces a level, without a final newline.
  package func formatted(indent level: Int = 0) -> String {
    let inner = String(repeating: "  ", count: level + 1)
    let outer = String(repeating: "  ", count: level)
    switch self {
    case .null: return "null"
    case .boolean(let value): return value ? "true" : "false"
    case .integer(let number): return String(number)
    case .number(let number): return number.isFinite ? NumberFormat.shortest(number) : "null"
    case .text(let text): return JSON.quoted(text)
    case .array(let elements):
      if elements.isEmpty { return "[]" }
      let lines = elements.map { inner + $0.formatted(indent: level + 1) }
      return "[\n" + lines.joined(separator: ",\n") + "\n" + outer + "]"
    case .object(let members):
      if members.isEmpty { return "{}" }
      let lines = members.map { inner + JSON.quoted($0.name) + ": " + $0.value.formatted(indent: level + 1) }
      return "{\n" + lines.joined(separator: ",\n") + "\n" + outer + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7f || scalar.value == 0x2028 || scalar.value == 0x2029 {
          let digits = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}
