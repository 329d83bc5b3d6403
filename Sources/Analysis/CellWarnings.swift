/// What a reader of a cell's row must know, in words.
enum CellWarnings {
  /// The warnings that the cell's own runs give rise to.
  static func of(_ runs: CellRuns, sample: SampleSummary?) -> [String] {
    var warnings: [String] = []
    if runs.failed > 0 { warnings.append(counted(runs.failed, "run") + " failed") }
    if runs.notDone > 0 { warnings.append(counted(runs.notDone, "run") + " not done") }
    if runs.throttled > 0 { warnings.append(counted(runs.throttled, "throttled run") + " left out") }
    let count = sample?.count ?? 0
    if runs.good > count { warnings.append(counted(runs.good - count, "run") + " without the measure") }
    if count == 0 {
      warnings.append("no good run")
    } else if sample?.interval == nil {
      warnings.append("no interval: \(counted(count, "run")) of at least 6")
    }
    return warnings
  }

  /// The warning of a cell whose series cannot be compared with anything.
  static func missingBase(_ workers: Int?) -> String {
    guard let workers else { return "no speedup: the sweep has no base cell for this series" }
    return "no speedup: the base cell with \(counted(workers, "worker")) has no good run"
  }

  /// The warning of a cell of a built-in workload whose workers share CPUs.
  ///
  /// - Parameter threadsEach: how many threads each worker computes with.
  static func oversubscribed(workers: Int, threadsEach: Int, cpus: Int) -> String {
    var threads = counted(workers, "worker")
    if threadsEach > 1 { threads += " × \(threadsEach) threads = \(workers * threadsEach)" }
    return "\(threads) on \(counted(cpus, "CPU")): oversubscribed"
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }
}
