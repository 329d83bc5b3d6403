/// A stretch of one line of the manifest.
package struct Place: Sendable, Equatable {
  /// From 1; 0 where no line is meant.
  package var line: Int
  /// In Unicode scalars, from 1.
  package var column: Int
  /// In Unicode scalars, at least 1.
  package var length: Int

  package init(line: Int, column: Int, length: Int = 1) {
    self.line = line
    self.column = column
    self.length = max(1, length)
  }

  /// The whole manifest, where no line is to blame.
  package static let none = Place(line: 0, column: 0)
}

/// Something that is wrong, or doubtful, in a manifest.
package struct Diagnostic: Sendable, Equatable {
  /// How much it matters.
  package enum Severity: Sendable, Equatable {
    /// The manifest cannot be used.
    case error
    /// The manifest can be used, but may not mean or show what its author expects.
    case warning
    /// Something that this machine lacks: it can be validated here, but not run.
    case lacking
  }

  package var severity: Severity
  /// What is wrong and the way out, fit for a terminal: foreign text in it is escaped and cut.
  package var message: String
  /// From 1; 0 where no line is to blame.
  package var line: Int
  /// In Unicode scalars, from 1.
  package var column: Int
  /// The width of the carets, at least 1.
  package var length: Int

  package init(severity: Severity, message: String, at place: Place) {
    self.severity = severity
    self.message = message
    self.line = place.line
    self.column = place.column
    self.length = place.length
  }

  /// The part of the manifest that is to blame.
  package var place: Place { Place(line: line, column: column, length: length) }
}
