import Jobs

/// Bytes that are no request: cut short, too long, or with a field that has no meaning.
package struct RunRequestDecodingError: Error, Equatable, CustomStringConvertible {
  /// What is wrong, and at which byte.
  package var message: String

  package var description: String { "the run's request cannot be read: \(message)" }
}

/// How a request crosses to a worker that starts afresh: it makes the workload's tasks from it.
extension RunRequest {
  /// "swq2": what any change of the form must change.
  private static let signature: UInt64 = 0x3271_7773

  /// The request as bytes. Of each argument the number counts, else the text.
  package func encode() -> [UInt8] {
    var output = ByteWriter()
    output.word(Self.signature, kind)
    let all = arguments.all
    output.word(UInt64(all.count))
    for argument in all {
      output.text(argument.name)
      output.text(argument.text)
      output.optional(argument.number)
      output.word(UInt64(argument.elements.count))
      for element in argument.elements { output.number(element) }
      output.word(UInt64(argument.texts.count))
      for text in argument.texts { output.text(text) }
      output.optional(argument.boolean.map { $0 ? 1 : 0 })
    }
    output.text(executor.kind.rawValue)
    switch executor.chunk {
    case nil: output.word(0)
    case .auto: output.word(1)
    case .tasks(let count):
      output.word(2)
      output.integer(count)
    }
    output.optional(executor.reuse.map { $0 ? 1 : 0 })
    output.optional(executor.dispatch)
    output.optional(executor.noise)
    output.integer(workers)
    output.word(cpus == nil ? 0 : 1)
    if let cpus {
      output.word(UInt64(cpus.count))
      for cpu in cpus { output.integer(cpu) }
    }
    output.word(seed)
    output.integer(warmup)
    output.optional(calibration)
    output.word(traces ? 1 : 0)
    output.integer(sizedFor)
    output.word(copies ? 1 : 0)
    output.word(shared == nil ? 0 : 1)
    if let shared { output.text(shared) }
    return output.bytes
  }

  /// Reads a request, all of the bytes.
  ///
  /// - Throws: for bytes that ``encode()`` did not make; never traps, however hostile they are.
  package init(decoding bytes: [UInt8]) throws(RunRequestDecodingError) {
    var input = ByteReader(bytes)
    do throws(RunReportDecodingError) {
      self = try Self(reading: &input)
    } catch {
      throw RunRequestDecodingError(message: error.message)
    }
  }

  private init(reading input: inout ByteReader) throws(RunReportDecodingError) {
    guard try input.word() == Self.signature else { throw input.fault("it does not begin as a request does") }
    let kind = try input.text()
    let arguments = try WorkloadArguments(reading: &input)
    let executor = try ExecutorChoice(reading: &input)
    self.init(kind: kind, arguments: arguments, executor: executor, workers: try input.integer())
    if try input.flag() {
      var cpus: [Int] = []
      for _ in 0..<(try input.count()) { cpus.append(try input.integer()) }
      self.cpus = cpus
    }
    seed = try input.word()
    warmup = try input.integer()
    calibration = try input.optionalNumber()
    traces = try input.flag()
    sizedFor = try input.integer()
    copies = try input.flag()
    if try input.flag() { shared = try input.text() }
    guard input.isAtEnd else { throw input.fault("more bytes follow") }
  }
}

extension WorkloadArguments {
  fileprivate init(reading input: inout ByteReader) throws(RunReportDecodingError) {
    var all: [Argument] = []
    // A count is never trusted with memory: each element must be there.
    for _ in 0..<(try input.count()) {
      var argument = Argument(
        name: try input.text(), text: try input.text(), number: try input.optionalNumber(), elements: [])
      for _ in 0..<(try input.count()) { argument.elements.append(try input.number()) }
      for _ in 0..<(try input.count()) { argument.texts.append(try input.text()) }
      if try input.flag() { argument.boolean = try input.flag() }
      all.append(argument)
    }
    self.init(all)
  }
}

extension ExecutorChoice {
  fileprivate init(reading input: inout ByteReader) throws(RunReportDecodingError) {
    let name = try input.text()
    guard let kind = ExecutorKind(rawValue: name) else { throw input.fault("there is no such executor") }
    self.init(kind: kind)
    switch try input.word() {
    case 0: break
    case 1: chunk = .auto
    case 2: chunk = .tasks(try input.integer())
    default: throw input.fault("there is no chunk of this form")
    }
    if try input.flag() { reuse = try input.flag() }
    dispatch = try input.optionalNumber()
    noise = try input.optionalNumber()
  }
}

extension ByteReader {
  fileprivate mutating func flag() throws(RunReportDecodingError) -> Bool {
    switch try word() {
    case 0: return false
    case 1: return true
    default: throw fault("a value is neither true nor false")
    }
  }
}
