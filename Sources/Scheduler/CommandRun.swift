import Expressions
import Jobs
import OperatingSystem

/// One run of a user's program.
struct CommandRun {
  private let context: RunContext
  private let command: CommandWorkload
  private var outputScanner: LineScanner
  private var errorScanner: LineScanner
  /// The searches in the two streams, in the order in which the scanners hold them.
  private static let successName = "success.regex"

  init(_ context: RunContext, _ command: CommandWorkload) throws {
    self.context = context
    self.command = command
    let job = context.job
    func searches(_ source: Metric.Source) throws -> [PatternSearch] {
      try job.metrics.filter { $0.source == source }
        .map { try PatternSearch(name: $0.name, pattern: $0.pattern) }
    }
    var inOutput = try searches(.standardOutput)
    if let pattern = job.success.pattern {
      inOutput.append(try PatternSearch(name: Self.successName, pattern: pattern))
    }
    outputScanner = LineScanner(inOutput)
    errorScanner = LineScanner(try searches(.standardError))
  }

  /// Runs the program and fills in the row.
  mutating func run(_ runner: inout ChildRunner, cpus: [Int]?, row: inout Measurement) throws -> KeptOutput? {
    var specification = try context.preparation.specification(of: command.line)
    specification.cpus = cpus.map { CPUSet($0) }
    var file: File?
    var captures = true
    switch command.standardOutput {
    case .keep: break
    case .discard: captures = !outputScanner.isIdle
    case .file(let template):
      let path = try context.preparation.path(template)
      captures = !outputScanner.isIdle
      let opened = try File(path, .overwrite)
      if !captures { specification.standardOutput = opened.descriptor.rawValue }
      file = consume opened
    }
    let scanner = ScannerPair(output: outputScanner, errors: errorScanner, file: file.take())
    var order = ChildOrder(specification: specification, limits: context.job.limits)
    order.capturesStandardOutput = captures
    order.outputSink = { scanner.takeOutput($0) }
    order.errorSink = { scanner.takeErrors($0) }
    let outcome = try runner.run(order)
    try scanner.checkFile()

    let judge = StatusJudge(
      limits: context.job.limits, goodExitCodes: context.job.success.exitCodes,
      cpus: cpus.map { CPUSet($0) })
    row.apply(judge.verdict(on: outcome))
    row.apply(outcome)
    row.wall = row.outerWall
    if let cpu = row.cpuTime, let wall = row.wall, wall > 0 { row.achievedParallelism = cpu / wall }
    row.outputTruncated = outcome.standardOutput.isTruncated || outcome.standardError.isTruncated
    if row.status == .ok { try readMetrics(scanner, &row) }
    return KeptOutput(
      standardOutput: outcome.standardOutput.tail, standardError: outcome.standardError.tail)
  }

  private func readMetrics(_ scanner: ScannerPair, _ row: inout Measurement) throws {
    let found = scanner.finish()
    if context.job.success.pattern != nil, found[Self.successName]?.isEmpty != false {
      row.apply(
        Verdict(
          .badResult, exitCode: row.exitCode,
          reason: "success: its regex matches nothing in the standard output"))
      return
    }
    for (index, metric) in context.job.metrics.enumerated() {
      let matches: [String]
      if case .file(let template) = metric.source {
        do {
          let bytes = try File.read(context.preparation.path(template), atMost: 64 << 20)
          var scanner = LineScanner([try PatternSearch(name: metric.name, pattern: metric.pattern)])
          bytes.withUnsafeBytes { scanner.append($0) }
          matches = scanner.finish()[0].matches
        } catch {
          row.apply(
            Verdict(.badResult, exitCode: row.exitCode, reason: "metric '\(metric.name)': \(error)"))
          return
        }
      } else {
        matches = found[metric.name] ?? []
      }
      switch MetricReader.value(metric, matches: matches) {
      case .success(let text): row.metrics[index] = text ?? ""
      case .failure(let fault):
        row.apply(Verdict(.badResult, exitCode: row.exitCode, reason: fault.message))
        return
      }
    }
  }
}

/// The scanners of a run's two streams, which the capture feeds while the program runs.
private final class ScannerPair {
  private var output: LineScanner
  private var errors: LineScanner
  private let file: File?
  private var writeFault: Errno?

  init(output: LineScanner, errors: LineScanner, file: consuming File?) {
    self.output = output
    self.errors = errors
    self.file = file
  }

  func takeOutput(_ bytes: UnsafeRawBufferPointer) {
    output.append(bytes)
    guard writeFault == nil else { return }
    do throws(Errno) {
      try file?.writeAll(bytes)
    } catch {
      writeFault = error
    }
  }

  func takeErrors(_ bytes: UnsafeRawBufferPointer) {
    errors.append(bytes)
  }

  /// - Throws: where the program's output could not be written to the file that the manifest names.
  func checkFile() throws(Errno) {
    if let writeFault { throw writeFault }
  }

  /// What each pattern matched, by its name.
  func finish() -> [String: [String]] {
    var found: [String: [String]] = [:]
    for search in output.finish() + errors.finish() { found[search.name] = search.matches }
    return found
  }
}
