import Jobs

/// Bytes that are no report: cut short, too long, or with a field that has no meaning.
package struct RunReportDecodingError: Error, Equatable, CustomStringConvertible {
  /// What is wrong, and at which byte.
  package var message: String

  package var description: String { "the run's report cannot be read: \(message)" }
}

/// The form in which a report crosses the pipe from the run's process to the supervisor: little-endian
/// words, texts and lists behind their lengths, missing values as a 0 where present ones have a 1.
extension RunReport {
  /// "swr3": what any change of the form must change.
  private static let signature: UInt64 = 0x3372_7773

  /// The report as bytes.
  package func encode() -> [UInt8] {
    var output = ByteWriter()
    output.word(Self.signature)
    switch status {
    case .ok: output.word(0)
    case .badResult(let reason): output.word(1, reason)
    case .poolBroken(let reason): output.word(2, reason)
    case .affinity(let reason): output.word(3, reason)
    case .failed(let reason): output.word(4, reason)
    }
    for number in [startup, wall, shutdown, achievedParallelism, runDelay] { output.optional(number) }
    output.optional(threadsPeak)
    output.text(result)
    output.word(UInt64(metrics.count))
    for metric in metrics {
      output.text(metric.name)
      output.number(metric.value)
    }
    output.word(UInt64(workers.count))
    for record in workers {
      output.integer(record.worker)
      output.optional(record.cpu)
      output.optional(record.node)
      for number in [record.start, record.end, record.busy] { output.number(number) }
      output.integer(record.tasks)
    }
    output.tasks(tasks)
    return output.bytes
  }

  /// Reads a report, all of the bytes.
  ///
  /// - Throws: for bytes that ``encode()`` did not make; never traps, however hostile they are.
  package init(decoding bytes: [UInt8]) throws(RunReportDecodingError) {
    var input = ByteReader(bytes)
    guard try input.word() == Self.signature else { throw input.fault("it does not begin as a report does") }
    let status: Status
    switch try input.word() {
    case 0: status = .ok
    case 1: status = .badResult(try input.text())
    case 2: status = .poolBroken(try input.text())
    case 3: status = .affinity(try input.text())
    case 4: status = .failed(try input.text())
    case let other: throw input.fault("there is no status \(other)")
    }
    self.init(status: status)
    startup = try input.optionalNumber()
    wall = try input.optionalNumber()
    shutdown = try input.optionalNumber()
    achievedParallelism = try input.optionalNumber()
    runDelay = try input.optionalNumber()
    threadsPeak = try input.optionalInteger()
    result = try input.text()
    for _ in 0..<(try input.count()) {
      metrics.append(WorkloadMetric(name: try input.text(), value: try input.number()))
    }
    // A count is never trusted with memory: each record must be there.
    for _ in 0..<(try input.count()) {
      let worker = try input.integer()
      let cpu = try input.optionalInteger()
      let node = try input.optionalInteger()
      let (start, end, busy) = (try input.number(), try input.number(), try input.number())
      let tasks = try input.integer()
      workers.append(
        WorkerRecord(worker: worker, cpu: cpu, node: node, start: start, end: end, busy: busy, tasks: tasks))
    }
    tasks = try input.tasks()
    guard input.isAtEnd else { throw input.fault("more bytes follow") }
  }
}
