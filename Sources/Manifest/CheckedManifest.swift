package import Jobs
import YAML

/// What became of a manifest: a job, or what is wrong with it.
package struct CheckedManifest: Sendable {
  /// Nil exactly where there is an error among the diagnostics.
  package let job: Job?
  /// In order of place. At most 20 errors; a last one without a place counts the others.
  package let diagnostics: [Diagnostic]
  /// Where the values of the top-level keys stand, those of the workload as `workload.KEY`, and each gate as `gates.TEXT`,
  /// so that a later check can point there.
  package let places: [String: Place]
  private let source: SourceText

  init(job: Job?, diagnostics: [Diagnostic], places: [String: Place], source: SourceText) {
    self.job = job
    self.diagnostics = diagnostics
    self.places = places
    self.source = source
  }

  /// Whether the manifest cannot be used at all.
  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// A diagnostic as it is shown to the user, without a line break at its end.
  ///
  /// The place and the message, the line of the manifest and carets below the part that is to blame.
  /// - Parameters:
  ///   - path: the manifest as the user named it.
  ///   - isRun: whether the manifest is to be run, where what the machine lacks is an error.
  package func rendered(_ diagnostic: Diagnostic, path: String, isRun: Bool = false) -> String {
    let isError = diagnostic.severity == .error || (isRun && diagnostic.severity == .lacking)
    let severity = isError ? "error" : "warning"
    let name = SourceExcerpt.escaped(path)
    guard diagnostic.line > 0 else { return "\(name): \(severity): \(diagnostic.message)" }
    let head = "\(name):\(diagnostic.line):\(diagnostic.column): \(severity): \(diagnostic.message)"
    guard let line = source.line(diagnostic.line) else { return head }
    let excerpt = SourceExcerpt(line: line, column: diagnostic.column, length: diagnostic.length)
    let number = String(diagnostic.line)
    let margin = String(repeating: " ", count: number.count)
    return "\(head)\n  \(number) | \(excerpt.text)\n  \(margin) | \(excerpt.carets)"
  }
}
