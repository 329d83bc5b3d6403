import Analysis

/// Parts of `table.md`.
enum MarkdownSections {
  /// The fitted laws; empty where there are none.
  static func fits(_ study: Study) -> String {
    let fits = FitColumns(study: study)
    guard !fits.series.isEmpty else { return "" }
    var text = "\n## Fitted laws\n"
    for (series, laws) in fits.series {
      text += "\n### \(escaped(series.label))\n\n"
      text += table(fits.columns(laws).filter { !$0.isRemark }, rows: FitColumns.rows(laws)) + "\n"
      text += FitColumns.notes(laws).map { "- \(prose($0))\n" }.joined()
    }
    return text
  }

  /// What a proposal for compute time needs; empty where nothing was measured.
  static func budget(_ study: Study, floor: Double) -> String {
    let budget = ComputeBudget(study: study, floor: floor)
    guard !budget.series.isEmpty else { return "" }
    var text = "\n## Compute time\n\n"
    text += budget.scaling.map { "- \(prose(budget.sentence($0)))\n" }.joined()
    for series in budget.series {
      let cells = Array(study.cells(of: series))
      text += "\n### \(escaped(series.label))\n\n"
      text += table(budget.columns(series, cells: cells), rows: cells.count)
    }
    return text
  }

  static func table(_ columns: [ReportColumn], rows: Int) -> String {
    var text = "| " + columns.map { prose($0.heading) }.joined(separator: " | ") + " |\n"
    text += "|" + columns.map { $0.isNumber ? "---:|" : ":---|" }.joined() + "\n"
    for row in 0..<rows {
      text += "| " + columns.map { prose($0.cells[row]) }.joined(separator: " | ") + " |\n"
    }
    return text
  }

  /// Text in which brackets stay readable, since intervals stand in them, unless they could make a link.
  static func prose(_ text: String) -> String {
    let escaped = escaped(text)
    guard !(text.hasPrefix("[") && text.contains("]:")), !["](", "]["].contains(where: text.contains) else {
      return escaped
    }
    return escaped.replacing("\\[", with: "[").replacing("\\]", with: "]")
  }

  /// Text that Markdown and the HTML inside it take literally.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in PlainText.printable(text) {
      if "\\`*_{}[]<>#|~&$".contains(character) { result.append("\\") }
      result.append(character)
    }
    return result
  }
}
