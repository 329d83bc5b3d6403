package import Jobs

/// The quantity that is scaled: the wall time or a metric of the command.
package struct Measure: Sendable, Equatable {
  /// `wall_s`, or the name of a metric.
  package var name: String
  /// `s` for the wall time; empty for a metric that states none.
  package var unit: String
  /// True where larger is better.
  package var isRate: Bool
  /// Index into the job's metrics; nil for the wall time.
  package var metric: Int?

  /// The measure of a job. A name that is neither `wall_s` nor a metric was refused with the manifest.
  package init(of job: Job) {
    name = job.measure
    metric = job.metrics.firstIndex { $0.name == job.measure }
    let description = metric.map { job.metrics[$0] }
    unit = description.map { $0.unit ?? "" } ?? "s"
    isRate = description?.kind == .rate
  }

  /// True where the measure is a time in seconds.
  package var isTime: Bool { !isRate && unit == "s" }
}
