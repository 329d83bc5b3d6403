/// Text with placeholders: `-T{workers}`, `out-{64 * n}.dat`; `{{` and `}}` are literal braces.
package struct Template: Sendable, Equatable {
  enum Part: Sendable, Equatable {
    case literal(String)
    case name(Int)
    /// `offset` is where the expression's text begins in the template, in UTF-8 bytes.
    case computed(Expression, offset: Int)
  }

  /// The text that the template was parsed from.
  package let source: String
  let parts: [Part]
  /// The distinct indices into `names` that the placeholders use, in order of appearance.
  package let references: [Int]

  /// Parses text with placeholders over these names.
  ///
  /// - Throws: a brace without its partner, an empty placeholder, an unknown name, or what is wrong
  ///   with the expression, at its place in `source`.
  package init(parsing source: String, names: [String]) throws(ExpressionError) {
    var scanner = TemplateScanner(source: source, names: names)
    self.source = source
    self.parts = try scanner.scan()
    var references: [Int] = []
    for part in parts {
      let used: [Int]
      switch part {
      case .literal: used = []
      case .name(let index): used = [index]
      case .computed(let expression, _): used = expression.references
      }
      for index in used where !references.contains(index) { references.append(index) }
    }
    self.references = references
  }

  /// Whether the text has no placeholder, so that it is the same whatever the values are.
  package var isLiteral: Bool {
    parts.allSatisfy { part in
      if case .literal = part { true } else { false }
    }
  }

  /// The text with every placeholder filled in.
  ///
  /// - Parameters:
  ///   - spelled: the value of the name with this index as the user wrote it; used where a placeholder
  ///     is a bare name, so that `1.10` stays `1.10`.
  ///   - filesize: the size in bytes of the file with this path; without it `filesize` is an error.
  ///   - value: the value of the name with this index, for computing.
  package func render(
    spelled: (Int) -> String, filesize: (String) throws -> Double = unavailableFileSize, value: (Int) -> Value
  ) throws(ExpressionError) -> String {
    var text = ""
    for part in parts {
      switch part {
      case .literal(let literal): text += literal
      case .name(let index): text += spelled(index)
      case .computed(let expression, let offset):
        do throws(ExpressionError) {
          text += try expression.evaluate(filesize: filesize, value).printed
        } catch {
          throw ExpressionError(message: error.message, offset: error.offset + offset, length: error.length)
        }
      }
    }
    return text
  }
}
