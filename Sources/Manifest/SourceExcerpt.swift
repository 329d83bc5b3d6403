/// A line of a manifest with carets below a part of it, fit for a terminal.
struct SourceExcerpt {
  /// How many characters of a line are shown.
  static let width = 80

  let text: String
  let carets: String

  /// - Parameters:
  ///   - column: where the marked part begins, in Unicode scalars from 1; at most the end of the line.
  ///   - length: how many scalars are marked; what lies past the end of the line is left out.
  init(line: String, column: Int, length: Int) {
    let scalars = Array(line.unicodeScalars)
    let marked = min(max(0, column - 1), scalars.count)
    let markedEnd = min(scalars.count, marked + max(1, length))
    var start = 0
    // A place far to the right would be cut off with the end of the line.
    if scalars.count > Self.width, markedEnd > Self.width { start = max(0, marked - Self.width / 4) }
    let end = min(scalars.count, start + Self.width)

    var text = start > 0 ? "…" : ""
    var carets = start > 0 ? " " : ""
    for index in start..<end {
      let shown = Self.shown(scalars[index], keepsTab: true)
      text += shown
      let isMarked = index >= marked && index < markedEnd
      if shown == "\t" && !isMarked {
        carets += "\t"
      } else if index < markedEnd {
        carets += String(repeating: isMarked ? "^" : " ", count: shown.unicodeScalars.count)
      }
    }
    if marked >= end { carets += "^" }
    if end < scalars.count { text += "…" }
    self.text = text
    self.carets = String(carets.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
  }

  /// A text with everything escaped that could move a terminal's cursor or turn the direction of writing.
  static func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { $0 += shown($1, keepsTab: false) }
  }

  private static func shown(_ scalar: Unicode.Scalar, keepsTab: Bool) -> String {
    switch scalar {
    case " "..."~": return String(scalar)
    case "\t": return keepsTab ? "\t" : "\\t"
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control: return "\\x" + hexadecimal(scalar.value, digits: 2)
    case .format, .lineSeparator, .paragraphSeparator: return "\\u" + hexadecimal(scalar.value, digits: 4)
    default: return String(scalar)
    }
  }

  private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
