import Analysis
import Expressions

/// The part of a script that finds a series' numbers in `summary.csv`.
enum PlotColumns {
  /// A column that scripts read: its name in the file, its name inside a script, its value in a cell.
  private struct Column {
    var heading: String
    var name: String
    var value: (CellSummary) -> Double?
  }

  private static var columns: [Column] {
    [
      Column(heading: "workers", name: "workers") { Double($0.workers) },
      Column(heading: "median", name: "median") { $0.sample?.median },
      Column(heading: "low", name: "median_low") { $0.sample?.interval?.low },
      Column(heading: "high", name: "median_high") { $0.sample?.interval?.high },
      Column(heading: "speedup", name: "speedup") { $0.speedup?.value },
      Column(heading: "speedup_low", name: "speedup_low") { $0.speedup?.low },
      Column(heading: "speedup_high", name: "speedup_high") { $0.speedup?.high },
      Column(heading: "efficiency", name: "efficiency") { $0.efficiency?.value },
      Column(heading: "efficiency_low", name: "efficiency_low") { $0.efficiency?.low },
      Column(heading: "efficiency_high", name: "efficiency_high") { $0.efficiency?.high },
      Column(heading: "karp_flatt", name: "karp_flatt") { $0.karpFlatt?.value },
      Column(heading: "karp_flatt_low", name: "karp_flatt_low") { $0.karpFlatt?.low },
      Column(heading: "karp_flatt_high", name: "karp_flatt_high") { $0.karpFlatt?.high },
      Column(heading: "rate", name: "rate") { $0.rate },
    ]
  }

  /// The commands that name the columns and the cells of each series.
  static func commands(of study: Study, series: [PlotSeries]) -> [String] {
    let header = SummaryTable.header(of: study)
    var lines = [
      "set datafile separator comma", "set datafile commentschars ''",
      "# The columns of summary.csv.",
    ]
    lines += ([("cell", "cell")] + columns.map { ($0.heading, $0.name) }).compactMap { heading, name in
      header.firstIndex(of: heading).map { "\(name) = \($0 + 1)" }
    }
    lines.append("# The cells of each series.")
    lines += series.filter(\.isReadable).map { "cells_\($0.number) = '\($0.keys)'" }
    lines += [
      "# The number in a column of this row, if the row is one of these cells.",
      "pick(cells, index) = strstrt(cells, strcol(cell)) > 0 ? column(index) : NaN",
    ]
    let unreadable = series.filter { !$0.isReadable }
    if !unreadable.isEmpty {
      lines.append(
        "# gnuplot cannot read a field of CSV with a quote in it, so these rows' numbers stand here:")
      lines.append("# " + columns.map(\.name).joined(separator: ", "))
      lines += unreadable.flatMap(block)
    }
    return lines
  }

  /// Where a series' numbers come from, as the plot command has it.
  static func source(_ entry: PlotSeries) -> String {
    entry.isReadable ? "'summary.csv' skip 1" : "$series_\(entry.number)"
  }

  /// The value of a column by its name inside a script, for the rows of a series.
  static func value(_ name: String, _ entry: PlotSeries) -> String {
    if entry.isReadable { return "pick(cells_\(entry.number), \(name))" }
    let index = columns.firstIndex { $0.name == name }.map { $0 + 1 }
    return "column(\(index ?? 0))"
  }

  /// The numbers of a series inside the script; nothing but numbers, so that nothing can end the block early.
  private static func block(_ entry: PlotSeries) -> [String] {
    let rows = entry.cells.map { cell in
      columns.map { $0.value(cell).map(NumberFormat.shortest) ?? "NaN" }.joined(separator: ",")
    }
    return ["$series_\(entry.number) << EOD"] + rows + ["EOD"]
  }
}
