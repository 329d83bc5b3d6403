import Executors
import Jobs
import OperatingSystem

/// Runs a built-in workload in the calling process, which has one thread and was forked for this run.
package enum WorkloadRunner {
  /// Runs the workload: the pool is started once, then come the warm-up iterations and the timed one on the
  /// same workers, then the pool ends.
  package static func run(_ request: RunRequest) -> RunReport {
    guard request.workers >= 1, request.warmup >= 0 else {
      return RunReport(
        status: .failed("a run has at least one worker, and no fewer than 0 warm-up iterations"))
    }
    do {
      let workload = try WorkloadCatalogue.make(
        kind: request.kind, arguments: request.arguments, workers: request.workers, seed: request.seed,
        calibration: request.calibration)
      if WorkloadCatalogue.isWaiting(request.kind, request.arguments) {
        // A sleep may otherwise end 50 µs late; the workers inherit it.
        try CurrentThread.setTimerSlack(nanoseconds: 1)
      }
      switch request.executor.kind {
      case .serial: return try run(workload, request, on: SerialPool.self)
      case .threads: return try run(workload, request, on: ThreadPool.self)
      case .fork: return try run(workload, request, on: ProcessPool.self)
      case .command:
        return RunReport(status: .failed("the executor 'command' runs programs, not built-in workloads"))
      }
    } catch let error as PoolError {
      return RunReport(status: status(of: error))
    } catch {
      return RunReport(status: .failed(String(describing: error)))
    }
  }

  private static func status(of error: PoolError) -> RunReport.Status {
    switch error {
    case .affinity: .affinity(error.description)
    case .taskFailed: .failed(error.description)
    case .workerDied, .workerStayed, .cannotStart, .system, .alreadyBroken: .poolBroken(error.description)
    }
  }

  private static func run<Pool: WorkerPool & ~Copyable>(
    _ workload: some BuiltInWorkload, _ request: RunRequest, on: Pool.Type
  ) throws(PoolError) -> RunReport {
    let body = workload.makeTask()
    let configuration = PoolConfiguration(
      workers: request.workers, cpus: request.cpus, capacity: workload.taskCount)
    let chunk = request.executor.chunk ?? .auto
    let started = SystemClock.nanoseconds()
    var pool = try Pool.start(configuration, body: body)
    let ready = SystemClock.nanoseconds()
    for _ in 0..<request.warmup { _ = try iterate(workload, on: &pool, chunk) }
    let delayBefore = CurrentThread.runDelay()
    let iteration = try iterate(workload, on: &pool, chunk)
    let delayAfter = CurrentThread.runDelay()
    let end = try pool.shutDown()
    let gone = SystemClock.nanoseconds()

    let outcome = workload.check(iteration.combined)
    return RunReport(
      status: outcome.fault.map(RunReport.Status.badResult) ?? .ok,
      startup: seconds(from: started, to: ready),
      wall: seconds(from: iteration.start, to: iteration.end),
      shutdown: seconds(from: iteration.end, to: gone),
      achievedParallelism: iteration.parallelism,
      threadsPeak: end.runDelays.count + 1,
      runDelay: runDelay(from: delayBefore, to: delayAfter, of: end),
      result: outcome.result,
      workers: iteration.records)
  }

  private struct Iteration<Combined> {
    var start: UInt64
    var serialEnd: UInt64
    var end: UInt64
    var pool: PoolRun
    var combined: Combined

    /// Time inside tasks, the serial part counted as one, for each second of the iteration.
    var parallelism: Double? {
      guard end > start else { return nil }
      let busy = pool.workers.reduce(serialEnd - start) { $0 + $1.busy }
      return Double(busy) / Double(end - start)
    }

    var records: [WorkerRecord] {
      pool.workers.enumerated().map { index, worker in
        WorkerRecord(
          worker: index + 1, cpu: worker.cpu, node: worker.node,
          start: seconds(from: start, to: worker.start), end: seconds(from: start, to: worker.end),
          busy: Double(worker.busy) * 1e-9, tasks: worker.tasks)
      }
    }
  }

  private static func iterate<Pool: WorkerPool & ~Copyable, Workload: BuiltInWorkload>(
    _ workload: Workload, on pool: inout Pool, _ chunk: Chunk
  ) throws(PoolError) -> Iteration<Workload.Combined> {
    let serialPart = workload.serialPart
    let start = SystemClock.nanoseconds()
    let serial = serialPart?()
    let serialEnd = serial == nil ? start : SystemClock.nanoseconds()
    let run = try pool.run(tasks: workload.taskCount, chunk: chunk)
    let combined = pool.withResults { workload.combine(serial: serial, tasks: $0) }
    let end = SystemClock.nanoseconds()
    return Iteration(start: start, serialEnd: serialEnd, end: end, pool: run, combined: combined)
  }

  /// The waiting of the process's own thread and of all workers; nil where one of them is not known.
  private static func runDelay(from before: Int?, to after: Int?, of end: PoolEnd) -> Double? {
    guard let before, let after else { return nil }
    var sum = after - before
    for delay in end.runDelays {
      guard let delay else { return nil }
      sum += delay
    }
    return Double(sum) * 1e-9
  }
}

/// Seconds between two moments of the monotonic clock.
private func seconds(from start: UInt64, to end: UInt64) -> Double {
  Double(Int64(bitPattern: end &- start)) * 1e-9
}
