/// Border, grid, title and caption: what all pictures with one drawing area have alike.
struct PlotFrame {
  var title: String
  /// Parts of the caption; they fill at most two lines.
  var caption: [String]
  /// How many letters of the caption have room beside each other.
  var captionWidth: Int

  var commands: [String] {
    let lines = self.lines
    let isDouble = lines.count > 1
    let gap = isDouble ? "1.3" : "0.3"
    return [
      "set border 3 lc rgb '#404040'", "set tics nomirror out scale 0.6",
      "set grid lc rgb '#D8D8D8' lw 0.5 dt solid",
      "set title \(GnuplotText.quoted(title)) offset 0,\(gap) \(PlotTerminal.titleFont)",
    ]
      // gnuplot makes room for a title, but not for where it was moved to.
      + (isDouble ? ["set tmargin 5.2"] : [])
      + lines.enumerated().map { index, text in
        // In letters above the upper edge of the drawing, the last line at the bottom.
        let height = PlotSeries.short(0.75 + 1.0 * Double(lines.count - 1 - index))
        return "set label \(index + 1) \(GnuplotText.quoted(text)) at graph 0.5, graph 1 center"
          + " offset 0,\(height) \(PlotTerminal.smallFont) tc rgb '#404040'"
      }
  }

  /// The parts on one line, or where they have no room on two.
  private var lines: [String] {
    let whole = caption.joined(separator: "; ")
    guard PlainText.width(whole) > captionWidth, caption.count > 1 else { return [whole] }
    let splits = (1..<caption.count).map { index in
      [caption[..<index].joined(separator: "; "), caption[index...].joined(separator: "; ")]
    }
    func longest(_ lines: [String]) -> Int { lines.map(PlainText.width).max() ?? 0 }
    return splits.min { longest($0) < longest($1) } ?? [whole]
  }
}
