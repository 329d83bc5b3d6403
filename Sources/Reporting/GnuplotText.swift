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
}
