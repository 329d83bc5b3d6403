import Executors
import Expressions
import Jobs
import OperatingSystem
import Workloads

/// One run of a built-in workload: a fork of swrun that runs the workload and reports through a pipe.
enum BuiltInRun {
  /// Runs a task that does nothing in this process, so that the Swift runtime has resolved the types and the loader
  /// the functions that every child would otherwise resolve for itself, run after run.
  static func warmRuntime(for job: Job) {
    guard case .builtIn = job.workload else { return }
    let nothing = RunRequest(
      kind: "noop", arguments: WorkloadArguments(["tasks": .integer(1)]),
      executor: ExecutorChoice(kind: .serial),
      workers: 1)
    _ = WorkloadRunner.run(nothing).encode()
  }

  static func order(_ context: RunContext, cpus: [Int]?) throws -> ChildOrder {
    let job = context.job
    guard case .builtIn(let kind) = job.workload else { preconditionFailure("not a built-in workload") }
    let request = Self.request(
      kind: kind, arguments: try arguments(of: context), context, cpus: cpus)
    var specification = ChildSpecification()
    specification.directory = job.folder
    specification.cpus = cpus.map { CPUSet($0) }
    let changes = try context.environment.changes(context.render)
    return ChildOrder(
      specification: specification,
      body: { report in
        do {
          for change in changes { try CurrentProcess.setVariable(change.name, change.value) }
          let bytes = WorkloadRunner.run(request).encode()
          try FileDescriptor.writeAll(bytes, to: report)
          return 0
        } catch {
          return Self.giveUp(error)
        }
      }, hasLongReport: context.traces, limits: job.limits)
  }

  private static func request(
    kind: String, arguments: WorkloadArguments, _ context: RunContext, cpus: [Int]?
  ) -> RunRequest {
    let job = context.job
    var request = RunRequest(
      kind: kind, arguments: arguments, executor: job.executor(of: context.cell), workers: context.workers,
      cpus: cpus, seed: job.seed, warmup: job.warmup, calibration: context.calibration,
      traces: context.traces)
    request.sizedFor = context.cell.workers
    request.copies = job.scaling == .throughput
    return request
  }

  /// The arguments of a run, the placeholders of its texts filled in.
  private static func arguments(of context: RunContext) throws(ExpressionError) -> WorkloadArguments {
    let job = context.job
    var arguments = job.arguments(of: context.cell)
    for parameter in job.textParameters {
      var texts: [String] = []
      for template in parameter.templates[context.cell.choices[parameter.axis]] {
        texts.append(try context.render(template))
      }
      arguments = arguments.replacing(job.axes[parameter.axis].name, texts: texts)
    }
    return arguments
  }

  /// Says in the child why there is no report; its standard error is kept.
  static func giveUp(_ error: any Error) -> Int32 {
    do {
      try CurrentProcess.writeToError("swrun: no report: \(error)\n")
    } catch {
      // The exit code is all that is left to tell.
    }
    return 1
  }

  /// Fills in what the run reported; the verdict of the process itself comes first.
  static func apply(_ outcome: ChildOutcome, _ verdict: Verdict, of job: Job, to record: inout RunRecord) {
    record.measurement.apply(verdict)
    guard verdict.status == .ok || verdict.status == .affinity else { return }
    let report: RunReport
    do throws(RunReportDecodingError) {
      report = try RunReport(decoding: outcome.report)
    } catch {
      record.measurement.apply(
        Verdict(.crashed, exitCode: verdict.exitCode, reason: error.description))
      return
    }
    record.measurement.apply(report)
    record.measurement.metrics = job.metrics.map { metric in
      report.metrics.first { $0.name == metric.name }.map { NumberFormat.shortest($0.value) } ?? ""
    }
    record.workers = report.workers
    record.tasks = report.tasks
    guard verdict.status == .ok else { return }
    switch report.status {
    case .ok: break
    case .badResult(let why): record.measurement.apply(Verdict(.badResult, exitCode: 0, reason: why))
    case .poolBroken(let why): record.measurement.apply(Verdict(.poolBroken, exitCode: 0, reason: why))
    case .affinity(let why): record.measurement.apply(Verdict(.affinity, exitCode: 0, reason: why))
    case .failed(let why): record.measurement.apply(Verdict(.failed, exitCode: 0, reason: why))
    }
  }
}

extension Measurement {
  /// How the run ended, in the row's columns.
  mutating func apply(_ verdict: Verdict) {
    status = verdict.status
    exitCode = verdict.exitCode
    signal = verdict.signal
    reason = verdict.reason
  }

  /// What the run measured of itself, in the row's columns.
  fileprivate mutating func apply(_ report: RunReport) {
    startup = report.startup
    wall = report.wall
    shutdown = report.shutdown
    achievedParallelism = report.achievedParallelism
    threadsPeak = report.threadsPeak
    runDelay = report.runDelay
    result = report.result
  }
}
