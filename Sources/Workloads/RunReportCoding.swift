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
  /// "swr1": what any change of the form must change.
  private static let signature: UInt64 = 0x3172_7773

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
    output.word(UInt64(workers.count))
    for record in workers {
      output.integer(record.worker)
      output.optional(record.cpu)
      output.optional(record.node)
      for number in [record.start, record.end, record.busy] { output.number(number) }
      output.integer(record.tasks)
    }
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
    guard input.isAtEnd else { throw input.fault("more bytes follow") }
  }
}

private struct ByteWriter {
  var bytes: [UInt8] = []

  mutating func word(_ value: UInt64) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func word(_ value: UInt64, _ text: String) {
    word(value)
    self.text(text)
  }

  mutating func integer(_ value: Int) { word(UInt64(bitPattern: Int64(value))) }

  mutating func number(_ value: Double) { word(value.bitPattern) }

  mutating func optional(_ value: Double?) {
    word(value == nil ? 0 : 1)
    if let value { number(value) }
  }

  mutating func optional(_ value: Int?) {
    word(value == nil ? 0 : 1)
    if let value { integer(value) }
  }

  mutating func text(_ value: String) {
    word(UInt64(value.utf8.count))
    bytes.append(contentsOf: value.utf8)
  }
}

private struct ByteReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  func fault(_ message: String) -> RunReportDecodingError {
    RunReportDecodingError(message: "\(message) (byte \(position) of \(bytes.count))")
  }

  mutating func word() throws(RunReportDecodingError) -> UInt64 {
    guard bytes.count - position >= 8 else { throw fault("it is cut short") }
    var value: UInt64 = 0
    for offset in 0..<8 { value |= UInt64(bytes[position + offset]) << UInt64(8 * offset) }
    position += 8
    return value
  }

  mutating func integer() throws(RunReportDecodingError) -> Int {
    Int(Int64(bitPattern: try word()))
  }

  mutating func number() throws(RunReportDecodingError) -> Double {
    Double(bitPattern: try word())
  }

  private mutating func isPresent() throws(RunReportDecodingError) -> Bool {
    switch try word() {
    case 0: return false
    case 1: return true
    default: throw fault("a value is neither there nor missing")
    }
  }

  mutating func optionalNumber() throws(RunReportDecodingError) -> Double? {
    try isPresent() ? try number() : nil
  }

  mutating func optionalInteger() throws(RunReportDecodingError) -> Int? {
    try isPresent() ? try integer() : nil
  }

  /// The length of what follows; every element takes at least a byte.
  mutating func count() throws(RunReportDecodingError) -> Int {
    guard let count = Int(exactly: try word()), count <= bytes.count - position else {
      throw fault("it is cut short")
    }
    return count
  }

  mutating func text() throws(RunReportDecodingError) -> String {
    let count = try count()
    guard let text = String(validating: bytes[position..<position + count], as: UTF8.self) else {
      throw fault("a text is not UTF-8")
    }
    position += count
    return text
  }
}
