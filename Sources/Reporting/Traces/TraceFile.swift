package import Jobs
internal import OperatingSystem
package import Results

/// `trace.json`: the tasks of all traced runs in the trace event format of Chrome, which Perfetto reads too.
///
/// A run is a process with its `seq` for a number, a worker a thread. Times are microseconds after the start of
/// the sweep's first run. A run's own zero, the release of its start barrier, stands after the start of its pool.
package enum TraceFile {
  /// The name of the file in the result folder.
  package static let fileName = "trace.json"

  /// Makes the file anew from `tasks.csv` and `measurements.csv`, with no more than a row of each in memory.
  ///
  /// - Returns: what a timeline can show; nil, and no file is made, where there is no `tasks.csv`.
  /// - Throws: ``JournalDamage``, ``ResultsError``.
  package static func write(in folder: ResultFolder, job: Job) throws -> TraceIndex? {
    guard let rows = try folder.readTasks() else { return nil }
    var index = TraceIndex()
    try folder.replaceFile(fileName) { writer in
      var events = TraceEvents(writer: writer)
      try events.begin()
      var row = try rows.next()
      var origin: Timestamp?
      _ = try folder.readJournal(MeasurementRow(job: job)) { measurement in
        // A clock that was set back lets a run begin before the first one: no reason to have no trace.
        let start = Timestamp(rfc3339: measurement.startedAt)
        origin = origin ?? start
        while let skipped = row, skipped.seq < measurement.seq { row = try rows.next() }
        guard let first = row, first.seq == measurement.seq else { return }
        let name = TraceRun.name(of: measurement, job: job)
        let offset = TraceRun.nanoseconds(from: origin, to: start)
        let zero = offset + TraceRun.lead(of: measurement, first: first.task)
        try events.beginRun(measurement.seq, name: name, labels: TraceRun.labels(of: measurement, job: job))
        var run = TraceIndex.Run(seq: measurement.seq, firstRow: rows.count - 1)
        while let next = row, next.seq == measurement.seq {
          try events.add(next.task, zero: zero)
          run.add(next.task)
          row = try rows.next()
        }
        index.add(run, of: measurement)
      }
      try events.end()
    }
    return index
  }
}

/// How a run is shown in a trace.
private enum TraceRun {
  /// Such as `amdahl fork 4 workers run 12`.
  static func name(of measurement: Measurement, job: Job) -> String {
    let workers = Wording.counted(measurement.workers, "worker")
    return "\(measurement.workload) \(measurement.executor) \(workers) run \(measurement.seq)"
  }

  /// What else tells the run from others: parameters, the phase, a bad end.
  static func labels(of measurement: Measurement, job: Job) -> String {
    var parts = zip(job.parameterColumns, measurement.parameters).map { "\($0) = \($1)" }
    if measurement.phase != .timed { parts.append(measurement.phase.rawValue) }
    if measurement.status != .ok { parts.append(measurement.status.rawValue) }
    return parts.joined(separator: ", ")
  }

  static func nanoseconds(from origin: Timestamp?, to moment: Timestamp?) -> Int {
    guard let origin, let moment else { return 0 }
    let seconds = Int(moment.secondsSince1970 - origin.secondsSince1970)
    return seconds * 1_000_000_000 + moment.nanoseconds - origin.nanoseconds
  }

  /// From the start of the run to its zero, in nanoseconds: the start of the pool, then the serial part, if it
  /// comes before the zero. Untimed iterations, which come first, are left out.
  static func lead(of measurement: Measurement, first: TaskRecord) -> Int {
    let before = first.started.map { -TraceEvents.nanoseconds($0) } ?? 0
    return TraceEvents.nanoseconds(measurement.startup ?? 0) + max(before, 0)
  }
}
