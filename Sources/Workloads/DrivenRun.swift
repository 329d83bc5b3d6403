import Executors
import Jobs
import OperatingSystem

/// A run of a workload that drives its pool: how its pools follow each other, and what it tells.
package struct DrivenRun<Workload: DrivenWorkload> {
  private let workload: Workload
  private let request: RunRequest
  private var pools: RunPools

  /// - Parameter request: whose kind and arguments are those of the workload.
  package init(_ workload: Workload, _ request: RunRequest) {
    self.workload = workload
    self.request = request
    var configuration = PoolConfiguration(workers: request.workers, cpus: request.cpus)
    workload.register(in: &configuration.registry)
    pools = RunPools(request.executor, configuration, WorkloadTasks.workOfDriven(request))
  }

  /// Runs all iterations. What is told of tasks and workers is that of the timed one, tasks for which closing the
  /// pool has waited among them.
  ///
  /// - Throws: what broke a pool.
  package mutating func report() throws -> RunReport {
    do {
      return try timedReport()
    } catch let wrong as WrongStep {
      return RunReport(status: .badResult(wrong.description))
    } catch TaskError.poolBroken(_, let cause) {
      throw cause
    } catch let error as TaskError {
      return RunReport(status: .badResult("a task that must not fail: \(error)"))
    }
  }

  private mutating func timedReport() throws -> RunReport {
    let census = try ProcessCensus()
    for _ in 0..<request.warmup {
      let pool = try pools.ready()
      let iteration = try drive(pool)
      // A pool that is used again is as empty as a new one.
      iteration.log.wait()
      try pools.endWarmUp(pool)
    }
    let (iteration, isOpen, gone) = try timedIteration()
    pools.endServer()
    let closing = PoolClosing(
      unsettledTask: iteration.log.firstUnsettled, threads: try census.newThreads(),
      hasProcesses: census.hasNewChildren, isOpen: isOpen)
    let tasks = iteration.log.records(from: iteration.start)
    let wall = seconds(from: iteration.start, to: iteration.end)
    var report = RunReport(
      status: .ok, startup: pools.startup, wall: wall, shutdown: seconds(from: iteration.end, to: gone),
      achievedParallelism: wall > 0 ? tasks.busy(until: wall) / wall : nil, threadsPeak: request.poolThreads,
      workers: tasks.workers(request.workers), tasks: request.traces ? tasks : [])
    do {
      try closing.check()
      let outcome = try workload.check(iteration.seen)
      report.status = outcome.fault.map(RunReport.Status.badResult) ?? .ok
      report.result = outcome.result
      report.metrics = outcome.metrics
    } catch let wrong as WrongStep {
      report.status = .badResult(wrong.description)
    }
    return report
  }

  /// Drives a pool and closes it. The pool is gone when this returns.
  private mutating func timedIteration() throws -> (Iteration, isOpen: Bool, gone: UInt64) {
    let pool = try pools.ready()
    let iteration = try drive(pool)
    try pools.end(pool)
    let gone = SystemClock.nanoseconds()
    var isOpen = true
    do {
      _ = try pool.submission
    } catch PoolError.alreadyEnded {
      isOpen = false
    }
    return (iteration, isOpen, gone)
  }

  /// One iteration. Moments are nanoseconds of the monotonic clock.
  private struct Iteration {
    var start: UInt64
    var end: UInt64
    var seen: Workload.Seen
    var log: TaskLog
  }

  private func drive(_ pool: any WorkerPool) throws -> Iteration {
    let log = TaskLog()
    let submission = try pool.submission
    submission.observer = log.note
    defer { submission.observer = nil }
    let use = PoolUse(
      pool: pool, executor: request.executor.kind, chunk: request.executor.chunk ?? .auto)
    let start = SystemClock.nanoseconds()
    let seen = try workload.drive(use)
    return Iteration(start: start, end: SystemClock.nanoseconds(), seen: seen, log: log)
  }
}
