/// What is wrong with a piece of expression text, and where.
///
/// The same type is used for text that cannot be read and for an expression that cannot be evaluated
/// with the values it was given; in both cases the place is the part of the text that is to blame.
package struct ExpressionError: Error, Equatable, CustomStringConvertible {
  /// What is wrong and what was expected, as one sentence without a place.
  package var message: String
  /// Where the blamed part begins, in UTF-8 bytes from the start of the source text.
  package var offset: Int
  /// How long the blamed part is, in UTF-8 bytes; 0 at the end of the text.
  package var length: Int

  package init(message: String, offset: Int, length: Int) {
    self.message = message
    self.offset = offset
    self.length = length
  }

  /// The message with its place, for where no source line can be shown.
  package var description: String { "\(message) (at byte \(offset + 1) of the expression)" }
}
