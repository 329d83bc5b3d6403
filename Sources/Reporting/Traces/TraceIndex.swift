import Jobs

/// Where the runs that a timeline may show stand in `tasks.csv`.
package struct TraceIndex: Sendable, Equatable {
  /// A run with tasks.
  package struct Run: Sendable, Equatable {
    package var seq: Int
    /// Rows of `tasks.csv` before its own, without the header.
    package var firstRow: Int
    /// Its rows.
    package var rows: Int
    /// Its tasks: rows that are not of the serial part.
    package var tasks: Int
    /// The largest number of a worker that did something.
    package var workers: Int
    /// Whether the process that hands out the work did something itself.
    package var hasSerialPart: Bool
    /// Rows of tasks that failed.
    package var failures: Int
  }

  /// For each cell, by its key, its first timed run that is ok and has tasks.
  package private(set) var runs: [String: Run] = [:]

  package init() {}

  /// Takes in a run, given in the order of `measurements.csv`.
  mutating func add(_ run: Run, of measurement: Measurement) {
    guard measurement.phase == .timed, measurement.status == .ok, run.rows > 0,
      runs[measurement.cell] == nil
    else { return }
    runs[measurement.cell] = run
  }
}

extension TraceIndex.Run {
  /// A run whose first row follows so many others.
  init(seq: Int, firstRow: Int) {
    self.init(seq: seq, firstRow: firstRow, rows: 0, tasks: 0, workers: 0, hasSerialPart: false, failures: 0)
  }

  mutating func add(_ task: TaskRecord) {
    rows += 1
    if task.task != 0 { tasks += 1 }
    if task.state == .failed { failures += 1 }
    guard let worker = task.worker, task.started != nil else { return }
    workers = max(workers, worker)
    if worker == 0 { hasSerialPart = true }
  }
}
