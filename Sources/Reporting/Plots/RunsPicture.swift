import Analysis
import Expressions
import Jobs

/// The picture of all runs in the order in which they were made: above the measure, below how far each is from the
/// median of its cell, where drift and two modes are seen.
struct RunsPicture {
  private let study: Study
  private let job: Job
  private let series: [PlotSeries]
  private let runs: PlotRuns
  /// Every so many rows are drawn.
  private let step: Int

  /// The most runs of a picture: it is to be opened by programs that have to hold every point.
  static let mostRuns = 5000

  private static let width = 900
  private static let left = 98
  private static let right = 20
  /// Above the first panel.
  private static let head = 76
  /// The drawing of each of the two panels.
  private static let panel = 250
  /// Below the first panel, and between the second and the legend.
  private static let gap = 40
  private static let foot = 62

  /// Nil where nothing was measured.
  init?(study: Study, job: Job, series: [PlotSeries]) {
    guard let runs = PlotRuns(study, job: job, series: series) else { return nil }
    self.study = study
    self.job = job
    self.series = series
    self.runs = runs
    let rows = study.cells.map { ($0.sample?.count ?? 0) + $0.failed }.reduce(0, +)
    step = (rows + Self.mostRuns - 1) / Self.mostRuns
  }

  /// The script.
  func commands(_ format: PictureFormat) -> [String] {
    let terminal = PlotTerminal(
      name: Plot.runs.rawValue, files: ["measurements.csv", "summary.csv"], format: format, width: Self.width,
      height: height)
    let name = study.measure.name == "wall_s" ? "time" : study.measure.name
    let unit = study.measure.unit.isEmpty ? "" : " in \(study.measure.unit)"
    return terminal.commands + PlotColumns.commands(of: study, series: runs.series) + runs.commands + lookups
      + frame(title: "\(study.name): \(name) of every run")
      + [
        "set xlabel ''", "set format x ''",
      ] + runTics + valueLabel(name + unit) + place(0) + scale + ["set key off"]
      + plot("shown(strcol(run_cell))")
      + [
        "unset title", "unset label 1", "unset label 2", "unset logscale y", "set ytics autofreq",
        "set format x",
      ]
      + place(1)
      + [
        "set xlabel 'number of the run' offset 0,0.4", key,
      ] + valueLabel("from the cell's median in %")
      + plot("100 * (shown(strcol(run_cell)) / median_of(strcol(run_cell)) - 1)") + ["unset multiplot"]
  }

  /// What the vertical axis shows. As a label of its own: gnuplot puts that of an axis beside its numbers, where with
  /// long ones it would leave the picture.
  private func valueLabel(_ text: String) -> [String] {
    [
      "set label 3 \(GnuplotText.quoted(text)) at screen \(share(14, of: Self.width)), graph 0.5 center"
        + " rotate by 90"
    ]
  }

  /// Runs are counted: where there are few, gnuplot would put numbers between them.
  private var runTics: [String] { runs.count < 10 ? ["set xtics 1"] : [] }

  /// What gives a row its series, colour, symbol and median.
  private var lookups: [String] {
    let numbers = runs.series.reversed().reduce("0") { rest, entry in
      "strstrt(cells_\(entry.number), key) > 0 ? \(entry.number) : \(rest)"
    }
    let most = (runs.series.map(\.number).max() ?? 0) + 1
    return [
      "# The series of a cell, 0 where it is of none.", "series_of(key) = \(numbers)",
      "shown(key) = series_of(key) > 0 ? run(key) : NaN",
      "array colors[\(most)]", "array symbols[\(most)]", "colors[1] = 0", "symbols[1] = 0",
    ]
      + runs.series.flatMap { entry in
        [
          "colors[\(entry.number + 1)] = 0x\(entry.color.dropFirst())",
          "symbols[\(entry.number + 1)] = \(entry.pointType)",
        ]
      } + [
        "# The medians of all cells, each at a place that the cell's key finds.", "medians = ''",
        "stats 'summary.csv' skip 1 using"
          + " (medians = medians . strcol(cell) . sprintf(' %24.16g ', column(median)), 0) name 'ignored' nooutput",
        "median_at(at) = at > 0 ? real(medians[at + 13:at + 38]) : NaN",
        "median_of(key) = median_at(strstrt(medians, key))",
      ]
  }

  private func plot(_ value: String) -> [String] {
    let rows = "'measurements.csv' skip 1" + (step > 1 ? " every \(step)" : "")
    let place = "(column(run_seq))"
    var curves = [
      "\(rows) using \(place):(\(value)):(symbols[series_of(strcol(run_cell)) + 1]):(colors[series_of(strcol(run_cell)) + 1])"
        + " with points pt variable lc rgb variable ps 0.5 notitle"
    ]
    for mark in marks {
      curves.append(
        "\(rows) using \(place):(\(mark.test) ? \(value) : NaN) with points \(mark.look)"
          + " title '\(mark.title)'")
    }
    curves += runs.series.map { entry in
      "NaN with points lc rgb '\(entry.color)' pt \(entry.pointType) ps 0.8"
        + " title \(GnuplotText.quoted(entry.label))"
    }
    let ends = Array(repeating: ", \\", count: curves.count - 1) + [""]
    return ["plot \\"] + zip(curves, ends).map { "  " + $0 + $1 }
  }

  /// What is marked besides the series.
  private var marks: [(test: String, look: String, title: String)] {
    var marks: [(test: String, look: String, title: String)] = []
    let retries = job.quietMachine.map { $0.retries > 0 } ?? false
    if retries || study.cells.contains(where: { $0.tainted > 0 }) {
      marks.append(
        ("strlen(strcol(run_tainted)) > 0", "lc rgb '#000000' pt 6 ps 1.3 lw 1", "disturbed"))
    }
    if retries {
      marks.append(("strcol(run_phase) eq 'retry'", "lc rgb '#000000' pt 4 ps 1.2 lw 1", "measured again"))
    }
    return marks
  }

  /// By decades where the cells are far from each other.
  private var scale: [String] {
    let samples = series.flatMap { $0.cells.compactMap(\.sample) }
    guard let low = samples.map(\.minimum).min(), let high = samples.map(\.median).max(), low > 0,
      high > 6 * low
    else { return ["set yrange [*:*]"] }
    // The runs decide how far the axis reaches: none is cut off.
    return PlotAxis.decades(from: low / 3, to: high * 3).commands("y")
      .filter { !$0.hasPrefix("set yrange") } + ["set yrange [*:*]"]
  }

  private func frame(title: String) -> [String] {
    var caption = [Wording.counted(runs.count, "good run")]
    if step > 1 { caption = ["every \(step)th row of \(Wording.counted(runs.count, "good run"))"] }
    let missing = series.count - runs.series.count
    if missing > 0 { caption.append("without \(missing) series whose names have a quote") }
    let left = study.series.count - PlotSeries.most
    if left > 0 { caption.append("the first \(PlotSeries.most) of \(study.series.count) series") }
    return PlotFrame(title: title, caption: caption, captionWidth: 110).commands + [
      "set lmargin at screen \(share(Self.left, of: Self.width))",
      "set rmargin at screen \(share(Self.width - Self.right, of: Self.width))", "set multiplot",
      "set xrange [0:*]",
    ]
  }

  /// The margins of a panel, counted from above.
  private func place(_ index: Int) -> [String] {
    let top = Self.head + index * (Self.panel + Self.gap)
    return [
      "set tmargin at screen \(share(height - top, of: height))",
      "set bmargin at screen \(share(height - top - Self.panel, of: height))",
    ] + (index > 0 ? ["set yrange [*:*]"] : [])
  }

  private var height: Int { Self.head + 2 * Self.panel + Self.gap + Self.foot + 22 * rows + 8 }

  private var entries: Int { runs.series.count + marks.count }

  private var columns: Int {
    let longest = (runs.series.map { PlainText.width($0.label) } + [15]).max() ?? 0
    return min(entries, 4, max(1, (Self.width - 80) / (70 + 8 * longest)))
  }

  private var rows: Int { (entries + columns - 1) / columns }

  private var key: String {
    "set key at screen \(share(Self.left, of: Self.width)), screen \(share(6, of: height)) left bottom vertical"
      + " maxcols \(columns) maxrows \(rows) Left reverse noenhanced samplen 1.5 spacing 1.25"
      + " \(PlotTerminal.smallFont)"
  }

  /// A share of the picture.
  private func share(_ pixels: Int, of whole: Int) -> String {
    NumberFormat.fixed(Double(pixels) / Double(whole), decimals: 5)
  }
}
