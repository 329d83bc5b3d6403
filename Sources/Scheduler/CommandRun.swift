import Expressions
import Jobs
import OperatingSystem

/// One run of a user's program.
struct CommandRun {
  let context: RunContext
  let command: CommandWorkload
  let patterns: MetricPatterns

  /// Runs the program and fills in the row and what was sampled.
  ///
  /// - Throws: ``PreparationError`` and ``SpawnError`` where it could not be started.
  func run(
    _ runner: inout ChildRunner, cpus: [Int]?, row: inout Measurement, samples: inout [ProcessSample]
  ) throws -> KeptOutput {
    var specification = try context.preparation.specification(
      of: context.job.commandLine(command, of: context.cell))
    specification.cpus = cpus.map { CPUSet($0) }
    var file: File?
    var captures = !patterns.output.isEmpty
    switch command.standardOutput {
    case .keep: captures = true
    case .discard: break
    case .file(let template): file = try open(template)
    }
    if !captures, let number = file?.descriptor.rawValue { specification.standardOutput = number }
    let spool = try spool(copy: file.take())
    var order = ChildOrder(specification: specification, limits: context.job.limits)
    order.capturesStandardOutput = captures
    order.outputSink = { spool.takeOutput($0) }
    order.errorSink = patterns.errors.isEmpty ? nil : { spool.takeErrors($0) }
    order.countsThreads = true
    order.sampling = context.sampling
    let outcome = try runner.run(order)
    samples = outcome.samples

    let judge = StatusJudge(
      limits: context.job.limits, goodExitCodes: context.job.success.exitCodes, cpus: specification.cpus)
    row.apply(judge.verdict(on: outcome))
    row.apply(outcome)
    row.wall = row.outerWall
    row.threadsPeak = outcome.threadsPeak
    context.noiseMeter(bound: cpus, threads: outcome.threadsPeak).apply(outcome.noise, to: &row)
    if let cpu = row.cpuTime, let wall = row.wall, wall > 0 { row.achievedParallelism = cpu / wall }
    let keepsOutput = command.standardOutput == .keep
    row.outputTruncated =
      outcome.standardError.isTruncated || (keepsOutput && outcome.standardOutput.isTruncated)
    if row.status == .ok, let fault = spool.fault {
      row.apply(Verdict(.failed, exitCode: row.exitCode, reason: "its output could not be written: \(fault)"))
    }
    if row.status == .ok, !patterns.isEmpty { try readMetrics(spool, &runner, &row) }
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

  private func spool(copy: consuming File?) throws(PreparationError) -> OutputSpool {
    do throws(Errno) {
      return try OutputSpool(patterns, copy: copy)
    } catch {
      throw PreparationError(
        message: "no temporary file for the output that is searched (see TMPDIR): \(error)",
        code: Errno.name(of: error.code))
    }
  }

  private func readMetrics(
    _ spool: OutputSpool, _ runner: inout ChildRunner, _ row: inout Measurement
  ) throws {
    let exitCode = row.exitCode
    func bad(_ reason: String) -> Verdict { Verdict(.badResult, exitCode: exitCode, reason: reason) }
    var files: [(metric: String, path: String)] = []
    for metric in context.job.metrics {
      guard case .file(let template) = metric.source else { continue }
      let path = try context.preparation.path(template)
      // Opened here first, so that the reason is told in the metric's name.
      do throws(Errno) { _ = try File(path, .readFollowing) } catch {
        return row.apply(bad("metric '\(metric.name)': \(error)"))
      }
      files.append((metric.name, path))
    }
    let found: [String: [String]]
    switch try MetricSearch(patterns: patterns, files: files).run(spool, &runner) {
    case .success(let matches): found = matches
    case .failure(let failure):
      var verdict = failure.verdict
      verdict.exitCode = exitCode
      return row.apply(verdict)
    }
    if context.job.success.pattern != nil, found[MetricPatterns.successName] == nil {
      return row.apply(bad("success: its regex matches nothing in the standard output"))
    }
    for (index, metric) in context.job.metrics.enumerated() {
      switch MetricReader.value(metric, matches: found[metric.name] ?? []) {
      case .success(let text): row.metrics[index] = text ?? ""
      case .failure(let fault): return row.apply(bad(fault.message))
      }
    }
  }
}
