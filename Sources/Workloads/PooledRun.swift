import Executors
import Jobs
import OperatingSystem

/// A run on workers: how its pools follow each other, and what it tells.
package struct PooledRun<Workload: BuiltInWorkload> {
  private let workload: Workload
  private let request: RunRequest
  private var pools: RunPools

  /// - Parameter request: whose kind and arguments are those of the workload.
  package init(_ workload: Workload, _ request: RunRequest) {
    self.workload = workload
    self.request = request
    var configuration = PoolConfiguration(
      workers: request.workers, cpus: request.cpus, capacity: workload.taskCount)
    configuration.traces = request.traces
    // There are only indexed runs.
    configuration.window = 0
    pools = RunPools(request.executor, configuration, WorkloadTasks.work(of: workload, request))
  }

  /// Runs all iterations. Start and end of the workers are those of the pool of the timed one.
  ///
  /// - Throws: what broke a pool, the error of a task, or what kept the workload from beginning.
  package mutating func report() throws -> RunReport {
    defer { workload.finish() }
    for _ in 0..<request.warmup {
      let pool = try pools.ready()
      _ = try iterate(on: pool)
      try pools.endWarmUp(pool)
    }
    let pool = try pools.ready()
    let delayBefore = CurrentThread.runDelay()
    let iteration = try iterate(on: pool)
    let delayAfter = CurrentThread.runDelay()
    let end = try pools.end(pool)
    let gone = SystemClock.nanoseconds()

    let outcome = workload.check(iteration.combined)
    var report = RunReport(
      status: outcome.fault.map(RunReport.Status.badResult) ?? .ok,
      startup: pools.startup,
      wall: seconds(from: iteration.start, to: iteration.end),
      shutdown: seconds(from: iteration.end, to: gone),
      achievedParallelism: iteration.parallelism,
      threadsPeak: threadsPeak,
      runDelay: runDelay(from: delayBefore, to: delayAfter, of: end),
      result: outcome.result,
      workers: iteration.records,
      tasks: request.traces ? iteration.tasks : [])
    report.metrics = outcome.metrics
    return report
  }

  private func iterate(on pool: any WorkerPool) throws -> Iteration<Workload.Combined> {
    try workload.beginIteration()
    let serialPart = workload.serialPart
    let start = SystemClock.nanoseconds()
    let serial = serialPart?()
    let serialEnd = serial == nil ? nil : SystemClock.nanoseconds()
    let run = try pool.run(tasks: workload.taskCount, chunk: request.executor.chunk ?? .auto)
    let combined = pool.withResults { workload.combine(serial: serial, tasks: $0) }
    let end = SystemClock.nanoseconds()
    return Iteration(start: start, serialEnd: serialEnd, end: end, pool: run, combined: combined)
  }

  /// The threads of the pool, and those that tasks start for themselves.
  private var threadsPeak: Int {
    let inner = WorkloadCatalogue.innerThreads(request.kind, request.arguments)
    return request.poolThreads + (inner > 1 ? min(request.workers, workload.taskCount) * inner : 0)
  }

  /// The waiting of the process's own thread and of all workers; nil where one of them is not known.
  private func runDelay(from before: Int?, to after: Int?, of end: PoolEnd) -> Double? {
    guard let before, let after else { return nil }
    var sum = after - before
    for delay in end.runDelays {
      guard let delay else { return nil }
      sum += delay
    }
    return Double(sum) * 1e-9
  }
}

/// One iteration of a workload. Moments are nanoseconds of the monotonic clock.
private struct Iteration<Combined> {
  var start: UInt64
  /// Nil where nothing is serial.
  var serialEnd: UInt64?
  var end: UInt64
  var pool: PoolRun
  var combined: Combined

  /// Time inside tasks, the serial part counted as one, for each second of the iteration.
  var parallelism: Double? {
    guard end > start else { return nil }
    let busy = pool.workers.reduce((serialEnd ?? start) - start) { $0 + $1.busy }
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

  /// The tasks of a traced run, the serial part first, from the release of the workers on.
  var tasks: [TaskRecord] {
    var records: [TaskRecord] = []
    if let serialEnd {
      let began = seconds(from: pool.released, to: start)
      records.append(
        TaskRecord(
          task: 0, worker: 0, submitted: began, started: began,
          finished: seconds(from: pool.released, to: serialEnd)))
    }
    records += pool.timings.map { timing in
      TaskRecord(
        task: timing.task + 1, worker: timing.worker, submitted: 0,
        started: seconds(from: pool.released, to: timing.started),
        finished: seconds(from: pool.released, to: timing.finished), state: timing.failed ? .failed : .done)
    }
    return records
  }
}
