import Expressions
import Jobs
import OperatingSystem

/// Searches what a run printed, in a child of its own: a regular expression may take exponential time, and the
/// supervisor must go on listening.
struct MetricSearch {
  /// How long the search of one run may take, in seconds.
  static let mostSeconds = 60.0

  let patterns: MetricPatterns
  /// The metrics that are read from files, with their paths.
  let files: [(metric: String, path: String)]

  /// What each pattern matched, by its name; the verdict on the run where the search did not end well.
  func run(_ spool: OutputSpool, _ runner: inout ChildRunner) throws -> Result<
    [String: [String]], SearchFailure
  > {
    var specification = ChildSpecification()
    specification.keptDescriptors = [spool.outputNumber, spool.errorNumber]
      .compactMap { $0 }
    var order = ChildOrder(
      specification: specification, body: { report in search(spool, report) },
      limits: Limits(wallTime: Self.mostSeconds, grace: 0))
    order.needsServices = false
    let outcome = try runner.run(order)
    var verdict = StatusJudge(limits: order.limits).verdict(on: outcome)
    switch verdict.status {
    case .ok: return decode(outcome.report)
    case .interrupted: break
    case .timeout:
      verdict = Verdict(
        .badResult,
        reason: "searching the output took longer than \(NumberFormat.shortest(Self.mostSeconds)) s: "
          + "simplify the regex of success and metrics")
    default: verdict = Verdict(.badResult, reason: "searching the output failed: \(verdict.reason)")
    }
    return .failure(SearchFailure(verdict: verdict))
  }

  /// In the child: searches, and reports a line for each match, the name of its pattern first.
  private func search(_ spool: OutputSpool, _ report: Int32) -> Int32 {
    do {
      var found: [PatternSearch] = []
      if let file = spool.outputNumber { found += try scan(patterns.output, file) }
      if let file = spool.errorNumber { found += try scan(patterns.errors, file) }
      for (metric, path) in files {
        let file = try File(path, .readFollowing)
        found += try scan(patterns.files.filter { $0.name == metric }, file.descriptor.rawValue)
      }
      var lines = ""
      for search in found { for match in search.matches { lines += "\(search.name)\t\(match)\n" } }
      try FileDescriptor.writeAll(Array(lines.utf8), to: report)
      return 0
    } catch {
      return BuiltInRun.giveUp(error)
    }
  }

  private func scan(_ searches: [PatternSearch], _ file: Int32) throws(Errno) -> [PatternSearch] {
    var scanner = LineScanner(searches)
    try FileDescriptor.readAll(from: file) { scanner.append($0) }
    return scanner.finish()
  }

  private func decode(_ report: [UInt8]) -> Result<[String: [String]], SearchFailure> {
    var found: [String: [String]] = [:]
    for line in report.split(separator: 0x0a) {
      guard let tab = line.firstIndex(of: 0x09) else { continue }
      let name = String(decoding: line[..<tab], as: UTF8.self)
      found[name, default: []].append(String(decoding: line[(tab + 1)...], as: UTF8.self))
    }
    return .success(found)
  }
}

/// Why a run's output could not be searched.
struct SearchFailure: Error {
  var verdict: Verdict
}
