package import Jobs

/// Turns measurements, one at a time, into the summaries of a study.
package struct StudyAccumulator {
  let job: Job
  let description: WorkloadDescription?
  let measure: Measure
  /// The cells seen so far, in the order of their first measurement.
  private(set) var cells: [SeenCell] = []
  private var indices: [String: Int] = [:]
  private let axes: SeriesAxes

  /// What is known of a cell that has a measurement.
  struct SeenCell {
    var key: String
    var series: SeriesKey
    var workers: Int
    var executor: String
    var affinity: String
    var parameters: [String]
    var runs: CellRuns
  }

  /// An accumulator for the measurements of a job.
  ///
  /// - Parameters:
  ///   - job: the job that the measurements are of.
  ///   - description: that of the built-in workload; nil for a command.
  package init(job: Job, description: WorkloadDescription?) {
    self.job = job
    self.description = description
    measure = Measure(of: job)
    axes = SeriesAxes(job: job)
  }

  /// Takes in a measurement. Only timed runs count.
  ///
  /// - Throws: ``UnexpectedRow`` for a measurement that this job cannot have made.
  package mutating func add(_ measurement: Measurement) throws(UnexpectedRow) {
    guard measurement.phase == .timed else { return }
    guard (1...max(1, job.repetitions)).contains(measurement.repetition) else {
      throw UnexpectedRow(
        seq: measurement.seq,
        reason: "its repetition is \(measurement.repetition), of \(job.repetitions)")
    }
    guard measurement.metrics.count == job.metrics.count else {
      throw UnexpectedRow(
        seq: measurement.seq,
        reason: "it has \(measurement.metrics.count) metrics, not \(job.metrics.count)")
    }
    if let index = indices[measurement.cell] {
      cells[index].runs.add(measurement)
      return
    }
    var cell = SeenCell(
      key: measurement.cell, series: try axes.key(of: measurement), workers: measurement.workers,
      executor: measurement.executor, affinity: measurement.affinity, parameters: measurement.parameters,
      runs: CellRuns(measure: measure, metricCount: job.metrics.count))
    cell.runs.add(measurement)
    indices[measurement.cell] = cells.count
    cells.append(cell)
  }

  /// The study of all measurements so far.
  package func study() -> Study {
    StudyBuilder(accumulator: self, axes: axes).study()
  }
}
