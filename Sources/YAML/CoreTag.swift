/// The tags of YAML 1.2's core schema: the only ones that are read.
package enum CoreTag: String, Sendable, Equatable, CaseIterable {
  case string = "str"
  case integer = "int"
  case float
  case boolean = "bool"
  case null
  case mapping = "map"
  case sequence = "seq"

  /// The tag with this full name, `tag:yaml.org,2002:str`.
  init?(fullName: String) {
    let prefix = "tag:yaml.org,2002:"
    guard fullName.hasPrefix(prefix) else { return nil }
    self.init(rawValue: String(fullName.dropFirst(prefix.count)))
  }

  /// As it is written: `!!str`.
  var written: String { "!!" + rawValue }

  /// Whether it belongs on a scalar.
  var isForScalars: Bool { self != .mapping && self != .sequence }

  /// Whether a scalar with this text can have the tag.
  func accepts(_ text: String) -> Bool {
    switch self {
    case .string: return true
    case .null: return ["", "~", "null", "Null", "NULL"].contains(text)
    case .boolean: return ["true", "True", "TRUE", "false", "False", "FALSE"].contains(text)
    case .integer:
      let unsigned = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
      let digits = unsigned.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      return digits && !unsigned.isEmpty
    case .float:
      let unsigned = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
      let isNumber = unsigned.utf8.allSatisfy { "0123456789.eE+-".utf8.contains($0) } && Double(text) != nil
      return isNumber || [".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"].contains(String(unsigned))
    case .mapping, .sequence: return false
    }
  }
}
