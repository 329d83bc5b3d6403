package import Analysis
import Jobs

/// `table.tex`: a floating table a series.
package enum LatexTable {
  /// The whole file.
  package static func text(_ study: Study) -> String {
    var text = """
      % Tables of \(comment(study.name)), for \\input in a document. With \\usepackage{booktabs} in its head the rules
      % are those of booktabs, without it plain ones. With \\usepackage{graphicx} a table that is wider than the text
      % is shrunk to it. Letters that pdfLaTeX lacks need XeLaTeX or LuaLaTeX.
      \\providecommand{\\toprule}{\\hline}
      \\providecommand{\\midrule}{\\hline}
      \\providecommand{\\bottomrule}{\\hline}
      \\providecommand{\\swrunfit}[1]{\\ifdefined\\resizebox
        \\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{#1}\\else#1\\fi}

      """
    for (index, series) in study.series.enumerated() {
      text += "\n" + table(series, number: index + 1, in: study)
    }
    let fits = FitColumns(study: study)
    for (series, laws) in fits.series {
      let columns = fits.columns(laws).filter { !$0.isRemark }
      let caption =
        "\(study.name): laws fitted to \(series.label). \(FitColumns.notes(laws).joined(separator: " "))"
      text += "\n" + float(columns, rows: FitColumns.rows(laws), caption: caption, label: nil)
    }
    return text
  }

  private static func table(_ series: Series, number: Int, in study: Study) -> String {
    let columns = SeriesColumns(series, in: study, isNarrow: true).all.filter { !$0.isRemark }
    let caption =
      "\(study.name): \(ScalingWords(study).title), \(series.label). \(SeriesColumns.base(of: series, in: study)) "
      + numbers(study.cells(of: series))
    return float(
      columns, rows: series.cells.count, caption: caption, label: "tab:\(label(study.name))-\(number)")
  }

  /// What the numbers of a table are.
  private static func numbers(_ cells: ArraySlice<CellSummary>) -> String {
    if cells.allSatisfy(\.isSimulated) { return "Computed, not measured." }
    return cells.contains { $0.sample?.interval != nil }
      ? "Medians with intervals of order statistics." : "Medians; too few runs for intervals."
  }

  private static func float(_ columns: [ReportColumn], rows: Int, caption: String, label: String?) -> String {
    var lines = [
      "\\begin{table}", "  \\centering\\footnotesize\\setlength{\\tabcolsep}{3pt}",
      "  \\caption{\(escaped(caption))}",
    ]
    if let label { lines.append("  \\label{\(label)}") }
    lines.append("  \\swrunfit{\\begin{tabular}{\(columns.map { $0.isNumber ? "r" : "l" }.joined())}")
    lines += ["    \\toprule", line(columns.map(\.heading)), "    \\midrule"]
    lines += (0..<rows).map { row in line(columns.map { $0.cells[row] }) }
    lines += ["    \\bottomrule", "  \\end{tabular}}", "\\end{table}"]
    return lines.map { $0 + "\n" }.joined()
  }

  /// A row. A bracket at its begin would be taken for an argument of the line before.
  private static func line(_ cells: [String]) -> String {
    "    " + cells.map { "{\(escaped($0))}" }.joined(separator: " & ") + " \\\\"
  }

  /// Letters, digits and hyphens of a name, for a label.
  private static func label(_ name: String) -> String {
    String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
  }

  private static func comment(_ text: String) -> String { PlainText.printable(text) }

  /// Text that LaTeX prints as it is.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in PlainText.printable(text) { result += replacements[character] ?? String(character) }
    return result
  }

  private static let replacements: [Character: String] = [
    "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#", "_": "\\_",
    "%": "\\%", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}", "<": "\\textless{}",
    ">": "\\textgreater{}", "|": "\\textbar{}", "\"": "\\char34{}", "–": "--", "—": "---", "…": "\\ldots{}",
    "“": "``", "”": "''", "·": "$\\cdot$", "×": "$\\times$", "±": "$\\pm$", "−": "$-$", "→": "$\\to$",
    "≥": "$\\geq$", "≤": "$\\leq$", "≈": "$\\approx$", "α": "$\\alpha$", "β": "$\\beta$", "δ": "$\\delta$",
    "κ": "$\\kappa$", "λ": "$\\lambda$", "µ": "$\\mu$", "μ": "$\\mu$", "σ": "$\\sigma$", "τ": "$\\tau$",
    "°": "$^\\circ$", "₀": "$_0$",
  ]
}
