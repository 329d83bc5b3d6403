import Analysis
import Jobs

/// The fitted laws, and why series do not scale further.
struct ReportLaws {
  let study: Study

  /// The most series that are shown; the others stand in the files.
  private static let most = 40

  var content: Markup? {
    let fits = FitColumns(study: study)
    let all = fits.series
    guard !all.isEmpty else { return nil }
    let pieces = all.prefix(Self.most).map { series, laws in
      let table = Markup.table(fits.columns(laws).filter { !$0.isRemark }, rows: FitColumns.rows(laws))
      let head = Markup.element(all.count > 8 ? "summary" : "h3", text: series.label)
      let reasons = laws.laws.filter { !$0.reason.isEmpty && !laws.notes.isEmpty && $0.verdict != .chosen }
        .map { "\($0.law.rawValue), \($0.verdict.rawValue): \($0.reason)" }
      let content =
        Markup.list(FitColumns.notes(laws)) + table + (reasons.isEmpty ? "" : Markup.list(reasons))
      return all.count > 8 ? Markup.element("details", head + "\n" + content) : head + "\n" + content
    }
    return .lines(pieces + left(all.count, "All stand in fits.csv."))
  }

  var explanations: Markup? {
    guard !study.explanations.isEmpty else { return nil }
    let pieces = study.explanations.prefix(Self.most).map { explanation in
      let label =
        study.series.indices.contains(explanation.series) ? study.series[explanation.series].label : ""
      return Markup.element("h3", text: label) + "\n" + Markup.paragraph(explanation.text)
    }
    return .lines(pieces + left(study.explanations.count, ""))
  }

  private func left(_ count: Int, _ place: String) -> [Markup] {
    guard count > Self.most else { return [] }
    return [
      Markup.element("p", ["class": "note"], text: "\(Wording.series(count - Self.most)) more. \(place)")
    ]
  }
}
