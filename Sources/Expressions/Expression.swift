/// A formula or condition over named values: `64 * round(n / 64)`, `mode == sleep and workers > 2`.
///
/// Parsing resolves every name to its index and leaves a short program for a stack machine, so that an
/// evaluation does no look-ups and no recursion: `exclude` and `--filter` are evaluated for each of up
/// to a million cells.
package struct Expression: Sendable, Equatable {
  /// The text that the expression was parsed from.
  package let source: String
  let program: Program

  /// Words that cannot be the name of a value, because the grammar uses them.
  package static let reservedWords: [String] = ["and", "or", "not", "in", "true", "false"]

  /// Parses a whole expression.
  ///
  /// - Parameters:
  ///   - source: the text, at most 64 KiB.
  ///   - names: what may be referred to; `references` and `evaluate` use the indices into this array.
  ///   - bareText: whether an identifier that is no name is text, as conditions have it
  ///     (`mode == sleep`); otherwise an unknown name is an error.
  package init(parsing source: String, names: [String], bareText: Bool) throws(ExpressionError) {
    self.source = source
    self.program = try Parser.parse(source, names: names, bareText: bareText)
  }

  /// The distinct indices into `names` that the expression uses, in order of appearance.
  package var references: [Int] { program.references }

  /// The index into `names` when the whole expression is nothing but that name.
  package var bareName: Int? {
    guard program.instructions.count == 1, case .reference(let index) = program.instructions[0] else {
      return nil
    }
    return index
  }

  /// Computes the value.
  ///
  /// - Parameters:
  ///   - filesize: the size in bytes of the file with this path; without it `filesize` is an error.
  ///   - value: the value of the name with this index.
  /// - Throws: what cannot be computed and where: a wrong type, a division by zero, any result that is
  ///   not finite, a file that cannot be measured.
  package func evaluate(
    filesize: (String) throws -> Double = unavailableFileSize, _ value: (Int) -> Value
  ) throws(ExpressionError) -> Value {
    try program.run(filesize: filesize, value)
  }

  /// Decides a condition.
  ///
  /// - Throws: as `evaluate`, and when the value is not a truth value.
  package func evaluateCondition(_ value: (Int) -> Value) throws(ExpressionError) -> Bool {
    let result = try program.run(filesize: unavailableFileSize, value)
    guard case .boolean(let isTrue) = result else {
      throw ExpressionError(
        message: "a condition is true or false, and this is \(result.kindAndText): compare it with something",
        offset: 0, length: source.utf8.count)
    }
    return isTrue
  }
}

/// The `filesize` of a place where files cannot be asked for.
package func unavailableFileSize(_ path: String) throws -> Double {
  throw FileSizeUnavailable()
}

/// Says that an expression asked for the size of a file where there is no file system to ask.
package struct FileSizeUnavailable: Error, CustomStringConvertible {
  package var description: String { "the size of a file cannot be used here" }
}
