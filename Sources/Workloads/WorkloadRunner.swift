import Executors
import Jobs
import OperatingSystem

/// Runs a built-in workload in the calling process, which has one thread and was forked for this run.
package enum WorkloadRunner {
  /// The most tasks of a traced run.
  package static let mostTracedTasks = 1_000_000
  /// The most workers of a run that is traced.
  package static let mostTracedWorkers = 100_000

  /// Runs the workload: the warm-up iterations, then the timed one, each on workers of its own unless the
  /// executor is to use them again.
  package static func run(_ request: RunRequest) -> RunReport {
    guard request.workers >= 1, request.warmup >= 0 else {
      return RunReport(
        status: .failed("a run has at least one worker, and no fewer than 0 warm-up iterations"))
    }
    do {
      switch request.executor.kind {
      case .command:
        return RunReport(status: .failed("the executor 'command' runs programs, not built-in workloads"))
      case .simulated:
        return try SimulatedRun.report(request)
      case .serial, .threads, .threadsGIL, .fork, .spawn, .forkserver:
        if WorkloadCatalogue.isWaiting(request.kind, request.arguments) {
          // A sleep may otherwise end 50 µs late; the workers inherit it.
          try CurrentThread.setTimerSlack(nanoseconds: 1)
        }
        switch try WorkloadCatalogue.makeAny(request) {
        case .indexed(let workload):
          try refuseLargeTrace(request, tasks: workload.taskCount)
          return try report(workload, request)
        case .driven(let workload):
          return try report(workload, request)
        }
      }
    } catch let error as PoolError {
      return RunReport(status: status(of: error))
    } catch {
      return RunReport(status: .failed(String(describing: error)))
    }
  }

  private static func report(
    _ workload: some BuiltInWorkload, _ request: RunRequest
  ) throws -> RunReport {
    var run = PooledRun(workload, request)
    return try run.report()
  }

  private static func report(
    _ workload: some DrivenWorkload, _ request: RunRequest
  ) throws -> RunReport {
    var run = DrivenRun(workload, request)
    return try run.report()
  }

  /// What is kept of each task would take more memory than a run is worth.
  static func refuseLargeTrace(_ request: RunRequest, tasks: Int) throws(WorkloadError) {
    guard request.traces else { return }
    for (count, most, what) in [
      (tasks, mostTracedTasks, "tasks"), (request.workers, mostTracedWorkers, "workers"),
    ] where count > most {
      throw WorkloadError(
        message:
          "a run of \(count) \(what) cannot be traced, only up to \(most): trace a run with fewer \(what)")
    }
  }

  private static func status(of error: PoolError) -> RunReport.Status {
    switch error {
    case .affinity: .affinity(error.description)
    case .taskFailed, .refused: .failed(error.description)
    case .workerDied, .workerStayed, .threadStayed, .cannotStart, .initialiserFailed, .system, .alreadyBroken,
      .alreadyEnded:
      .poolBroken(error.description)
    }
  }
}
