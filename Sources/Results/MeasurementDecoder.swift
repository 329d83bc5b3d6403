package import Jobs

/// Why a line is no row.
package enum RowFault: Error, Sendable, Equatable, CustomStringConvertible {
  /// The line is not what was written: cut, changed, or not ours.
  case checksum
  /// The line is what was written, but a value in it means nothing.
  case value(column: String, String)

  package var description: String {
    switch self {
    case .checksum: "the row does not fit its checksum"
    case .value(let column, let message): "column '\(column)': \(message)"
    }
  }
}

extension MeasurementRow {
  /// The run of a line, given without its LF.
  package func decode(_ line: String) throws(RowFault) -> Measurement {
    var bytes = Array(line.utf8)
    if bytes.last == CSV.lineFeed { bytes.removeLast() }
    return try decode(bytes[...])
  }

  /// The run of a line, given without its LF.
  func decode(_ line: ArraySlice<UInt8>) throws(RowFault) -> Measurement {
    var result: Result<Measurement, RowFault> = .failure(.checksum)
    line.withUnsafeBufferPointer { bytes in
      do throws(RowFault) { result = .success(try decode(bytes)) } catch { result = .failure(error) }
    }
    return try result.get()
  }

  private func decode(_ line: UnsafeBufferPointer<UInt8>) throws(RowFault) -> Measurement {
    // The line ends in a comma, `x` and eight digits.
    let covered = line.count - 9
    guard covered > 0, line[covered - 1] == CSV.comma, line[covered] == UInt8(ascii: "x") else {
      throw .checksum
    }
    var crc = CRC32()
    crc.update(UnsafeBufferPointer(rebasing: line[..<covered]))
    for (index, byte) in line[(covered + 1)...].enumerated() {
      guard byte == NumberText.hexDigit(crc.value >> UInt32(28 - 4 * index) & 0xf) else { throw .checksum }
    }
    var row = RowDecoder(bytes: line, end: covered - 1, columns: columns)
    var measurement = Measurement()
    try decodeHead(from: &row, into: &measurement)
    try decodeUsage(from: &row, into: &measurement)
    measurement.result = try row.text()
    measurement.metrics.reserveCapacity(metricCount)
    for _ in 0..<metricCount { measurement.metrics.append(try row.text()) }
    measurement.startedAt = try row.text()
    try row.finish()
    return measurement
  }

  private func decodeHead(from row: inout RowDecoder, into measurement: inout Measurement) throws(RowFault) {
    measurement.seq = try row.count()
    measurement.cell = try row.text()
    measurement.round = try row.count()
    measurement.repetition = try row.count()
    measurement.attempt = try row.count()
    measurement.segment = try row.count()
    measurement.phase = try row.word(Phase.init(rawValue:), "phase")
    measurement.workload = try row.text()
    measurement.executor = try row.text()
    measurement.workers = try row.count()
    measurement.affinity = try row.text()
    measurement.parameters.reserveCapacity(parameterCount)
    for _ in 0..<parameterCount { measurement.parameters.append(try row.text()) }
    measurement.status = try row.word(Status.init(rawValue:), "status")
    measurement.exitCode = try row.integer()
    let signal = try row.text()
    measurement.signal = signal.isEmpty ? nil : signal
    measurement.reason = try row.text()
  }

  private func decodeUsage(from row: inout RowDecoder, into measurement: inout Measurement) throws(RowFault) {
    measurement.wall = try row.number()
    measurement.outerWall = try row.number()
    measurement.startup = try row.number()
    measurement.shutdown = try row.number()
    measurement.prepare = try row.number()
    measurement.user = try row.number()
    measurement.system = try row.number()
    measurement.maxRSS = try row.integer()
    measurement.minorFaults = try row.integer()
    measurement.majorFaults = try row.integer()
    measurement.voluntarySwitches = try row.integer()
    measurement.involuntarySwitches = try row.integer()
    measurement.runDelay = try row.number()
    measurement.stealRatio = try row.number()
    measurement.throttled = try row.number()
    measurement.cpus = try row.text()
    measurement.achievedParallelism = try row.number()
    measurement.threadsPeak = try row.integer()
    let taints = try row.text()
    if !taints.isEmpty { measurement.tainted = taints.split(separator: ";").map(String.init) }
    measurement.containment = try row.text()
    measurement.leaked = try row.integer()
    measurement.outputTruncated = try row.flag()
  }
}
