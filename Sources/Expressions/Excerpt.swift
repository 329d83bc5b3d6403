/// Text from a file or a command line, made fit for a terminal.
package enum Excerpt {
  /// How many characters of foreign text a message shows.
  package static let length = 80

  /// The text with control characters escaped, cut at 80 characters.
  ///
  /// Escaped are C0 and C1 controls, line and paragraph separators, and the marks that change the
  /// direction of writing, which could make a message look as if it said something else.
  package static func of(_ text: String) -> String {
    var shown = ""
    var count = 0
    for character in text {
      guard count < length else { return shown + "…" }
      count += 1
      // A character may carry any number of combining marks, which would escape the cut.
      for scalar in character.unicodeScalars.prefix(8) { append(scalar, to: &shown) }
    }
    return shown
  }

  private static func append(_ scalar: Unicode.Scalar, to shown: inout String) {
    switch scalar.value {
    case 0x0A: shown += "\\n"
    case 0x0D: shown += "\\r"
    case 0x09: shown += "\\t"
    case 0...0x1F, 0x7F...0x9F: shown += "\\x" + hexadecimal(scalar.value, digits: 2)
    case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF:
      shown += "\\u" + hexadecimal(scalar.value, digits: 4)
    default: shown.unicodeScalars.append(scalar)
    }
  }

  private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
