internal import Analysis
internal import Expressions
internal import Jobs
internal import Latency

/// The picture of the latency ladder: a row for each operation, what was measured here and what was in 2012.
struct LatencyPicture {
  let table: LatencyTable
  let host: String

  private static let rowHeight = 27
  private static let width = 900
  /// A row above the first one and below the last one.
  private static let margin = 0.7

  /// The script.
  var commands: [String] {
    let rows = table.rows
    let marks = rows.enumerated().map { "\(GnuplotText.tic($1.name)) \($0)" }
    let range = "[\(PlotAxis.number(lowest)):1e9]"
    let terminal = PlotTerminal(
      name: "latency", files: ["latency.csv"], format: .svg, width: Self.width,
      height: 190 + Self.rowHeight * rows.count)
    return terminal.commands + [
      "set datafile separator comma", "set datafile commentschars ''",
      "set border 7 lc rgb '#404040'", "set tics nomirror out scale 0.6",
      "set grid x y lc rgb '#D8D8D8' lw 0.5 dt solid",
      "set title \(GnuplotText.quoted(title)) offset 0,0.6 \(PlotTerminal.titleFont)",
      "set logscale x", "set logscale x2", "set xrange \(range)", "set x2range \(range)",
      "set xtics (\(Self.times))", "set x2tics (\(Self.humanTimes))",
      "set xlabel 'time of one operation' offset 0,0.4",
      "set x2label 'if 1 ns were 1 s'",
      "set yrange [\(PlotAxis.number(Double(rows.count) - 1 + Self.margin)):-\(Self.margin)]",
      "set ytics (\(marks.joined(separator: ", ")))",
      "set bmargin 6",
      "set key at screen 0.5, screen 0.02 center bottom horizontal reverse Left noenhanced samplen 1.5"
        + " \(PlotTerminal.smallFont)",
      "# The number in a column, or none where the field is empty.",
      "measured(index) = strlen(strcol(index)) > 0 ? column(index) : NaN",
      "plot \\",
      "  'latency.csv' skip 1 using (measured(6)):0 with points lc rgb '#D55E00' pt 6 ps 0.9 lw 1.5"
        + " title 'in 2012, as the lists of that time say', \\",
      "  'latency.csv' skip 1 using (measured(2)):0:(measured(3)):(measured(4)) with xerrorbars lc rgb '#0072B2' pt 0"
        + " lw 1.3 notitle, \\",
      "  'latency.csv' skip 1 using (measured(2)):0 with points lc rgb '#0072B2' pt 7 ps 0.8"
        + " title 'here: medians, bars: 95 % intervals'",
    ]
  }

  private var title: String { host.isEmpty ? "latency" : "latency on \(host)" }

  /// The power of ten below everything that is shown.
  private var lowest: Double {
    let shown = table.rows.flatMap {
      [$0.classic?.nanoseconds, $0.result?.summary?.interval?.low, $0.result?.summary?.median]
    }
    let smallest = shown.compactMap(\.self).filter { $0 > 0 }.min() ?? 1
    var bound = 1.0
    while bound > smallest, bound > 0.01 { bound /= 10 }
    return bound
  }

  private static var times: String {
    let units = ["ns", "µs", "ms", "s"]
    return (-1...9).map { power in
      let (unit, rest) = power < 0 ? (0, power) : (power / 3, power % 3)
      let number = rest < 0 ? "0.1" : ["1", "10", "100"][rest]
      let place = power < 0 ? "0.1" : "1e\(power)"
      return "'\(number) \(units[unit])' \(place)"
    }.joined(separator: ", ")
  }

  private static let humanTimes =
    "'1 s' 1, '1 min' 60, '1 h' 3600, '1 day' 86400, '1 month' 2629746, '1 year' 31556952,"
    + " '10 years' 315569520"
}

extension LatencyTable {
  /// The script `latency.gp`, which draws `latency.svg` from `latency.csv` beside it.
  ///
  /// - Parameter host: the name of the machine, for the title.
  package func plot(host: String) -> PlotScript {
    let text = LatencyPicture(table: self, host: host).commands.joined(separator: "\n") + "\n"
    return PlotScript(name: "latency.gp", formats: [.svg], bytes: Array(text.utf8))
  }
}
