import Expressions

/// Rows of a CSV file beside the script that stand one after the other.
///
/// gnuplot knows no doubled quotes: for it the first quote after the opening one closes a field. The numbers of rows
/// with a quote in a text stand in the script itself then.
struct PlotRows {
  var file: String
  /// The name of the block in the script, where one is needed.
  var block: String
  /// Rows of the file before the first one, without the header.
  var first: Int
  /// For each row the numbers of ``columns``; NaN is what the file has not.
  var rows: [[Double]]
  /// For each number its name inside the script and its column in the file, counted from 1.
  var columns: [(name: String, index: Int)]
  var isReadable: Bool

  /// What the plot command reads.
  var source: String {
    guard isReadable else { return "$\(block)" }
    return "'\(file)' skip 1 every ::\(first)::\(first + rows.count - 1)"
  }

  /// The value of a column by its name inside the script.
  func column(_ name: String) -> String {
    let place = columns.firstIndex { $0.name == name }
    return "column(\(place.map { isReadable ? columns[$0].index : $0 + 1 } ?? 0))"
  }

  /// The block, where the file cannot be read; nothing but numbers, so that nothing can end it early.
  var commands: [String] {
    if isReadable { return [] }
    let lines = rows.map { row in
      row.map { $0.isFinite ? NumberFormat.shortest($0) : "NaN" }.joined(separator: ",")
    }
    return [
      "# gnuplot cannot read a field of CSV with a quote in it, so these rows' numbers stand here:",
      "# " + columns.map(\.name).joined(separator: ", "), "$\(block) << EOD",
    ] + lines + ["EOD"]
  }

  /// Whether gnuplot can read rows with these texts.
  static func isReadable(_ texts: [String]) -> Bool {
    !texts.contains { $0.utf8.contains(UInt8(ascii: "\"")) }
  }
}
