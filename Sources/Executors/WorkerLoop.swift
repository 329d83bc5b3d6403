import OperatingSystem

/// What a worker does, be it a thread or a process.
struct WorkerLoop {
  let memory: PoolMemory
  /// Counted from 0.
  let worker: Int
  let body: TaskBody

  /// Serves run after run until the pool tells the worker to leave.
  ///
  /// - Parameters:
  ///   - cpu: what it is bound to first; nil: nothing.
  ///   - tellPool: called when the last worker has become ready, and when the last has ended a run.
  func serve(cpu: Int?, tellPool: () -> Void) {
    if let cpu { bind(to: cpu) }
    var delay = CurrentThread.runDelay()
    if memory.ready.add(1) == UInt32(memory.workers) - 1 { tellPool() }
    var generation: UInt32 = 0
    while true {
      generation = memory.generation.wait(while: generation, memory.reach)
      if memory.order.pointee.leave != 0 { break }
      work()
      if memory.finished.add(1) == UInt32(memory.workers) - 1 { tellPool() }
      delay = recordRunDelay(since: delay)
    }
    memory.slot(worker).pointee.hasLeft = 1
  }

  private func bind(to cpu: Int) {
    do {
      try CPUSet([cpu]).bindCallingThread()
    } catch {
      memory.slot(worker).pointee.bindError = error.code
    }
  }

  /// After the run, so that reading the file does not count as part of it.
  private func recordRunDelay(since before: Int?) -> Int? {
    let now = CurrentThread.runDelay()
    var delay: Int64 = -1
    if let before, let now { delay = Int64(now - before) }
    memory.runDelay(worker).store(UInt64(bitPattern: delay))
    return now
  }

  /// Claims tasks and runs them until none is left.
  func work() {
    let slot = memory.slot(worker)
    let results = memory.results
    let context = TaskContext(worker: worker + 1)
    let order = memory.order.pointee
    var done: UInt64 = 0
    slot.pointee.start = SystemClock.nanoseconds()
    while let claimed = claim(order) {
      for task in claimed {
        slot.pointee.currentTask = UInt64(task) + 1
        do {
          results[task] = try body(task, context)
        } catch {
          results[task] = TaskResult(count: 0)
          keep(error, of: task)
        }
      }
      // Outside the loop over tasks: an empty task costs a few nanoseconds.
      slot.pointee.currentTask = 0
      done += UInt64(claimed.count)
    }
    slot.pointee.end = SystemClock.nanoseconds()
    slot.pointee.tasks = done
    let place = CurrentThread.place()
    slot.pointee.cpu = place.map { Int64($0.cpu) } ?? -1
    slot.pointee.node = place.map { Int64($0.node) } ?? -1
  }

  /// The next tasks for this worker; nil where none is left.
  private func claim(_ order: PoolOrder) -> Range<Int>? {
    var size = order.chunk
    if size == 0 {
      // Others may claim between this look and the claim, which only makes the chunk a little larger.
      let first = memory.next.loadRelaxed()
      guard first < order.tasks else { return nil }
      size = max(1, (order.tasks - first) / (4 * UInt64(memory.workers)))
    } else {
      // A larger one would only bring the counter near its end.
      size = min(size, max(1, order.tasks))
    }
    let first = memory.next.addRelaxed(size)
    guard first < order.tasks else { return nil }
    return Int(first)..<Int(min(first + size, order.tasks))
  }

  /// A worker claims in ascending order, so that its first failed task is its lowest.
  private func keep(_ error: any Error, of task: Int) {
    let slot = memory.slot(worker)
    guard slot.pointee.failedTask == 0 else { return }
    slot.pointee.failedTask = UInt64(task) + 1
    memory.storeMessage(String(describing: error), of: worker)
  }
}
