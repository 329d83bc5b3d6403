import Analysis
import Expressions
import Jobs

/// The part of a script that finds single runs in `measurements.csv`.
struct PlotRuns {
  private let columns: [(name: String, index: Int)]
  /// The series whose rows gnuplot can read.
  let series: [PlotSeries]

  /// Nil where no series has rows that can be read, and where everything was computed and not measured.
  init?(_ study: Study, job: Job, series: [PlotSeries]) {
    let header = Columns.measurements(of: job)
    let wanted = [
      ("run_seq", "seq"), ("run_cell", "cell"), ("run_phase", "phase"), ("run_workers", "workers"),
      ("run_status", "status"), ("run_tainted", "tainted"), ("run_value", study.measure.name),
    ]
    columns = wanted.compactMap { name, heading in
      header.lastIndex(of: heading).map { (name: name, index: $0 + 1) }
    }
    self.series = series.filter { entry in entry.isReadable && !entry.cells.allSatisfy(\.isSimulated) }
    if columns.count < wanted.count || self.series.isEmpty { return nil }
  }

  /// How many good runs the series have, of those that were measured again the last one each.
  var count: Int {
    series.flatMap(\.cells).map { $0.sample?.count ?? 0 }.reduce(0, +)
  }

  /// The names of the columns and what tells the runs that count from others.
  var commands: [String] {
    ["# The columns of measurements.csv."] + columns.map { "\($0.name) = \($0.index)" } + [
      "# The measure of this row, if it is of a good run of one of these cells.",
      "good(cells) = strstrt(cells, strcol(run_cell)) > 0 && strcol(run_status) eq 'ok'"
        + " && (strcol(run_phase) eq 'timed' || strcol(run_phase) eq 'retry')",
      "run(cells) = good(cells) ? column(run_value) : NaN",
    ]
  }
}

extension PlotCurves {
  /// The single runs of each series, small and pale, beside each other so that they do not hide each other.
  var dots: [String] {
    guard let runs = picture.runs else { return [] }
    let axis = picture.workers
    let place =
      axis.isLogarithmic
      ? "column(run_workers) * (1 + 0.02 * (int(column(run_seq)) * 7 % 9 - 4))"
      : "column(run_workers) + \(PlotAxis.number((axis.high - axis.low) * 0.005)) * (int(column(run_seq)) * 7 % 9 - 4)"
    let numbers = Set(runs.series.map(\.number))
    let shown = series.filter { numbers.contains($0.number) }
    return shown.enumerated().map { index, entry in
      let offset = entry.offset == 0 ? "" : " + \(PlotAxis.number(entry.offset))"
      return "'measurements.csv' skip 1 using (\(place)\(offset)):(run(cells_\(entry.number)))"
        + " with points lc rgb '\(entry.paleColor)' pt 7 ps 0.4 "
        + (index == 0 ? "title 'single runs'" : "notitle")
    }
  }
}
