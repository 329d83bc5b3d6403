import Jobs

/// The regular expressions of a job, compiled once; every run searches with copies.
struct MetricPatterns {
  /// The name under which the pattern of `success` is searched; no metric can have it.
  static let successName = "success.regex"

  private let output: [PatternSearch]
  private let errors: [PatternSearch]
  private let files: [String: PatternSearch]

  /// - Throws: the fault of a pattern; the manifest's check has let none through.
  init(_ job: Job) throws {
    var output: [PatternSearch] = []
    var errors: [PatternSearch] = []
    var files: [String: PatternSearch] = [:]
    for metric in job.metrics {
      let search = try PatternSearch(name: metric.name, pattern: metric.pattern)
      switch metric.source {
      case .standardOutput: output.append(search)
      case .standardError: errors.append(search)
      case .file: files[metric.name] = search
      }
    }
    if let pattern = job.success.pattern {
      output.append(try PatternSearch(name: Self.successName, pattern: pattern))
    }
    self.output = output
    self.errors = errors
    self.files = files
  }

  /// Whether some pattern is searched in the standard output.
  var searchesOutput: Bool { !output.isEmpty }

  /// A scanner of the standard output.
  func outputScanner() -> LineScanner { LineScanner(output) }

  /// A scanner of the standard error.
  func errorScanner() -> LineScanner { LineScanner(errors) }

  /// A scanner for the file of a metric.
  func fileScanner(_ metric: String) -> LineScanner { LineScanner(files[metric].map { [$0] } ?? []) }
}
