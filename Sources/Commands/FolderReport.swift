import Jobs
import Reporting
import Results
import Sweep

extension FolderAnalysis {
  /// All that the folder tells of the study, for the report and the audit.
  func record() throws -> RecordedStudy {
    var hosts: [JSON] = []
    while let host = try folder.readHost(segment: hosts.count + 1) { hosts.append(host) }
    return RecordedStudy(
      study: study, job: job, runs: facts, hosts: hosts, plannedCells: plan.count, absent: try absentCells(),
      runName: folder.runName,
      foreign: foreignRows.map { AbsentCells(count: $0.count, reason: $0.reason) })
  }

  /// Writes what people read: `report.html`, `table.tex` and `methods.txt`. The pictures must have been drawn.
  func writeReport(_ drawing: PlotDrawing.Outcome) throws {
    let record = try record()
    try folder.replaceFile("table.tex", Array(LatexTable.text(study).utf8))
    try folder.replaceFile("methods.txt", MethodsText.file(record))
    try folder.replaceFile("report.html", ReportPage(record, pictures: try pictures(drawing)).bytes)
  }

  /// The drawn pictures that a browser shows, each in one form.
  private func pictures(_ drawing: PlotDrawing.Outcome) throws -> ReportPictures {
    let analyze = "swrun analyze with the path of this folder draws them."
    switch drawing {
    case .noGnuplot:
      return ReportPictures(
        drawn: [], missing: "No plots: there was no gnuplot. Once it is there, \(analyze)")
    case .failed(let message, let names):
      return try pictures(
        names, missing: "Some plots are missing: \(message). Once that is mended, \(analyze)")
    case .drawn(let names): return try pictures(names, missing: nil)
    }
  }

  /// - Parameter missing: why there are not all pictures, in words; nil where there are.
  private func pictures(_ names: [String], missing: String?) throws -> ReportPictures {
    let shown = names.filter(ReportPicture.isShown)
    // One form of each plot is enough; letters stay sharp in an SVG.
    let unique = shown.filter { name in
      name.hasSuffix(".svg") || !shown.contains(ReportPicture.plot(of: name) + ".svg")
    }
    let pictures = try unique.compactMap { name in
      try folder.readFile(name).map { ReportPicture(name: name, bytes: $0) }
    }
    let elsewhere =
      pictures.isEmpty && !names.isEmpty
      ? "The plots lie beside this page, in forms that no browser shows: \(names.joined(separator: ", "))."
      : nil
    return ReportPictures(drawn: pictures, missing: missing ?? elsewhere)
  }

  /// The combinations without a cell, by their reason, in the order in which they are met.
  private func absentCells() throws -> [AbsentCells] {
    var absent: [AbsentCells] = []
    try plan.fallenAway { _, why in
      // That the serial executor has one cell leaves nothing out.
      guard case .excluded(let index) = why else { return }
      let reason = job.exclusions[index].reason
      if let known = absent.firstIndex(where: { $0.reason == reason }) {
        absent[known].count += 1
      } else {
        absent.append(AbsentCells(count: 1, reason: reason))
      }
    }
    return absent
  }
}
