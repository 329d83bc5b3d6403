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

/// Takes the fields of one line from left to right.
private struct RowDecoder {
  private let bytes: UnsafeBufferPointer<UInt8>
  /// The place after the last field.
  private let end: Int
  private let columns: [String]
  private var position = 0
  private var column = -1

  init(bytes: UnsafeBufferPointer<UInt8>, end: Int, columns: [String]) {
    self.bytes = bytes
    self.end = end
    self.columns = columns
  }

  private func fault(_ message: String) -> RowFault {
    let name = columns.indices.contains(column) ? columns[column] : "row_crc32"
    return .value(column: name, message)
  }

  /// The bytes of the next field without its quotes, and whether quotes in it are doubled.
  private mutating func field() throws(RowFault) -> (UnsafeBufferPointer<UInt8>.SubSequence, Bool) {
    column += 1
    guard position <= end else { throw fault("there is no value") }
    if position < end, bytes[position] == CSV.quote { return try quotedField() }
    let start = position
    while position < end, bytes[position] != CSV.comma { position += 1 }
    defer { position += 1 }
    return (bytes[start..<position], false)
  }

  private mutating func quotedField() throws(RowFault) -> (UnsafeBufferPointer<UInt8>.SubSequence, Bool) {
    let start = position + 1
    var hasDoubled = false
    position = start
    while true {
      while position < end, bytes[position] != CSV.quote { position += 1 }
      guard position < end else { throw fault("a quote is not closed") }
      if position + 1 < end, bytes[position + 1] == CSV.quote {
        hasDoubled = true
        position += 2
        continue
      }
      let content = bytes[start..<position]
      guard position + 1 == end || bytes[position + 1] == CSV.comma else {
        throw fault("text after a closing quote")
      }
      position += 2
      return (content, hasDoubled)
    }
  }

  mutating func text() throws(RowFault) -> String {
    let (content, hasDoubled) = try field()
    if content.isEmpty { return "" }
    guard var text = String(validating: content, as: UTF8.self) else { throw fault("text that is not UTF-8") }
    if hasDoubled {
      var single: [UInt8] = []
      var isSecond = false
      for byte in content {
        isSecond = byte == CSV.quote && !isSecond
        if !isSecond { single.append(byte) }
      }
      text = String(decoding: single, as: UTF8.self)
    }
    return text
  }

  mutating func integer() throws(RowFault) -> Int? {
    let (content, _) = try field()
    if content.isEmpty { return nil }
    guard let number = NumberText.integer(content) else { throw fault("not a whole number") }
    return number
  }

  /// A count, which begins at 1 and is never missing.
  mutating func count() throws(RowFault) -> Int {
    guard let number = try integer(), number >= 1 else { throw fault("not a count from 1") }
    return number
  }

  mutating func number() throws(RowFault) -> Double? {
    let (content, _) = try field()
    if content.isEmpty { return nil }
    guard let number = NumberText.number(content) else { throw fault("not a number") }
    return number
  }

  mutating func flag() throws(RowFault) -> Bool? {
    switch try text() {
    case "": nil
    case "true": true
    case "false": false
    case let other: throw fault("'\(other)' is neither true nor false")
    }
  }

  mutating func word<Word>(_ make: (String) -> Word?, _ what: String) throws(RowFault) -> Word {
    let text = try text()
    guard let word = make(text) else { throw fault("'\(text)' is no \(what) that this version knows") }
    return word
  }

  /// The row has no further field.
  func finish() throws(RowFault) {
    guard position == end + 1 else {
      throw .value(column: "row_crc32", "more values than columns")
    }
  }
}
