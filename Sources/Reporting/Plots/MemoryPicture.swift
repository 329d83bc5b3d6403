import Analysis
import Expressions
import Jobs

/// The picture of the memory of one run over time: a curve a process, and one for all together.
struct MemoryPicture {
  /// The most processes that have a curve of their own.
  static let mostProcesses = 10

  private let name: String
  private let run: MemoryIndex.Run
  private let title: String
  private let unit: (name: String, bytes: Int)

  /// Nil where no run of the study has samples.
  init?(study: Study, memory: MemoryIndex) {
    guard let run = memory.shown,
      let cell = study.cells.firstIndex(where: { $0.cell == run.cell }),
      let series = study.series.first(where: { $0.cells.contains(cell) })
    else { return nil }
    self.run = run
    name = study.name
    title = TimelinePicture.title(series, study.cells[cell])
    let units = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)]
    unit = units.last { run.peak >= 4 * $0.1 } ?? units[0]
  }

  /// The script.
  func commands(_ format: PictureFormat) -> [String] {
    let curves = [together] + run.processes.enumerated().map { curve($0.element, number: $0.offset) }
    let ends = Array(repeating: ", \\", count: curves.count - 1) + [""]
    let terminal = PlotTerminal(
      name: "memory", files: ["samples.csv"], format: format, width: 900,
      height: max(460, 130 + 24 * curves.count))
    let frame = PlotFrame(
      title: "\(name): memory, \(title)", caption: caption, captionWidth: 90)
    return terminal.commands + [
      "set datafile separator comma", "set datafile commentschars ''",
      "# Rows of other processes do not break the curve of one.", "set datafile missing NaN",
      "# The memory of the process of a row in \(unit.name): its share, or all of it where the share is not known.",
      "memory(row) = (valid(8) ? column(8) : column(7)) / \(unit.bytes).0",
      "# The same, if the row is of one process.",
      "own(pid) = column(3) == pid ? memory(0) : NaN",
    ] + frame.commands + [
      "set xlabel 'seconds after the start of the run' offset 0,0.6",
      "set ylabel 'memory in \(unit.name)'", "set xrange [0:*]", "set yrange [0:*]",
      "set key outside right top vertical Left reverse noenhanced samplen 2.5 spacing 1.25"
        + " \(PlotTerminal.smallFont)",
      "# Run \(run.seq).", "plot \\",
    ] + zip(curves, ends).map { "  " + $0 + $1 }
  }

  private var caption: [String] {
    var parts = ["run \(run.seq), \(Wording.counted(run.looks, "sample"))"]
    parts.append("peak \(Quantity.printedSize(Double(run.peak)))")
    if !run.hasShares { parts.append("pages that processes share count in each of them") }
    if run.processCount > run.processes.count {
      parts.append("the \(run.processes.count) largest of \(run.processCount) processes")
    }
    return parts
  }

  private var rows: String { "'samples.csv' skip \(run.firstRow + 1) every ::::\(run.rows - 1)" }

  /// Points where there are so few samples that lines alone would hide them.
  private var style: String { run.looks <= 60 ? "with linespoints pt 7 ps 0.4" : "with lines" }

  private var together: String {
    "\(rows) using 2:(memory(0)) smooth frequency \(style) lc rgb '#000000' lw 2.5 title 'all together'"
  }

  private func curve(_ process: MemoryIndex.Process, number: Int) -> String {
    let color = Self.colors[number % Self.colors.count]
    let dash = number < Self.colors.count ? "" : " dt (8,4)"
    return "\(rows) using 2:(own(\(process.pid))) \(style) lc rgb '\(color)' lw 1.3\(dash)"
      + " title '\(process.role.rawValue) (\(process.pid))'"
  }

  // Okabe and Ito's colours without the yellow, which vanishes on white; black is that of the sum.
  private static let colors = ["#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C6BB1"]
}
