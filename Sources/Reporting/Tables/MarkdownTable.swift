package import Analysis
import Jobs

/// `table.md`: the table for a paper or a proposal, one a series.
package enum MarkdownTable {
  /// The whole file.
  ///
  /// - Parameter efficiencyFloor: the efficiency down to which more workers are worth their cost.
  package static func text(
    _ study: Study, efficiencyFloor: Double = OutputSettings().efficiencyFloor
  ) -> String {
    var text = "# \(MarkdownSections.escaped(study.name)): \(ScalingWords(study).title)\n\n"
    text += introduction(study)
    for series in study.series {
      text += "\n## \(MarkdownSections.escaped(series.label))\n\n"
      text += MarkdownSections.prose(SeriesColumns.base(of: series, in: study)) + "\n\n"
      text += table(series, in: study)
    }
    text += answers(study)
    return text + MarkdownSections.fits(study) + MarkdownSections.budget(study, floor: efficiencyFloor)
      + GateLines.markdown(study.gates)
      + (study.comparison.map { "\n" + ComparisonText($0).markdown(measure: study.measure) } ?? "")
  }

  /// What the study answers in words; empty where it answers nothing.
  private static func answers(_ study: Study) -> String {
    let lines = Answers(study: study).all()
    guard !lines.isEmpty else { return "" }
    return "\n## Answers\n\n"
      + lines.map { line in
        (line.hasPrefix("  ") ? "  - " : "- ") + MarkdownSections.prose(String(line.drop { $0 == " " }))
          + "\n"
      }.joined()
  }

  private static func introduction(_ study: Study) -> String {
    let measure = study.measure.name == "wall_s" ? "wall time" : MarkdownSections.escaped(study.measure.name)
    let direction = study.measure.isRate ? ", a rate: larger is better" : ""
    let numbers =
      study.cells.allSatisfy(\.isSimulated)
      ? "Measure: \(measure)\(direction), computed, not measured."
      : "Measure: \(measure)\(direction), \(Wording.runs(study) ?? "no good run"). Times and rates are medians; "
        + "the interval of a median is that of order statistics at a level of at least 95 %, which needs 6 runs."
    return "\(numbers) \(ScalingWords(study).formulas)\n"
  }

  /// The columns of a series, in Markdown.
  private static func table(_ series: Series, in study: Study) -> String {
    let columns = SeriesColumns(series, in: study).all
    return MarkdownSections.table(columns, rows: series.cells.count)
  }
}
