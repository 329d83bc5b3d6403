import Analysis
import Jobs

/// The picture of a history: a panel a cell with the median of every night, the level between two changes, and a mark
/// where a new regime begins.
struct HistoryPicture {
  private let history: History
  private let labels: HistoryLabels
  /// A cell, and how many rows of the file stand before its own.
  private let panels: [(cell: CellHistory, first: Int)]

  /// The most cells of a picture.
  static let mostPanels = 12

  private static let width = 900
  private static let panelHeight = 168
  private static let head = 64
  private static let foot = 40

  /// Nil where there is nothing to draw.
  init?(_ history: History) {
    guard !history.cells.isEmpty else { return nil }
    self.history = history
    labels = HistoryLabels(history)
    var rows = 0
    var all: [(cell: CellHistory, first: Int)] = []
    for cell in history.cells {
      all.append((cell, rows))
      rows += cell.series.values.count
    }
    // What changed last is what is looked for; the others keep their order.
    let order = all.enumerated().sorted {
      (Self.lastChange($0.element.cell), $1.offset) > (Self.lastChange($1.element.cell), $0.offset)
    }
    panels = order.prefix(Self.mostPanels).map(\.element)
  }

  /// The night of the last change, −1 where there is none.
  private static func lastChange(_ cell: CellHistory) -> Int {
    cell.changes.last.map { cell.series.values[$0.index].night } ?? -1
  }

  private var height: Int { Self.head + Self.panelHeight * panels.count + Self.foot }

  /// The script.
  var commands: [String] {
    let terminal = PlotTerminal(
      name: "history", files: ["history.csv"], format: .svg, width: Self.width, height: height, fontSize: 12)
    let left = history.cells.count - panels.count
    let count = Wording.counted(history.nights.count, "night")
    let title =
      "\(history.name): \(count)" + (left > 0 ? "; \(panels.count) of \(history.cells.count) series" : "")
    return terminal.commands + [
      "set datafile separator comma", "set datafile commentschars ''", "set border 3 lc rgb '#404040'",
      "set tics nomirror out scale 0.6 font small_font", "set grid lc rgb '#D8D8D8' lw 0.5 dt solid",
      "set key off",
      "stamp = '%Y-%m-%dT%H-%M-%SZ'", "set xtics time", "set format x '%d %b' timedate",
      "# The number in a column, or none where the field is empty.",
      "known(index) = strlen(strcol(index)) > 0 ? column(index) : NaN",
      "night(text) = strptime(stamp, text)",
      "margin = 43200 + 0.01 * (\(edges.last) - \(edges.first))",
      "set xrange [\(edges.first) - margin : \(edges.last) + margin]",
      "set multiplot title \(GnuplotText.quoted(title)) \(PlotTerminal.titleFont)",
      "set lmargin at screen 0.11", "set rmargin at screen 0.97",
    ] + panels.indices.flatMap(panel) + ["unset multiplot"]
  }

  /// The first and the last night as gnuplot has them.
  private var edges: (first: String, last: String) {
    let runs = history.nights.map(\.run)
    return ("night('\(runs.first ?? "")')", "night('\(runs.last ?? "")')")
  }

  private func panel(_ number: Int) -> [String] {
    let (cell, first) = panels[number]
    let top = Double(height - Self.head - number * Self.panelHeight - 22) / Double(height)
    let bottom = Double(height - Self.head - (number + 1) * Self.panelHeight + 34) / Double(height)
    let unit = PlainText.printable(cell.series.unit)
    let name = cell.series.measure == "wall_s" ? "time" : PlainText.printable(cell.series.measure)
    var lines = [
      "set tmargin at screen \(PlotSeries.short(top))", "set bmargin at screen \(PlotSeries.short(bottom))",
      "unset label", "unset arrow",
      "set label 1 \(GnuplotText.quoted(labels.label(cell))) at graph 0, graph 1 left offset 0,0.7",
      "set ylabel \(GnuplotText.quoted(unit.isEmpty ? name : "\(name) in \(unit)")) offset 1,0",
    ]
    for (index, change) in cell.changes.enumerated() {
      let run = history.nights[cell.series.values[change.index].night].run
      let look = change.isConfirmed ? "lw 1.4" : "lw 1.4 dt (4,3)"
      let text = change.ratio.map { "\(HistoryWords.percent($0.value)) %" } ?? ""
      lines += [
        "set arrow \(index + 1) from night('\(run)'), graph 0 to night('\(run)'), graph 1 nohead back lc rgb '#D55E00'"
          + " \(look)",
        "set label \(index + 2) \(GnuplotText.quoted(text)) at night('\(run)'), graph 1 left offset 0.3,-0.6 front"
          + " tc rgb '#B04A00' \(PlotTerminal.smallFont)",
      ]
    }
    let source = "'history.csv' skip 1 every ::\(first)::\(first + cell.series.values.count - 1)"
    return lines + [
      "plot \(source) using (timecolumn(1, stamp)):(known(8)) with steps lc rgb '#D55E00' lw 1.6, \\",
      "  \(source) using (timecolumn(1, stamp)):(known(5)):(known(6)):(known(7)) with yerrorbars lc rgb '#0072B2' pt 0"
        + " lw 0.8, \\",
      "  \(source) using (timecolumn(1, stamp)):(known(5)) with points lc rgb '#0072B2' pt 7 ps 0.45",
    ]
  }
}

extension HistoryTable {
  /// The script `history.gp`, which draws `history.svg` from `history.csv` beside it; nil where there is nothing to
  /// draw.
  package var plot: PlotScript? {
    guard let picture = HistoryPicture(history) else { return nil }
    let text = picture.commands.joined(separator: "\n") + "\n"
    return PlotScript(name: "history.gp", formats: [.svg], bytes: Array(text.utf8))
  }
}
