/// What an expression computes with.
package enum Value: Sendable, Equatable {
  case number(Double)
  case text(String)
  case boolean(Bool)

  /// The value as it is written into a command or a file: a whole number without a point, another
  /// number with the fewest digits that read back as the same number.
  package var printed: String {
    switch self {
    case .number(let number): NumberFormat.shortest(number)
    case .text(let text): text
    case .boolean(let boolean): boolean ? "true" : "false"
    }
  }

  /// The value for an error message: `the number 3`, `the text 'sleep'`, `true`.
  var kindAndText: String {
    switch self {
    case .number: "the number \(printed)"
    case .text(let text): "the text '\(Excerpt.of(text))'"
    case .boolean: printed
    }
  }
}
