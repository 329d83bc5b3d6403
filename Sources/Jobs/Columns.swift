/// The names of the columns of the result files: what the journal writes, and what a parameter, a derived
/// value or a metric may not be called.
package enum Columns {
  /// Columns of `measurements.csv` before those of the swept parameters.
  package static let measurementsHead = [
    "seq", "cell", "round", "repetition", "attempt", "segment", "phase", "workload", "executor", "workers",
    "affinity",
  ]

  /// Columns of `measurements.csv` between the swept parameters and the metrics.
  package static let measurementsBody = [
    "status", "exit_code", "signal", "reason", "wall_s", "outer_wall_s", "startup_s", "shutdown_s",
    "prepare_s", "user_s", "system_s", "max_rss_bytes", "minor_faults", "major_faults",
    "voluntary_switches", "involuntary_switches", "run_delay_s", "steal_ratio", "throttled_s", "cpus",
    "achieved_parallelism", "threads_peak", "tainted", "containment", "leaked", "output_truncated", "result",
  ]

  /// Columns of `measurements.csv` after the metrics.
  package static let measurementsTail = ["started_at", "row_crc32"]

  /// The header of `measurements.csv` of a job.
  package static func measurements(of job: Job) -> [String] {
    measurementsHead + job.parameterColumns + measurementsBody + job.metrics.map(\.name) + measurementsTail
  }

  /// Columns of `summary.csv` before those of the swept parameters.
  package static let summaryHead = [
    "run", "host", "cell", "workload", "scaling", "executor", "workers", "affinity",
  ]

  /// Columns of `summary.csv` after those of the swept parameters.
  package static let summaryBody = [
    "measure", "unit", "n", "failed", "tainted", "median", "low", "high", "level", "min", "q1", "q3", "mean",
    "sd", "base_workers", "base_value", "speedup", "speedup_low", "speedup_high", "speedup_absolute",
    "speedup_absolute_low", "speedup_absolute_high", "efficiency", "efficiency_low", "efficiency_high",
    "karp_flatt", "karp_flatt_low", "karp_flatt_high", "interval_method", "achieved_parallelism", "bound",
    "core_s", "work", "rate", "cpu_s_median", "max_rss_median", "outliers", "stop", "warnings",
    "tree_peak_median", "quantile_10", "quantile_90", "quantile_99",
  ]

  /// Columns of `summary.csv` that a metric has.
  package static func summary(ofMetric name: String) -> [String] {
    ["\(name)_median", "\(name)_low", "\(name)_high"]
  }

  /// Columns of `fits.csv` before those that name the series.
  package static let fitsHead = ["run", "host"]

  /// Columns of `fits.csv` after those that name the series.
  package static let fitsTail = [
    "law", "loss", "parameter", "estimate", "low", "high", "level", "points", "aicc", "weight", "verdict",
  ]

  /// Every name that is taken. `n` is not: it is what people call the size of a problem, and the column of that
  /// name is in the summary only.
  package static let reserved: Set<String> = Set(
    measurementsHead + measurementsBody + measurementsTail + summaryHead + summaryBody
      + fitsHead + fitsTail + Job.runNames
  ).subtracting(["n"])
}
