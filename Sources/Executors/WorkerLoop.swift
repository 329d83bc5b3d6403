import OperatingSystem

/// What a worker does, be it a thread or a process.
// @unchecked Sendable: a loop is made for one worker, and used by no other.
struct WorkerLoop: @unchecked Sendable {
  let memory: PoolMemory
  /// Counted from 0.
  let worker: Int
  let body: TaskBody
  /// What it does with submitted tasks; nil where there are none.
  var server: (any TaskServer)?
  var initialise: (@Sendable (TaskContext) throws -> Void)?
  var lock: GlobalLock?
  /// After so many submitted tasks it leaves.
  var mostTasks: Int?
  /// Whether it takes the place of a worker that has left, while the others work.
  var isReplacement = false
  private let board: TaskBoard

  init(memory: PoolMemory, worker: Int, body: @escaping TaskBody) {
    self.memory = memory
    self.worker = worker
    self.body = body
    board = TaskBoard(memory)
  }

  /// Serves run after run, and task after task, until the pool tells the worker to leave.
  ///
  /// - Parameters:
  ///   - cpu: what it is bound to first; nil: nothing.
  ///   - tellPool: lets the pool's owner look, if it sleeps until this word changes.
  func serve(cpu: Int?, tellPool: (AtomicWord32) -> Void) {
    let slot = memory.slot(worker)
    let holder = lock.map { GlobalLockHolder($0) }
    let context = TaskContext(worker: worker + 1, holder: holder)
    holder?.acquire()
    let isReady = prepare(cpu, context)
    holder?.release()
    slot.pointee.isReady = 1
    let readyBefore = memory.ready.add(1)
    if isReplacement {
      if !isReady { return }
    } else if readyBefore == UInt32(memory.workers) - 1 {
      tellPool(memory.ready)
    }
    var delay = CurrentThread.runDelay()
    var generation = slot.pointee.generation
    var done = 0
    while true {
      let seen = memory.alarm.load()
      let now = memory.generation.load()
      if now != generation {
        generation = now
        if memory.order.pointee.leave != 0 { break }
        holder?.acquire()
        work(context, holder)
        holder?.release()
        if memory.finished.add(1) == UInt32(memory.workers) - 1 { tellPool(memory.finished) }
        delay = recordRunDelay(since: delay)
      } else if let server, let index = nextSubmitted(generation) {
        serve(index, server, context, holder, tellPool)
        done += 1
        if let mostTasks, done >= mostTasks { break }
      } else {
        sleep(seen, generation)
      }
    }
    slot.pointee.generation = generation
    slot.pointee.hasLeft = 1
  }

  /// The slot of a submitted task to do; nil where there is none, or an indexed run begins.
  private func nextSubmitted(_ generation: UInt32) -> Int? {
    guard let index = board.claim() ?? board.search(unless: { memory.generation.load() != generation })
    else { return nil }
    board.wakeNext()
    return index
  }

  /// Sleeps until there may be something to do.
  private func sleep(_ seen: UInt32, _ generation: UInt32) {
    memory.sleepers.add(1)
    // A call that found nobody asleep must not keep others from calling this one.
    memory.waking.store(0)
    // Either the owner sees that somebody sleeps, or this sees what the owner has published.
    MemoryFence.sequential()
    let isIdle =
      memory.generation.load() == generation && memory.claimed.load() >= memory.published.load()
    if isIdle { _ = memory.alarm.wait(while: seen, memory.reach) }
    memory.sleepers.add(.max)
    memory.waking.store(0)
    // Who has not woken anybody since sees that nobody is being woken, or this sees what was published.
    MemoryFence.sequential()
  }

  /// Binds the worker and runs its initialiser; false where that fails, which the slot tells.
  private func prepare(_ cpu: Int?, _ context: TaskContext) -> Bool {
    if let cpu {
      do {
        try CPUSet([cpu]).bindCallingThread()
      } catch {
        memory.slot(worker).pointee.bindError = error.code
        return false
      }
    }
    do {
      try initialise?(context)
      return true
    } catch {
      memory.storeMessage(String(describing: error), of: worker)
      memory.slot(worker).pointee.initialiserFailed = 1
      return false
    }
  }

  // MARK: - Submitted tasks

  private func serve(
    _ index: Int, _ server: any TaskServer, _ context: TaskContext, _ holder: GlobalLockHolder?,
    _ tellPool: (AtomicWord32) -> Void
  ) {
    let slot = board.slot(index)
    if board.state(index).compareExchange(expected: SlotState.pending, desired: SlotState.running) {
      memory.currentTask(worker).store(slot.pointee.task)
      holder?.acquire()
      slot.pointee.worker = UInt32(worker + 1)
      slot.pointee.started = SystemClock.nanoseconds()
      server.perform(index, board, context)
      slot.pointee.finished = SystemClock.nanoseconds()
      holder?.release()
      board.state(index).store(SlotState.done)
      memory.currentTask(worker).store(0)
    }
    if board.complete(index) { tellPool(memory.ownerSleeps) }
  }

  // MARK: - Indexed runs

  /// After the run, so that reading the file does not count as part of it.
  private func recordRunDelay(since before: Int?) -> Int? {
    let now = CurrentThread.runDelay()
    var delay: Int64 = -1
    if let before, let now { delay = Int64(now - before) }
    memory.runDelay(worker).store(UInt64(bitPattern: delay))
    return now
  }

  /// Claims tasks and runs them until none is left.
  func work(_ context: TaskContext, _ holder: GlobalLockHolder? = nil) {
    let slot = memory.slot(worker)
    let order = memory.order.pointee
    var claims = ChunkClaims(memory, order)
    var records = TimingRecords(memory)
    var done: UInt64 = 0
    let waited = holder?.waited ?? 0
    let start = SystemClock.nanoseconds()
    slot.pointee.start = start
    claims.moment = start
    while let claimed = claims.next() {
      if memory.layout.traces { runTimed(claimed, context, &records) } else { run(claimed, context) }
      // Outside the loop over tasks: an empty task costs a few nanoseconds.
      slot.pointee.currentTask = 0
      done += UInt64(claimed.count)
    }
    slot.pointee.end = SystemClock.nanoseconds()
    slot.pointee.lockWait = (holder?.waited ?? 0) - waited
    slot.pointee.tasks = done
    let place = CurrentThread.place()
    slot.pointee.cpu = place.map { Int64($0.cpu) } ?? -1
    slot.pointee.node = place.map { Int64($0.node) } ?? -1
  }

  private func run(_ tasks: Range<Int>, _ context: TaskContext) {
    let slot = memory.slot(worker)
    let results = memory.results
    for task in tasks {
      slot.pointee.currentTask = UInt64(task) + 1
      do {
        results[task] = try body(task, context)
      } catch {
        results[task] = TaskResult(count: 0)
        keep(error, of: task)
      }
      context.checkpoint()
    }
  }

  /// One look at the clock for each task: where one ends, the next begins, but for a wait for the global lock.
  private func runTimed(_ tasks: Range<Int>, _ context: TaskContext, _ records: inout TimingRecords) {
    let slot = memory.slot(worker)
    let results = memory.results
    var now = SystemClock.nanoseconds()
    for task in tasks {
      slot.pointee.currentTask = UInt64(task) + 1
      let start = now
      var failed: UInt32 = 0
      do {
        results[task] = try body(task, context)
      } catch {
        results[task] = TaskResult(count: 0)
        keep(error, of: task)
        failed = 1
      }
      now = SystemClock.nanoseconds()
      records.append(
        StoredTiming(
          task: UInt64(task) + 1, started: start, finished: now, worker: UInt32(worker + 1), failed: failed))
      guard lock != nil else { continue }
      context.checkpoint()
      now = SystemClock.nanoseconds()
    }
  }

  /// A worker claims in ascending order, so that its first failed task is its lowest.
  private func keep(_ error: any Error, of task: Int) {
    let slot = memory.slot(worker)
    guard slot.pointee.failedTask == 0 else { return }
    slot.pointee.failedTask = UInt64(task) + 1
    memory.storeMessage(String(describing: error), of: worker)
  }
}
