import Expressions
import Jobs
import OperatingSystem

/// One run of a user's program.
struct CommandRun {
  let context: RunContext
  let command: CommandWorkload
  let patterns: MetricPatterns

  /// Runs the program and fills in the row.
  ///
  /// - Throws: ``PreparationError`` and ``SpawnError`` where it could not be started.
  func run(_ runner: inout ChildRunner, cpus: [Int]?, row: inout Measurement) throws -> KeptOutput {
    var specification = try context.preparation.specification(of: command.line)
    specification.cpus = cpus.map { CPUSet($0) }
    var file: File?
    var captures = patterns.searchesOutput
    switch command.standardOutput {
    case .keep: captures = true
    case .discard: break
    case .file(let template): file = try open(template)
    }
    if !captures, let number = file?.descriptor.rawValue { specification.standardOutput = number }
    let scanner = StreamScanner(
      output: patterns.outputScanner(), errors: patterns.errorScanner(), file: file.take())
    var order = ChildOrder(specification: specification, limits: context.job.limits)
    order.capturesStandardOutput = captures
    order.outputSink = { scanner.takeOutput($0) }
    order.errorSink = { scanner.takeErrors($0) }
    let outcome = try runner.run(order)

    let judge = StatusJudge(
      limits: context.job.limits, goodExitCodes: context.job.success.exitCodes, cpus: specification.cpus)
    row.apply(judge.verdict(on: outcome))
    row.apply(outcome)
    row.wall = row.outerWall
    if let cpu = row.cpuTime, let wall = row.wall, wall > 0 { row.achievedParallelism = cpu / wall }
    let keepsOutput = command.standardOutput == .keep
    row.outputTruncated =
      outcome.standardError.isTruncated || (keepsOutput && outcome.standardOutput.isTruncated)
    if row.status == .ok, let fault = scanner.writeFault {
      row.apply(Verdict(.failed, exitCode: row.exitCode, reason: "stdout: \(fault)"))
    }
    if row.status == .ok { readMetrics(scanner, &row) }
    return KeptOutput(
      standardOutput: keepsOutput ? outcome.standardOutput.tail : [],
      standardError: outcome.standardError.tail)
  }

  private func open(_ template: Template) throws(PreparationError) -> File {
    let path = try context.preparation.path(template)
    do throws(Errno) {
      return try File(path, .overwrite)
    } catch {
      throw PreparationError(
        message: "stdout: '\(path)' cannot be written: \(error.reason)", code: Errno.name(of: error.code))
    }
  }

  private func readMetrics(_ scanner: StreamScanner, _ row: inout Measurement) {
    let found = scanner.finish()
    func bad(_ reason: String) {
      row.apply(Verdict(.badResult, exitCode: row.exitCode, reason: reason))
    }
    if context.job.success.pattern != nil, found[MetricPatterns.successName]?.isEmpty != false {
      return bad("success: its regex matches nothing in the standard output")
    }
    for (index, metric) in context.job.metrics.enumerated() {
      var matches = found[metric.name] ?? []
      if case .file(let template) = metric.source {
        do {
          matches = try search(metric.name, in: context.preparation.path(template))
        } catch {
          return bad("metric '\(metric.name)': \(error)")
        }
      }
      switch MetricReader.value(metric, matches: matches) {
      case .success(let text): row.metrics[index] = text ?? ""
      case .failure(let fault): return bad(fault.message)
      }
    }
  }

  /// Searches a file piece by piece, so that the supervisor stays small.
  private func search(_ metric: String, in path: String) throws(Errno) -> [String] {
    var scanner = patterns.fileScanner(metric)
    let file = try File(path, .readFollowing)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      var count = 0
      var failure: Errno?
      buffer.withUnsafeMutableBytes { bytes in
        do throws(Errno) { count = try file.read(into: bytes) } catch { failure = error }
      }
      if let failure { throw failure }
      if count == 0 { break }
      buffer.withUnsafeBytes { scanner.append(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
    return scanner.finish().flatMap(\.matches)
  }
}
