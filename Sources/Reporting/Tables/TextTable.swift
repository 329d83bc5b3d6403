/// Lines of aligned columns for a terminal.
struct TextTable {
  enum Alignment {
    case left, right
  }

  struct Column {
    var heading: String
    var alignment: Alignment
    /// Columns of larger rank are left out first where the table is too wide; 0 stays.
    var rank = 0
    var cells: [String]
  }

  private var columns: [Column]
  /// The width of each column, measured once.
  private var widths: [Int]
  private static let gap = 3

  /// A table of at most `width` columns of the terminal, as far as leaving out columns can help.
  init(_ columns: [Column], width: Int) {
    self.columns = columns
    widths = columns.map { ([$0.heading] + $0.cells).map(PlainText.width).max() ?? 0 }
    while total > width, let rank = self.columns.map(\.rank).max(), rank > 0 {
      widths = zip(self.columns, widths).filter { $0.0.rank != rank }.map(\.1)
      self.columns.removeAll { $0.rank == rank }
    }
  }

  private var total: Int {
    widths.reduce(0, +) + Self.gap * max(0, columns.count - 1)
  }

  /// The headings, then a line a row.
  var lines: [String] {
    let count = columns.map(\.cells.count).max() ?? 0
    return [line { $0.heading }] + (0..<count).map { row in line { $0.cells[row] } }
  }

  private func line(_ text: (Column) -> String) -> String {
    var line = ""
    for (index, column) in columns.enumerated() {
      let cell = text(column)
      let padding = String(repeating: " ", count: widths[index] - PlainText.width(cell))
      if index > 0 { line += String(repeating: " ", count: Self.gap) }
      line += column.alignment == .left ? cell + padding : padding + cell
    }
    while line.last == " " { line.removeLast() }
    return line
  }
}
