/// A part of the source text, in UTF-8 bytes.
struct Place: Sendable, Equatable {
  var offset: Int
  var length: Int

  func error(_ message: String) -> ExpressionError {
    ExpressionError(message: message, offset: offset, length: length)
  }
}

/// The smallest part of an expression that has a meaning.
struct Token: Equatable {
  enum Kind: Equatable {
    case number(Double)
    case text(String)
    case identifier(String)
    /// An operator, bracket or comma.
    case symbol(String)
    case end
  }

  var kind: Kind
  var place: Place

  /// The token for "expected …, found …".
  var shown: String {
    switch kind {
    case .number(let number): "the number \(NumberFormat.shortest(number))"
    case .text(let text): "the text '\(Excerpt.of(text))'"
    case .identifier(let name): "'\(Excerpt.of(name))'"
    case .symbol(let symbol): "'\(symbol)'"
    case .end: "the end"
    }
  }
}
