import Analysis
import Jobs
import Reporting
import Results

/// What a sweep says at its end: the closing table on a terminal; elsewhere nothing, unless something is wrong.
struct Report {
  /// The most lines that are said where there is no terminal.
  static let mostLines = 20
  /// What is said where pictures were asked for.
  static let noGnuplot =
    "there is no gnuplot to draw the 'formats' of the manifest: install the package gnuplot-nox"

  private let session: RunSession
  private let analysis: FolderAnalysis
  private let drawing: PlotDrawing.Outcome
  private var trouble: [String] = []

  /// - Parameter lines: what ended the sweep before its time.
  init(
    session: RunSession, analysis: FolderAnalysis, drawing: PlotDrawing.Outcome,
    tally: RunTally, lines: [String]
  ) {
    self.session = session
    self.analysis = analysis
    self.drawing = drawing
    trouble = lines
    if tally.notOK > 0 {
      trouble.append(
        "\(tally.notOK) \(tally.notOK == 1 ? "run is" : "runs are") not ok: see status and reason in measurements.csv"
      )
    }
    trouble += GateLines.failed(analysis.study.gates)
    if let first = session.firstTrouble { trouble += Self.lines(first) }
    if let foreign = analysis.foreignRows {
      trouble.append("\(foreign.count) rows are left out: \(Terminal.printable(foreign.reason))")
    }
    if case .failed(let message, _) = drawing { trouble.append(message) }
  }

  func show(_ outcome: Outcome) throws(CommandFailure) {
    let console = session.console
    if console.showsTable {
      var footer = ["Report: \(analysis.folder.pathOf("report.html"))"]
      if case .noGnuplot = drawing {
        footer.append("Plots:  install gnuplot, then: swrun analyze \(analysis.folder.path)")
      }
      try Terminal.output(ClosingTable.text(analysis.study, width: Terminal.outputWidth, footer: footer))
    }
    guard !trouble.isEmpty, outcome != .success || console.isInteractive else { return }
    var lines = ["swrun: \(session.manifest.job.name): exit code \(outcome.code)"]
    lines += trouble.prefix(Self.mostLines - 2).map { "  \($0)" }
    lines.append("  \(analysis.folder.path)")
    for line in lines { Terminal.say(line) }
  }

  private static func lines(_ trouble: RunSession.Trouble) -> [String] {
    let row = trouble.row
    var head =
      "first: \(row.status.rawValue), cell \(row.cell) (\(row.executor), \(row.workers) \(row.workers == 1 ? "worker" : "workers")"
    for text in row.parameters { head += ", \(Terminal.printable(text, longest: 40))" }
    head += "), \(row.phase == .reference ? "reference run" : "repetition") \(row.repetition)"
    return [head, "  \(Terminal.printable(row.reason))"] + lastLines(trouble.errorTail, indent: "    ")
  }

  /// The last lines of what a program wrote to its standard error.
  static func lastLines(_ bytes: [UInt8], indent: String) -> [String] {
    String(decoding: bytes.suffix(4096), as: UTF8.self)
      .split(separator: "\n").suffix(8).map { indent + Terminal.printable(String($0), longest: 120) }
  }
}
