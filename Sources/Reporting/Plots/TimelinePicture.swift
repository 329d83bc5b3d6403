import Analysis
import Jobs

/// The picture of what the workers of some runs did when: a panel a run, a row a worker, a box a task.
struct TimelinePicture {
  /// A run, the place of its panel and what stands above it.
  private struct Panel {
    var run: TraceIndex.Run
    var title: String
    /// Pixels from the upper edge of the picture to that of the drawing.
    var top = 0
    /// Pixels of the drawing.
    var height = 0
    /// The first of its rows that are drawn, as many as ``most``.
    var drawn: Int
  }

  private let name: String
  private let cellCount: Int
  private var panels: [Panel] = []
  /// The height of the picture in pixels.
  private var height = TimelinePicture.head

  /// The most panels of one picture.
  private static let mostPanels = 8
  /// The most tasks of a panel.
  private static let mostTasks = 20_000
  /// The most tasks of a picture: it is to be opened by programs that have to hold every box.
  private static let mostBoxes = 60_000

  private static let width = 900
  private static let left = 62
  private static let right = 16
  /// Above the first panel.
  private static let head = 50
  /// Above and below the drawing of a panel: its title, the numbers at its axis.
  private static let above = 26
  private static let below = 34
  /// Below the last panel, for what the axes show.
  private static let foot = 22

  /// Nil where no cell has a run to show.
  init?(study: Study, trace: TraceIndex) {
    var all: [(title: String, run: TraceIndex.Run)] = []
    for series in study.series {
      for cell in study.cells(of: series) {
        guard let run = trace.runs[cell.cell] else { continue }
        all.append((Self.title(series, cell), run))
      }
    }
    guard !all.isEmpty else { return nil }
    name = study.name
    cellCount = all.count
    let count = min(all.count, Self.mostPanels)
    let most = min(Self.mostTasks, Self.mostBoxes / count)
    for index in 0..<count {
      let place = count == 1 ? 0 : (index * (all.count - 1) + (count - 1) / 2) / (count - 1)
      let (title, run) = all[place]
      var panel = Panel(run: run, title: title, drawn: min(run.rows, most))
      panel.title += " (\(Self.extent(of: panel)))"
      panel.height = Self.height(panel.run)
      panel.top = height + Self.above
      height = panel.top + panel.height + Self.below
      panels.append(panel)
    }
    height += Self.foot
  }

  /// The script.
  func commands(_ format: PictureFormat) -> [String] {
    let size = (panels.map { $0.run.workers }.max() ?? 0) + 1
    let terminal = PlotTerminal(
      name: "timeline", files: ["tasks.csv"], format: format, width: Self.width, height: height, fontSize: 12)
    return terminal.commands + [
      "set datafile separator comma", "set datafile commentschars ''",
      "# The colour of a task by worker and state: two shades in turn for the tasks of a worker.",
      "array tasks[\(size)]",
      "blue(w) = (tasks[w + 1] = tasks[w + 1] + 1, int(tasks[w + 1]) % 2 ? \(Self.dark) : \(Self.light))",
      "color(w, state) = state eq 'failed' ? \(Self.failed) : w < 1 ? \(Self.serial) : blue(w)",
      "set style fill solid noborder", "set border 3 lc rgb '#404040'", "set tics nomirror out scale 0.5",
      "set lmargin at screen \(Self.share(Self.left, of: Self.width))",
      "set rmargin at screen \(Self.share(Self.width - Self.right, of: Self.width))",
      "set multiplot",
    ] + heading + panels.indices.flatMap(panel) + ["unset multiplot"]
  }

  private var heading: [String] {
    var title = "\(name): tasks by worker"
    if cellCount > panels.count { title += ", \(panels.count) of \(cellCount) cells" }
    var legend = ["a row is a worker, a box a task, in two shades of blue by turns"]
    if panels.contains(where: { $0.run.failures > 0 }) { legend.append("orange: failed") }
    if panels.contains(where: { $0.run.hasSerialPart }) { legend.append("grey: the serial part") }
    legend.append("white: idle")
    let middle = Self.width / 2
    return [
      label(1, title, left: middle, top: 20, "center \(PlotTerminal.titleFont)"),
      label(2, legend.joined(separator: "; "), left: middle, top: 42, "center tc rgb '#404040'"),
    ]
  }

  /// A text whose middle stands so many pixels below the upper edge of the picture.
  private func label(_ tag: Int, _ text: String, left: Int, top: Int, _ look: String) -> String {
    "set label \(tag) \(GnuplotText.quoted(text)) at screen \(Self.share(left, of: Self.width)),"
      + " screen \(place(top)) \(look)"
  }

  private func panel(_ index: Int) -> [String] {
    let panel = panels[index]
    let run = panel.run
    let isLast = index == panels.count - 1
    var lines = [
      "# Run \(run.seq).",
      "set tmargin at screen \(place(panel.top))",
      "set bmargin at screen \(place(panel.top + panel.height))",
      label(3, panel.title, left: Self.left, top: panel.top - 10, "left \(PlotTerminal.smallFont)"),
      "set xrange [*<0:*]", "set autoscale xfix",
      "set yrange [\(run.workers).5:\(run.hasSerialPart ? "-0.5" : "0.5")]", "set ytics (\(ticks(run)))",
      "set xlabel \(isLast ? "'seconds after the workers were released' offset 0,0.3" : "''")",
      "do for [w = 1:\(run.workers + 1)] { tasks[w] = 0 }",
      "plot 'tasks.csv' skip \(run.firstRow + 1) every ::::\(panel.drawn - 1)"
        + " using 5:3:5:6:($3 - 0.42):($3 + 0.42):(color($3, strcol(7)))"
        + " with boxxyerror lc rgb variable notitle",
    ]
    if index == 0 { lines += ["unset label 1", "unset label 2"] }
    return lines
  }

  /// The names of the rows, as many as there is room for.
  private func ticks(_ run: TraceIndex.Run) -> String {
    let row = Self.height(run) / Self.rows(run)
    let most = max(1, Self.height(run) * run.workers / Self.rows(run) / 14)
    let step = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512].first { run.workers <= $0 * most } ?? 1024
    var marks = run.hasSerialPart ? ["'serial' 0"] : []
    var worker = step
    if step > 1, row * (step - 1) >= 12, !run.hasSerialPart || row >= 12 { marks.append("'1' 1") }
    while worker <= run.workers {
      marks.append("'\(worker)' \(worker)")
      worker += step
    }
    return marks.joined(separator: ", ")
  }

  private static func rows(_ run: TraceIndex.Run) -> Int { run.workers + (run.hasSerialPart ? 1 : 0) }

  /// The height of a panel in pixels: rows of 20 where there are few; that of many workers, whose rows become as thin
  /// as they have to, leaves room on a page for others.
  private static func height(_ run: TraceIndex.Run) -> Int {
    min(20 * rows(run), max(320, min(9 * rows(run), 480)))
  }

  /// `fork, 4 workers, f = 0.1`.
  static func title(_ series: Series, _ cell: CellSummary) -> String {
    let workers = Wording.counted(cell.workers, "worker")
    let label = PlainText.cut(PlainText.printable(series.label), to: PlotSeries.longestLabel)
    guard label == series.executor || label.hasPrefix(series.executor + ", ") else {
      return "\(label), \(workers)"
    }
    return "\(series.executor), \(workers)\(label.dropFirst(series.executor.count))"
  }

  /// `run 12: 100 tasks, 2 failed`.
  private static func extent(of panel: Panel) -> String {
    let run = panel.run
    let count = Wording.counted(run.tasks, "task")
    let cut = panel.drawn < run.rows ? "the first \(panel.drawn - (run.rows - run.tasks)) of " : ""
    return "run \(run.seq): \(cut)\(count)" + (run.failures > 0 ? ", \(run.failures) failed" : "")
  }

  /// A place in the picture as gnuplot has it: the share of the height from below.
  private func place(_ pixels: Int) -> String { Self.share(height - pixels, of: height) }

  private static func share(_ pixels: Int, of whole: Int) -> String {
    let text = String((pixels * 100_000 + whole / 2) / whole)
    guard text.count <= 5 else { return "1" }
    return "0." + String(repeating: "0", count: 5 - text.count) + text
  }

  private static let dark = "0x0072B2"
  private static let light = "0x82BCE3"
  private static let failed = "0xD55E00"
  private static let serial = "0x707070"
}
