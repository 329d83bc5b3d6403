package import Jobs
import OperatingSystem

/// Workers that are threads of this process.
///
/// They share all memory. A task that crashes takes the process with it. A task that does not end cannot be
/// killed: a pool that is ended with a bound gives its thread up.
package final class ThreadPool: WorkerPool {
  private let memory: PoolMemory
  private var threads = ThreadGroup()
  private let tasks: TaskSubmission
  private var taskCount = 0
  private var end: PoolEnd?

  package var workers: Int { memory.workers }

  /// - Parameter hasGlobalLock: whether one lock is held by whoever computes.
  package init(
    _ configuration: PoolConfiguration, _ work: PoolWork, hasGlobalLock: Bool = false
  ) throws(PoolError) {
    memory = try PoolMemory(configuration, .threads)
    tasks = TaskSubmission(TaskDesk(memory, carrier: nil), .all)
    let lock: GlobalLock?
    do throws(Errno) {
      lock = hasGlobalLock ? try GlobalLock() : nil
    } catch {
      throw .cannotStart(reason: "the global lock: \(error)")
    }
    let memory = memory
    tasks.desk.sleep = { (deadline) throws(PoolError) in memory.ownerSleeps.sleep(until: deadline) }
    for worker in 0..<configuration.workers {
      var loop = WorkerLoop(memory: memory, worker: worker, body: work.body)
      if configuration.window > 0 { loop.server = ObjectServer() }
      loop.initialise = configuration.initialise
      loop.lock = lock
      let cpu = configuration.cpu(ofWorker: worker)
      do {
        try threads.start { [loop] in loop.serve(cpu: cpu) { $0.wakeAll(.threads) } }
      } catch {
        throw .cannotStart(reason: "worker \(worker + 1): \(error)")
      }
    }
    memory.awaitAll(memory.ready)
    if let error = memory.startError(configuration) { throw error }
  }

  deinit {
    // After shutDown none is left; otherwise those that are told here have ended before any task is freed.
    if threads.count > 0 {
      tasks.desk.cancelAll()
      memory.dismiss()
      // It fails for no thread that this pool has started.
      try? threads.join()
    }
    tasks.desk.fail(.alreadyEnded)
  }

  package var isBroken: Bool { end != nil }

  package var submission: TaskSubmission {
    get throws(PoolError) {
      if end != nil { throw .alreadyEnded }
      return tasks
    }
  }

  package func run(tasks: Int, chunk: Chunk) throws(PoolError) -> PoolRun {
    if end != nil { throw .alreadyEnded }
    taskCount = tasks
    let released = memory.release(tasks: tasks, chunk: chunk)
    memory.awaitAll(memory.finished)
    if let error = memory.taskError() { throw error }
    return memory.report(released: released, tasks: tasks)
  }

  package func withResults<Value>(_ read: (UnsafeBufferPointer<TaskResult>) -> Value) -> Value {
    read(UnsafeBufferPointer(start: memory.results, count: taskCount))
  }

  package func shutDown(_ ending: PoolEnding) throws(PoolError) -> PoolEnd {
    if let end { return end }
    // Callbacks find the pool ended.
    end = memory.end
    let desk = tasks.desk
    let bound: Double?
    switch ending {
    case .wait(let atMost): bound = atMost
    case .cancel(let grace):
      desk.cancelAll()
      bound = grace
    }
    let isDone = desk.wait(within: bound) { desk.unsettled == 0 }
    guard isDone else {
      let worker = (0..<workers).first { memory.currentTask(ofWorker: $0) != nil } ?? 0
      let error = PoolError.threadStayed(
        worker: worker + 1, seconds: bound ?? 0, task: memory.currentTask(ofWorker: worker))
      memory.dismiss()
      threads.abandon()
      desk.fail(error)
      throw error
    }
    memory.dismiss()
    do {
      try threads.join()
    } catch {
      throw .system(error)
    }
    desk.fail(.alreadyEnded)
    let told = memory.end
    end = told
    return told
  }
}

extension AtomicWord32 {
  /// Sleeps while the word is 1, at most until the moment of the monotonic clock.
  fileprivate func sleep(until deadline: UInt64?) {
    guard let deadline else {
      _ = wait(while: 1, .threads)
      return
    }
    let now = SystemClock.nanoseconds()
    _ = wait(while: 1, .threads, nanoseconds: deadline > now ? deadline - now : 0)
  }
}

extension PoolMemory {
  /// Sleeps until all workers have added to the word.
  fileprivate func awaitAll(_ word: AtomicWord32) {
    var count = word.load()
    while count != UInt32(workers) { count = word.wait(while: count, reach) }
  }
}
