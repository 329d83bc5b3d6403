/// Why a text is refused, and where.
package struct YAMLError: Error, Equatable, CustomStringConvertible {
  /// What is wrong and the way out, without the place; text from the file is escaped and cut.
  package var message: String
  /// The place that is to blame.
  package var mark: SourceMark
  /// A second place that explains the first: the earlier key, the start of the collection that is being
  /// read, the end of the file where a quote is missing.
  package var contextMark: SourceMark?

  package init(message: String, mark: SourceMark, contextMark: SourceMark? = nil) {
    self.message = message
    self.mark = mark
    self.contextMark = contextMark
  }

  package var description: String { "\(mark.line):\(mark.column): \(message)" }
}
