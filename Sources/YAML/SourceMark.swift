/// A place in a YAML text.
package struct SourceMark: Sendable, Equatable, Comparable {
  /// The line, from 1. Lines end with LF, CR LF or CR, as in an editor.
  package var line: Int
  /// The column, from 1, in characters (Unicode code points, so that `é` is one however many bytes it
  /// takes; a byte order mark at the start of the file is none).
  package var column: Int
  /// The number of characters (code points) before the place, from 0.
  package var offset: Int

  package init(line: Int, column: Int, offset: Int) {
    self.line = line
    self.column = column
    self.offset = offset
  }

  /// The first character of the text.
  package static let start = SourceMark(line: 1, column: 1, offset: 0)

  package static func < (left: SourceMark, right: SourceMark) -> Bool { left.offset < right.offset }
}
