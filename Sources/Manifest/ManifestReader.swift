import Expressions
package import Jobs
import YAML

/// Reads job manifests.
package enum ManifestReader {
  /// How many errors are reported; the others are counted.
  static let mostErrors = 20

  /// Reads and checks a manifest. Nothing is looked up on the machine: it is described by the arguments.
  ///
  /// - Parameters:
  ///   - bytes: the manifest's text, UTF-8 or UTF-16 with a byte order mark.
  ///   - folder: the manifest's folder, absolute.
  ///   - catalogue: the workloads and executors that there are.
  ///   - machine: the machine that the job is checked for.
  ///   - maximumCells: the largest product of axes.
  package static func check(
    bytes: [UInt8], folder: String, catalogue: Catalogue, machine: Machine, maximumCells: Int = 1_000_000
  ) -> CheckedManifest {
    let source = SourceText(bytes)
    let reader = NodeReader(source: source)
    var job: Job?
    var places: [String: Place] = [:]
    do throws(YAMLError) {
      let root = try YAMLReader.read(bytes: bytes, limits: .manifest)
      let form = "keys with values, such as name: my-study"
      if let manifest = reader.section(
        root, "", keys: JobReader.keys, later: JobReader.laterKeys, expected: form
      ) {
        let jobReader = JobReader(
          reader: reader, manifest: manifest, catalogue: catalogue, machine: machine,
          maximumCells: max(1, maximumCells), folder: folder)
        job = jobReader.read()
        places = jobReader.places
      }
    } catch {
      reader.error(error.message + hint(for: error, in: source), at: place(of: error))
    }
    return CheckedManifest(
      job: reader.hasErrors ? nil : job, diagnostics: ordered(reader.diagnostics), places: places,
      source: source)
  }

  private static func place(of error: YAMLError) -> Place {
    Place(line: error.mark.line, column: error.mark.column)
  }

  /// How to write text with a placeholder, where a brace is what YAML stumbles over.
  private static func hint(for error: YAMLError, in source: SourceText) -> String {
    guard !error.message.contains("quotes"), let line = source.line(error.mark.line) else { return "" }
    let rest = line.unicodeScalars.dropFirst(error.mark.column - 1)
    guard rest.first == "{" else { return "" }
    return " (text with a placeholder needs quotes, such as \"-j{workers}\")"
  }

  /// In order of place, the first 20 errors and the number of the others.
  private static func ordered(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    let sorted = diagnostics.enumerated().sorted { left, right in
      (left.element.line, left.element.column, left.offset) < (
        right.element.line, right.element.column, right.offset
      )
    }.map(\.element)
    var shown: [Diagnostic] = []
    var errors = 0
    for diagnostic in sorted {
      if diagnostic.severity == .error {
        errors += 1
        if errors > mostErrors { continue }
      }
      shown.append(diagnostic)
    }
    guard errors > mostErrors else { return shown }
    let others = errors - mostErrors
    shown.append(
      Diagnostic(
        severity: .error, message: "and \(others) more \(others == 1 ? "error" : "errors")", at: .none))
    return shown
  }
}
