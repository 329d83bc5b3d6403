import Jobs

/// What a reader of a cell's row must know, in words.
enum CellWarnings {
  /// The warnings that the cell's own runs give rise to.
  ///
  /// - Parameters:
  ///   - values: the measure, in the order of the runs.
  ///   - sorted: the same, ascending.
  static func of(
    _ runs: CellRuns, sample: SampleSummary?, values: [Double], sorted: [Double], measure: Measure
  ) -> [String] {
    var warnings: [String] = []
    if runs.failed > 0 { warnings.append(failed(runs, "run")) }
    if runs.notDone > 0 { warnings.append(counted(runs.notDone, "run") + " not done") }
    if runs.throttled > 0 { warnings.append(counted(runs.throttled, "throttled run") + " left out") }
    if runs.remeasured > 0 { warnings.append(counted(runs.remeasured, "run") + " re-measured") }
    let count = sample?.count ?? 0
    if runs.good > count { warnings.append(counted(runs.good - count, "run") + " without the measure") }
    if count == 0 {
      warnings.append("no good run")
    } else if sample?.interval == nil {
      warnings.append("no interval: \(counted(count, "run")) of at least 6")
    }
    return warnings + OrderWarnings.of(values, sorted: sorted, measure: measure)
  }

  /// The warnings that the reference runs of a cell give rise to.
  static func ofReference(_ runs: CellRuns?) -> [String] {
    guard let runs else { return ["no speedup: no reference run with 1 worker"] }
    var warnings: [String] = []
    if runs.failed > 0 { warnings.append(failed(runs, "reference run")) }
    if runs.notDone > 0 { warnings.append(counted(runs.notDone, "reference run") + " not done") }
    if runs.throttled > 0 {
      warnings.append(counted(runs.throttled, "throttled reference run") + " left out")
    }
    if runs.remeasured > 0 { warnings.append(counted(runs.remeasured, "reference run") + " re-measured") }
    if runs.sample == nil { warnings.append("no speedup: no good reference run with 1 worker") }
    return warnings
  }

  /// The warning of a cell whose series cannot be compared with anything.
  static func missingBase(_ workers: Int?, of scaling: Scaling) -> String {
    let lacking = scaling == .weak ? "no efficiency" : "no speedup"
    guard let workers else { return "\(lacking): the sweep has no base cell for this series" }
    return "\(lacking): the base cell with \(counted(workers, "worker")) has no good run"
  }

  /// The warning of a cell of a built-in workload whose workers share CPUs.
  ///
  /// - Parameter threadsEach: how many threads each worker computes with.
  static func oversubscribed(workers: Int, threadsEach: Int, cpus: Int) -> String {
    var threads = counted(workers, "worker")
    if threadsEach > 1 { threads += " × \(threadsEach) threads = \(workers * threadsEach)" }
    return "\(threads) on \(counted(cpus, "CPU")): oversubscribed"
  }

  /// `3 runs failed: 2 timeout, 1 crashed`; the plain status `failed` needs no mention.
  private static func failed(_ runs: CellRuns, _ noun: String) -> String {
    let text = counted(runs.failed, noun) + " failed"
    let causes = runs.causes
    if causes.count == 1, causes[0].status == .failed { return text }
    let parts = causes.map { causes.count == 1 ? $0.status.rawValue : "\($0.count) \($0.status.rawValue)" }
    return "\(text): \(parts.joined(separator: ", "))"
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }
}
