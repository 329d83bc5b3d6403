import Analysis

/// The part of a script that finds a series' numbers in `summary.csv`.
enum PlotColumns {
  /// The columns that scripts read, with the names that they have inside a script.
  private static let names = [
    ("workers", "workers"), ("median", "median"), ("low", "median_low"), ("high", "median_high"),
    ("speedup", "speedup"), ("speedup_low", "speedup_low"), ("speedup_high", "speedup_high"),
    ("efficiency", "efficiency"), ("efficiency_low", "efficiency_low"),
    ("efficiency_high", "efficiency_high"),
  ]

  static func commands(of study: Study, series: [PlotSeries]) -> [String] {
    let header = SummaryTable.header(of: study)
    var lines = [
      "set datafile separator comma", "set datafile commentschars ''",
      "# The columns of summary.csv.",
    ]
    lines += ([("cell", "cell")] + names).compactMap { column, name in
      header.firstIndex(of: column).map { "\(name) = \($0 + 1)" }
    }
    lines.append("# The cells of each series, and by how far gnuplot sees its columns shifted.")
    for entry in series {
      lines.append("cells_\(entry.number) = '\(entry.keys)'; shift_\(entry.number) = \(entry.shift)")
    }
    lines += [
      "# The number in a column of this row, if the row is one of these cells.",
      "pick(cells, shift, index) = strstrt(cells, strcol(cell)) > 0 ? column(index + shift) : NaN",
      "at_workers(cells) = pick(cells, 0, workers)",
    ]
    return lines
  }
}
