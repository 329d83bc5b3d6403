/// Text as gnuplot takes it for nothing but text.
enum GnuplotText {
  /// The text as an expression: in single quotes, and where LaTeX would take a character of it for a command, in two
  /// spellings, of which ``PlotTerminal`` decides.
  static func quoted(_ text: String) -> String {
    let printable = PlainText.printable(text)
    let escaped = tex(printable)
    guard escaped != printable else { return literal(printable) }
    return "(tex ? \(literal(escaped)) : \(literal(printable)))"
  }

  /// The text as the label of a tic, which gnuplot takes for the format of a number: a percent sign is doubled.
  static func tic(_ text: String) -> String {
    let printable = PlainText.printable(text)
    let escaped = tex(printable)
    let texts = [escaped, printable].map { literal($0.replacing("%", with: "%%")) }
    return escaped == printable ? texts[1] : "(tex ? \(texts[0]) : \(texts[1]))"
  }

  /// In single quotes a backtick, a backslash, a percent sign or a macro means nothing (but see ``tic(_:)``). A quote is doubled; a line
  /// break would end the text and start a command, so there must be none.
  private static func literal(_ text: String) -> String {
    var result = "'"
    for scalar in text.unicodeScalars {
      if scalar == "'" { result.unicodeScalars.append("'") }
      result.unicodeScalars.append(scalar)
    }
    return result + "'"
  }

  /// The text as LaTeX sets it in a paragraph. What stands outside ASCII stays, but for the signs that LaTeX has in
  /// formulas only.
  static func tex(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if let known = signs[scalar] {
        result += known
      } else if scalar == "-", result.hasSuffix("-") {
        // Two hyphens would become a dash.
        result += "{}-"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static let signs: [Unicode.Scalar: String] = [
    "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#", "_": "\\_",
    "%": "\\%", "^": "\\textasciicircum{}", "~": "\\textasciitilde{}", "<": "$<$", ">": "$>$", "|": "$|$",
    "\"": "\\textquotedbl{}", "`": "\\textasciigrave{}", "σ": "$\\sigma$", "κ": "$\\kappa$",
    "τ": "$\\tau$", "λ": "$\\lambda$", "δ": "$\\delta$", "≤": "$\\leq$", "≥": "$\\geq$", "≠": "$\\neq$",
    "×": "$\\times$", "±": "$\\pm$", "−": "$-$", "→": "$\\to$", "√": "$\\surd$", "∞": "$\\infty$",
  ]
}
