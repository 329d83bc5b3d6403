package import Jobs

/// Turns measurements, one at a time, into the summaries of a study.
package struct StudyAccumulator {
  let job: Job
  let description: WorkloadDescription?
  let measure: Measure
  /// The cells seen so far, in the order of their first measurement.
  private(set) var cells: [SeenCell] = []
  private var indices: [String: Int] = [:]
  /// The reference runs of weak scaling, by the key of their cell.
  private(set) var references: [String: CellRuns] = [:]
  private let axes: SeriesAxes
  /// What the column `executor` shows for cells that are computed.
  private let simulated: Set<String>

  /// What is known of a cell that has a measurement.
  struct SeenCell {
    var key: String
    var series: SeriesKey
    var workers: Int
    var executor: String
    var affinity: String
    var parameters: [String]
    /// How many CPUs the runs were bound to; nil where they were not bound.
    var boundCPUs: Int?
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
    simulated = Set(job.executors.filter { $0.kind == .simulated }.map(\.text))
  }

  /// Takes in a measurement. Warm-ups do not count; a run that was measured again takes the place of the earlier one.
  ///
  /// - Throws: ``UnexpectedRow`` for a measurement that this job cannot have made.
  package mutating func add(_ measurement: Measurement) throws(UnexpectedRow) {
    let isReference = measurement.phase == .reference
    guard measurement.phase != .warmup else { return }
    let isSimulated = simulated.contains(measurement.executor)
    let repetitions = isSimulated ? 1 : max(1, job.repetitions)
    guard (1...repetitions).contains(measurement.repetition) else {
      throw UnexpectedRow(
        seq: measurement.seq,
        reason: "its repetition is \(measurement.repetition), of \(repetitions)")
    }
    guard measurement.metrics.count == job.metrics.count else {
      throw UnexpectedRow(
        seq: measurement.seq,
        reason: "it has \(measurement.metrics.count) metrics, not \(job.metrics.count)")
    }
    if isReference {
      // Its row says 1 worker: which cell it belongs to is told by the key alone.
      let fresh = CellRuns(
        measure: measure, metricCount: job.metrics.count, repetitions: repetitions, isSimulated: isSimulated)
      references[measurement.cell, default: fresh].add(measurement)
      return
    }
    if let index = indices[measurement.cell] {
      cells[index].runs.add(measurement)
      return
    }
    var cell = SeenCell(
      key: measurement.cell, series: try axes.key(of: measurement), workers: measurement.workers,
      executor: measurement.executor, affinity: measurement.affinity, parameters: measurement.parameters,
      boundCPUs: Self.count(measurement.cpus),
      runs: CellRuns(
        measure: measure, metricCount: job.metrics.count, repetitions: repetitions, isSimulated: isSimulated))
    cell.runs.add(measurement)
    indices[measurement.cell] = cells.count
    cells.append(cell)
  }

  private static func count(_ cpus: String) -> Int? {
    guard case .success(let list) = CPUList.parse(cpus) else { return nil }
    return list.count
  }

  /// The study of all measurements so far.
  ///
  /// - Parameter machine: what they were made on, for warnings of too many workers and threads; nil where that is
  ///   not known: then only runs that were bound to CPUs are judged.
  package func study(on machine: Machine? = nil) -> Study {
    StudyBuilder(accumulator: self, axes: axes, machine: machine).study()
  }
}
