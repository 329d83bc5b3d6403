import Jobs

/// The regular expressions of a job, compiled once; every run searches with copies.
struct MetricPatterns {
  /// The name under which the pattern of `success` is searched; no metric can have it.
  static let successName = "success.regex"

  let output: [PatternSearch]
  let errors: [PatternSearch]
  let files: [PatternSearch]

  /// - Throws: the fault of a pattern; the manifest's check has let none through.
  init(_ job: Job) throws {
    var output: [PatternSearch] = []
    var errors: [PatternSearch] = []
    var files: [PatternSearch] = []
    // A number without a pattern is one that the workload tells itself.
    for metric in job.metrics where !metric.pattern.isEmpty {
      let search = try PatternSearch(name: metric.name, pattern: metric.pattern)
      switch metric.source {
      case .standardOutput: output.append(search)
      case .standardError: errors.append(search)
      case .file: files.append(search)
      }
    }
    if let pattern = job.success.pattern {
      output.append(try PatternSearch(name: Self.successName, pattern: pattern))
    }
    self.output = output
    self.errors = errors
    self.files = files
  }

  /// Whether nothing is searched for.
  var isEmpty: Bool { output.isEmpty && errors.isEmpty && files.isEmpty }
}
