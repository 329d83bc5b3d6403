/// Text as gnuplot takes it for nothing but text.
enum GnuplotText {
  /// The text in single quotes: there a backtick, a backslash, a percent sign or a macro means nothing. A quote
  /// is doubled; a line break would end the text and start a command, so control characters are gone.
  static func quoted(_ text: String) -> String {
    var result = "'"
    for scalar in PlainText.printable(text).unicodeScalars {
      if scalar == "'" { result.unicodeScalars.append("'") }
      result.unicodeScalars.append(scalar)
    }
    return result + "'"
  }

  /// How many columns gnuplot takes one field for that RFC 4180 quotes.
  ///
  /// gnuplot knows no doubled quotes: for it the first quote after the opening one closes the field, and
  /// what follows up to the next comma belongs to it too. A quote before a comma makes two columns of one.
  static func columnsSeen(inField field: String) -> Int {
    guard field.utf8.contains(where: { $0 == comma || $0 == quote }) else { return 1 }
    var written: [UInt8] = [quote]
    for byte in field.utf8 {
      if byte == quote { written.append(quote) }
      written.append(byte)
    }
    written.append(quote)
    var columns = 1
    var index = 0
    while index < written.count {
      while index < written.count, written[index] == UInt8(ascii: " ") || written[index] == UInt8(ascii: "\t")
      {
        index += 1
      }
      if index < written.count, written[index] == quote {
        index += 1
        while index < written.count, written[index] != quote { index += 1 }
      }
      while index < written.count, written[index] != comma { index += 1 }
      if index < written.count {
        columns += 1
        index += 1
      }
    }
    return columns
  }

  private static let comma = UInt8(ascii: ",")
  private static let quote = UInt8(ascii: "\"")
}
