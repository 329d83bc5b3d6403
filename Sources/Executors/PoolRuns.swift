import Jobs
import OperatingSystem

/// The owner's side of indexed runs.
extension PoolMemory {
  /// Opens the barrier for a run and returns the moment.
  func release(tasks: Int, chunk: Chunk) -> UInt64 {
    precondition(tasks >= 0 && tasks <= capacity, "a run has at most as many tasks as the pool was made for")
    for worker in 0..<workers { slot(worker).pointee.failedTask = 0 }
    finished.store(0)
    next.store(0)
    timingBlocks.store(0)
    order.pointee = PoolOrder(tasks: UInt64(tasks), chunk: chunk.size, leave: 0)
    let now = SystemClock.nanoseconds()
    generation.add(1)
    wakeWorkers()
    return now
  }

  /// Lets the workers leave.
  func dismiss() {
    order.pointee.leave = 1
    generation.add(1)
    wakeWorkers()
  }

  /// The error of the first worker that could not be made ready, if any.
  func startError(_ configuration: PoolConfiguration) -> PoolError? {
    for worker in 0..<workers {
      if let error = startError(ofWorker: worker, configuration) { return error }
    }
    return nil
  }

  func startError(ofWorker worker: Int, _ configuration: PoolConfiguration) -> PoolError? {
    let slot = slot(worker)
    if slot.pointee.bindError != 0, let cpu = configuration.cpu(ofWorker: worker) {
      return .affinity(worker: worker + 1, cpu: cpu, reason: Errno.reason(of: slot.pointee.bindError))
    }
    if slot.pointee.initialiserFailed != 0 {
      return .initialiserFailed(worker: worker + 1, message: storedMessage(of: worker))
    }
    return nil
  }

  /// The error of the first task that reported one in this run, if any.
  func taskError() -> PoolError? {
    let failed = (0..<workers).filter { slot($0).pointee.failedTask != 0 }
    guard let worker = failed.min(by: { slot($0).pointee.failedTask < slot($1).pointee.failedTask }) else {
      return nil
    }
    return .taskFailed(task: Int(slot(worker).pointee.failedTask), message: storedMessage(of: worker))
  }

  /// What the workers did in a run that has ended.
  func report(released: UInt64, tasks: Int) -> PoolRun {
    PoolRun(
      released: released,
      workers: (0..<workers).map { worker in
        // Field by field: others are written by a worker that does submitted tasks already.
        let slot = slot(worker)
        let (start, end, tasks) = (slot.pointee.start, slot.pointee.end, Int(slot.pointee.tasks))
        let (cpu, node) = (slot.pointee.cpu, slot.pointee.node)
        let time = tasks == 0 ? 0 : end - start
        return WorkerActivity(
          cpu: cpu < 0 ? nil : Int(cpu), node: node < 0 ? nil : Int(node), start: start, end: end,
          busy: time - min(time, slot.pointee.lockWait), tasks: tasks)
      }, timings: layout.traces ? storedTimings(tasks) : [])
  }

  private func storedTimings(_ tasks: Int) -> [TaskTiming] {
    var ordered = (0..<tasks).map { TaskTiming(task: $0, worker: 0, started: 0, finished: 0, failed: false) }
    let blocks = min(Int(clamping: timingBlocks.load()), layout.timingBlocks)
    for record in UnsafeBufferPointer(start: timings, count: blocks * StoredTiming.block)
    where (1...UInt64(max(1, tasks))).contains(record.task) && tasks > 0 {
      ordered[Int(record.task) - 1] = TaskTiming(
        task: Int(record.task) - 1, worker: Int(record.worker), started: record.started,
        finished: record.finished, failed: record.failed != 0)
    }
    return ordered
  }

  /// What the workers told about their last run before they left.
  var end: PoolEnd {
    PoolEnd(
      runDelays: (0..<workers).map { worker in
        let delay = Int64(bitPattern: runDelay(worker).load())
        return delay < 0 ? nil : Int(delay)
      })
  }

  /// What a worker runs or ran last; nil between tasks.
  func currentTask(ofWorker worker: Int) -> Int? {
    let task = currentTask(worker).load()
    return task == 0 ? nil : Int(clamping: task)
  }
}

extension Chunk {
  /// The size as workers read it: 0 for one that is decided at each claim.
  fileprivate var size: UInt64 {
    switch self {
    case .auto: return 0
    case .tasks(let count):
      precondition(count > 0, "a chunk has at least one task: the manifest is checked for it")
      return UInt64(count)
    }
  }
}
