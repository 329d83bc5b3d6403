/// Why results cannot be kept or found.
package struct ResultsError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What went wrong, by the moment and the remedy.
  package enum Kind: Sendable, Equatable {
    /// The folder cannot be created, opened or written when the sweep starts.
    case cannotWrite
    /// Writing failed during the sweep; what is finished is kept.
    case writeFailed
    /// The file or its folder was taken away or changed by someone else during the sweep.
    case vanished
    /// What is to be read back is not there or not readable.
    case cannotRead
  }

  package var kind: Kind
  /// What is wrong, where, and the way out.
  package var message: String

  package init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  package var description: String { message }

  /// The exit code that this error asks for: 73, 74 or 65.
  package var exitCode: Int32 {
    switch kind {
    case .cannotWrite: 73
    case .writeFailed, .vanished: 74
    case .cannotRead: 65
    }
  }
}

/// A results file holds something that swrun did not write: the file is left as it is.
package struct JournalDamage: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file, as the user may find it.
  package var path: String
  /// The first line that is wrong, counted from 1.
  package var line: Int
  package var message: String

  package init(path: String, line: Int, message: String) {
    self.path = path
    self.line = line
    self.message = message
  }

  package var description: String {
    "\(path):\(line): \(message); the file is damaged and was left as it is"
  }

  /// A damaged results file.
  package var exitCode: Int32 { 65 }
}
