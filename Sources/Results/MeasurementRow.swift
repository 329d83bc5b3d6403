package import Jobs

/// The lines of `measurements.csv` of one job: its header, and rows to and from ``Measurement``.
package struct MeasurementRow: Sendable {
  /// The longest line that is written, or taken for a row when reading back.
  package static let longestLine = 1 << 20

  /// The names of all columns.
  package let columns: [String]
  let parameterCount: Int
  let metricCount: Int

  package init(job: Job) {
    columns = Columns.measurements(of: job)
    parameterCount = job.parameterColumns.count
    metricCount = job.metrics.count
  }

  /// The first line of the file, with its LF. Throws ``CSVError`` for a name with a line break.
  package func header() throws(CSVError) -> String {
    try CSV.line(columns)
  }

  /// The row of a run, with its LF. Throws ``CSVError`` for what cannot be a row.
  package func encode(_ measurement: Measurement) throws(CSVError) -> [UInt8] {
    guard measurement.parameters.count == parameterCount, measurement.metrics.count == metricCount else {
      throw CSVError(line: nil, message: "a run with other parameters or metrics than the job has")
    }
    let counts = [
      measurement.seq, measurement.round, measurement.repetition, measurement.attempt, measurement.segment,
      measurement.workers,
    ]
    guard counts.allSatisfy({ $0 >= 1 }) else {
      throw CSVError(line: nil, message: "a run with a number below 1 where counts begin at 1")
    }
    var row = RowEncoder()
    try encodeHead(measurement, into: &row)
    try encodeUsage(measurement, into: &row)
    try row.add(measurement.result, column: "result")
    for (index, metric) in measurement.metrics.enumerated() {
      try row.add(metric, column: columns[columns.count - 2 - metricCount + index])
    }
    try row.add(measurement.startedAt, column: "started_at")
    let line = row.finished()
    guard line.count <= MeasurementRow.longestLine else {
      throw CSVError(line: nil, message: "a row of \(line.count) bytes; at most 1 MiB can be read back")
    }
    return line
  }

  private func encodeHead(_ measurement: Measurement, into row: inout RowEncoder) throws(CSVError) {
    row.add(measurement.seq)
    try row.add(measurement.cell, column: "cell")
    row.add(measurement.round)
    row.add(measurement.repetition)
    row.add(measurement.attempt)
    row.add(measurement.segment)
    try row.add(measurement.phase.rawValue, column: "phase")
    try row.add(measurement.workload, column: "workload")
    try row.add(measurement.executor, column: "executor")
    row.add(measurement.workers)
    try row.add(measurement.affinity, column: "affinity")
    for (index, text) in measurement.parameters.enumerated() {
      try row.add(text, column: columns[Columns.measurementsHead.count + index])
    }
    try row.add(measurement.status.rawValue, column: "status")
    row.add(measurement.exitCode)
    try row.add(measurement.signal ?? "", column: "signal")
    try row.add(measurement.reason, column: "reason")
  }

  private func encodeUsage(_ measurement: Measurement, into row: inout RowEncoder) throws(CSVError) {
    try row.add(measurement.wall, column: "wall_s")
    try row.add(measurement.outerWall, column: "outer_wall_s")
    try row.add(measurement.startup, column: "startup_s")
    try row.add(measurement.shutdown, column: "shutdown_s")
    try row.add(measurement.prepare, column: "prepare_s")
    try row.add(measurement.user, column: "user_s")
    try row.add(measurement.system, column: "system_s")
    row.add(measurement.maxRSS)
    row.add(measurement.minorFaults)
    row.add(measurement.majorFaults)
    row.add(measurement.voluntarySwitches)
    row.add(measurement.involuntarySwitches)
    try row.add(measurement.runDelay, column: "run_delay_s")
    try row.add(measurement.stealRatio, column: "steal_ratio")
    try row.add(measurement.throttled, column: "throttled_s")
    try row.add(measurement.cpus, column: "cpus")
    try row.add(measurement.achievedParallelism, column: "achieved_parallelism")
    row.add(measurement.threadsPeak)
    for taint in measurement.tainted where taint.isEmpty || taint.utf8.contains(UInt8(ascii: ";")) {
      throw CSVError(line: nil, message: "column 'tainted': the reason '\(taint)' cannot be told apart")
    }
    try row.add(measurement.tainted.joined(separator: ";"), column: "tainted")
    try row.add(measurement.containment, column: "containment")
    row.add(measurement.leaked)
    row.add(measurement.outputTruncated)
  }
}

/// A row being written: fields with commas after them.
private struct RowEncoder {
  private var bytes: [UInt8] = []

  init() {
    bytes.reserveCapacity(512)
  }

  mutating func add(_ text: String, column: String) throws(CSVError) {
    do {
      try CSV.append(text, to: &bytes)
    } catch {
      throw CSVError(line: nil, message: "column '\(column)': \(error.message)")
    }
    bytes.append(CSV.comma)
  }

  /// A count; missing is empty.
  mutating func add(_ number: Int?) {
    if let number { NumberText.append(number, to: &bytes) }
    bytes.append(CSV.comma)
  }

  mutating func add(_ flag: Bool?) {
    if let flag { bytes.append(contentsOf: (flag ? "true" : "false").utf8) }
    bytes.append(CSV.comma)
  }

  /// A number to nine decimals; missing is empty.
  mutating func add(_ number: Double?, column: String) throws(CSVError) {
    if let number, !NumberText.append(number, to: &bytes) {
      throw CSVError(line: nil, message: "column '\(column)': \(number) is no number that can be kept")
    }
    bytes.append(CSV.comma)
  }

  /// The line with its checksum, which covers everything up to the comma before it.
  consuming func finished() -> [UInt8] {
    let checksum = CRC32.checksum(bytes)
    bytes.append(UInt8(ascii: "x"))
    for shift in stride(from: UInt32(28), through: 0, by: -4) {
      bytes.append(NumberText.hexDigit(checksum >> shift & 0xf))
    }
    bytes.append(CSV.lineFeed)
    return bytes
  }
}
