import Expressions
import Jobs
import OperatingSystem
import Sweep

/// Carries out one run: `prepare`, the run itself, `conclude`; and makes its row.
struct RunSupervisor {
  private let patterns: MetricPatterns

  init(_ job: Job) throws {
    patterns = try MetricPatterns(job)
  }

  func run(_ context: RunContext, _ runner: inout ChildRunner) throws -> RunRecord {
    var row = context.measurement()
    row.containment = runner.containmentName
    let cpus: [Int]?
    do throws(PlacementError) {
      cpus = try context.cpus()
    } catch {
      row.apply(Verdict(.affinity, reason: error.message))
      return RunRecord(measurement: row, workers: [], output: nil)
    }
    row.cpus = cpus.map(CPUList.text) ?? ""

    let before = try HookRunner.run(context.job.prepare, name: "prepare", context.preparation, &runner)
    if !context.job.prepare.isEmpty { row.prepare = before.seconds }
    if let failure = before.failure {
      row.apply(Self.prepareFailed(failure.verdict))
      return RunRecord(
        measurement: row, workers: [],
        output: KeptOutput(standardOutput: [], standardError: failure.errorTail))
    }
    var record = try timed(context, cpus, &runner, row)
    if !context.job.conclude.isEmpty {
      // What `conclude` undoes has to be undone also where the sweep is stopped.
      let after = try HookRunner.run(
        context.job.conclude, name: "conclude", context.preparation, &runner, stopsOnRequest: false)
      record.measurement.prepare = before.seconds + after.seconds
      if let failure = after.failure, record.measurement.status == .ok {
        record.measurement.apply(Self.prepareFailed(failure.verdict))
      }
    }
    return record
  }

  /// The run itself.
  private func timed(
    _ context: RunContext, _ cpus: [Int]?, _ runner: inout ChildRunner, _ start: Measurement
  ) throws -> RunRecord {
    var record = RunRecord(measurement: start, workers: [], output: nil)
    do {
      switch context.job.workload {
      case .builtIn:
        var order = try BuiltInRun.order(context, cpus: cpus)
        order.sampling = context.sampling
        order.needsServices = !context.isSimulated
        let outcome = try runner.run(order)
        record.samples = outcome.samples
        let verdict = StatusJudge(limits: context.job.limits, cpus: order.specification.cpus)
          .verdict(on: outcome)
        record.measurement.apply(outcome)
        BuiltInRun.apply(outcome, verdict, of: context.job, to: &record)
        // The threads are looked up only where they decide something: nearly all runs wait less.
        let hasWaited = (record.measurement.runDelay ?? 0) >= NoiseMeter.leastDelay
        context.noiseMeter(bound: cpus, threads: hasWaited ? context.computingThreads : nil)
          .apply(outcome.noise, to: &record.measurement)
        if context.isSimulated { record.measurement.forgetProcess() }
        record.output = KeptOutput(
          standardOutput: outcome.standardOutput.tail, standardError: outcome.standardError.tail)
      case .command(let command):
        let run = CommandRun(context: context, command: command, patterns: patterns)
        record.output = try run.run(&runner, cpus: cpus, row: &record.measurement, samples: &record.samples)
      }
    } catch let error as SpawnError {
      record.measurement.apply(Self.spawnFailed(error))
    } catch let error as PreparationError {
      let reason = error.code.map { "\(error.message) (\($0))" } ?? error.message
      record.measurement.apply(Verdict(.spawnFailed, reason: reason))
    } catch let error as ExpressionError {
      record.measurement.apply(
        Verdict(.spawnFailed, reason: "a placeholder cannot be filled in: \(error.message)"))
    }
    return record
  }

  private static func prepareFailed(_ verdict: Verdict) -> Verdict {
    if verdict.status == .interrupted || verdict.status == .serviceFailed { return verdict }
    var failed = verdict
    failed.status = .prepareFailed
    return failed
  }

  private static func spawnFailed(_ error: SpawnError) -> Verdict {
    let status: Status = error.stage == .affinity ? .affinity : .spawnFailed
    return Verdict(status, reason: "\(error.description) (\(error.codeName))")
  }
}
