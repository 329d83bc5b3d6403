package import Jobs
import OperatingSystem

/// Workers that are processes: forked from this one, from the fork server, or started afresh.
///
/// They die with this process, which must have no second thread. The pool sleeps on a bell and on every worker
/// at once, so that the death of one is noticed at once.
package final class ProcessPool: WorkerPool {
  private let memory: PoolMemory
  private let configuration: PoolConfiguration
  private let work: PoolWork
  private let method: StartMethod
  private let recipe: WorkRecipe?
  private let carrier: PayloadCarrier?
  private let tasks: TaskSubmission
  private var processes: WorkerProcesses
  private var taskCount = 0
  private var failure: PoolError?
  private var end: PoolEnd?

  /// How long a worker may take to leave before it is killed, in seconds.
  private static let patience = 5.0

  package var workers: Int { memory.workers }

  init(
    _ configuration: PoolConfiguration, _ work: PoolWork, _ method: StartMethod
  ) throws(PoolError) {
    self.configuration = configuration
    self.work = work
    self.method = method
    let reach: TaskSubmission.Reach
    switch method {
    case .fork:
      recipe = nil
      reach = .forked(configuration.registry)
      memory = try PoolMemory(configuration, .forked)
    case .spawn, .forkServer:
      recipe = try WorkRecipe(work, configuration)
      reach = .registered
      memory = try PoolMemory(configuration, .handed)
    }
    do throws(Errno) {
      carrier = configuration.window > 0 ? try PayloadCarrier(memory) : nil
      processes = try WorkerProcesses()
    } catch {
      throw .cannotStart(reason: error.description)
    }
    tasks = TaskSubmission(TaskDesk(memory, carrier: carrier), reach)
    tasks.desk.sleep = { [unowned self] (deadline) throws(PoolError) in try sleep(until: deadline) }
    for worker in 0..<configuration.workers {
      do throws(PoolError) {
        try start(worker)
      } catch {
        try killAll()
        throw error
      }
    }
    try awaitAll(memory.ready)
    if let error = memory.startError(configuration) { throw error }
  }

  deinit { tasks.desk.fail(failure ?? .alreadyEnded) }

  /// The process identifiers of the workers.
  package var pids: [Int32] { (0..<processes.count).map { processes.pid($0) } }

  package var isBroken: Bool {
    // Whatever is thrown has broken the pool, and that is what is asked.
    if failure == nil, end == nil { try? sleep(until: 0) }
    return failure != nil || end != nil
  }

  package var submission: TaskSubmission {
    get throws(PoolError) {
      try checkUsable()
      return tasks
    }
  }

  private func checkUsable() throws(PoolError) {
    if end != nil { throw .alreadyEnded }
    if failure != nil { throw .alreadyBroken }
  }

  package func run(tasks: Int, chunk: Chunk) throws(PoolError) -> PoolRun {
    try checkUsable()
    taskCount = tasks
    let released = memory.release(tasks: tasks, chunk: chunk)
    try awaitRun()
    if let error = memory.taskError() { throw error }
    return memory.report(released: released, tasks: tasks)
  }

  package func withResults<Value>(_ read: (UnsafeBufferPointer<TaskResult>) -> Value) -> Value {
    read(UnsafeBufferPointer(start: memory.results, count: taskCount))
  }

  // MARK: - Starting workers

  /// Starts a worker, counted from 0, or the one that takes its place.
  private func start(_ worker: Int, isReplacement: Bool = false) throws(PoolError) {
    let place = isReplacement ? worker : nil
    let ticket = WorkerTicket(
      worker: worker, cpu: configuration.cpu(ofWorker: worker) ?? -1,
      mostTasks: configuration.tasksPerWorker ?? 0, isReplacement: isReplacement,
      nameLength: recipe?.nameLength ?? 0, recipeLength: recipe?.recipeLength ?? 0, hasBoxes: carrier != nil)
    switch method {
    case .fork: try startForked(ticket, place)
    case .spawn(let program):
      let descriptors = descriptors(worker)
      let numbers = descriptors.map(String.init)
      do throws(SpawnError) {
        try processes.spawn(
          replacing: place, program: program.path,
          arguments: program.arguments + ["worker", ticket.text] + numbers, descriptors: descriptors)
      } catch {
        throw .cannotStart(reason: "worker \(worker + 1): \(error)")
      }
    case .forkServer(let server):
      let pid = try server.fork(message: Array(ticket.text.utf8), descriptors: descriptors(worker))
      do throws(Errno) {
        try processes.adopt(replacing: place, pid: pid)
      } catch {
        throw .cannotStart(reason: "worker \(worker + 1): \(error)")
      }
    }
  }

  private func startForked(_ ticket: WorkerTicket, _ place: Int?) throws(PoolError) {
    let bell = processes.bell
    var loop = WorkerLoop(memory: memory, worker: ticket.worker, body: work.body)
    loop.initialise = configuration.initialise
    loop.mostTasks = configuration.tasksPerWorker
    loop.isReplacement = ticket.isReplacement
    do throws(WorkerForkError) {
      try processes.start(replacing: place) { [self] in
        do throws(Errno) {
          loop.server = try carrier.map { (carrier) throws(Errno) in try codeServer(ticket.worker, carrier) }
        } catch {
          loop.initialise = { _ in throw error }
        }
        loop.serve(cpu: configuration.cpu(ofWorker: ticket.worker)) { _ in bell.ring() }
        return 0
      }
    } catch {
      throw .cannotStart(reason: "worker \(ticket.worker + 1): \(error)")
    }
  }

  /// What a forked worker does with submitted tasks. It maps the boxes anew: its own mapping may grow.
  private func codeServer(_ worker: Int, _ carrier: PayloadCarrier) throws(Errno) -> CodeServer {
    CodeServer(
      memory: memory, worker: worker, registry: configuration.registry,
      inbox: try PayloadBox(handed: carrier.inboxDescriptor ?? -1),
      outbox: try PayloadBox(handed: carrier.outboxDescriptor(worker) ?? -1, after: memory.outbox(worker)))
  }

  /// What a worker that starts afresh is handed, in the order in which it takes them.
  private func descriptors(_ worker: Int) -> [Int32] {
    var descriptors = [memory.descriptor ?? -1, processes.bell.descriptor, recipe?.descriptor ?? -1]
    if let carrier {
      descriptors += [carrier.inboxDescriptor ?? -1, carrier.outboxDescriptor(worker) ?? -1]
    }
    return descriptors
  }

  // MARK: - Waiting

  /// Waits until all workers have added to the word; the first death breaks the pool.
  private func awaitAll(_ word: AtomicWord32) throws(PoolError) {
    while word.load() != UInt32(memory.workers) { try sleep(until: nil) }
  }

  /// Waits until all workers are done with a run. One that waits for room for the result of a submitted task
  /// comes to the run only once that is taken in.
  private func awaitRun() throws(PoolError) {
    while memory.finished.load() != UInt32(memory.workers) {
      tasks.desk.takeInQuietly()
      memory.ownerSleeps.store(1)
      MemoryFence.sequential()
      defer { memory.ownerSleeps.store(0) }
      if !tasks.desk.hasCompletion { try sleep(until: nil) }
    }
  }

  /// Sleeps until a worker rings or ends, at most until the moment. A worker that has done its share is
  /// replaced; the first that died breaks the pool.
  private func sleep(until deadline: UInt64?) throws(PoolError) {
    var milliseconds: Int32?
    if let deadline {
      let now = SystemClock.nanoseconds()
      milliseconds = deadline > now ? Int32(clamping: (deadline - now + 999_999) / 1_000_000) : 0
    }
    for (index, end) in try waitForEnds(milliseconds: milliseconds) {
      if hasLeft(index, end) { try replace(index) } else { try breakDown(death(of: index, end)) }
    }
  }

  private func waitForEnds(milliseconds: Int32?) throws(PoolError) -> [(index: Int, end: WorkerEnd)] {
    do throws(Errno) {
      return try processes.wait(milliseconds: milliseconds)
    } catch {
      try breakDown(.system(error))
      return []
    }
  }

  /// A worker that has done as many tasks as it may is followed by another.
  private func replace(_ worker: Int) throws(PoolError) {
    memory.slot(worker).pointee.hasLeft = 0
    memory.slot(worker).pointee.isReady = 0
    do throws(PoolError) {
      try start(worker, isReplacement: true)
    } catch {
      try breakDown(error)
    }
  }

  /// What the others hold may be half written: none of them goes on.
  private func breakDown(_ error: PoolError) throws(PoolError) {
    failure = error
    defer { tasks.desk.fail(error) }
    try killAll()
    throw error
  }

  private func killAll() throws(PoolError) {
    do throws(Errno) {
      try processes.killAll()
    } catch {
      throw .system(error)
    }
  }

  private func death(of worker: Int, _ end: WorkerEnd) -> PoolError {
    if let error = memory.startError(ofWorker: worker, configuration) { return error }
    if memory.slot(worker).pointee.isReady == 0 {
      return .cannotStart(reason: "worker \(worker + 1) \(end) before it was ready")
    }
    return .workerDied(worker: worker + 1, end: end, task: memory.currentTask(ofWorker: worker))
  }

  /// A task can exit with code 0 too; only the worker itself says that it leaves.
  private func hasLeft(_ worker: Int, _ end: WorkerEnd) -> Bool {
    end == .exited(code: 0) && memory.slot(worker).pointee.hasLeft != 0
  }
}

// MARK: - The end

extension ProcessPool {
  package func shutDown(_ ending: PoolEnding) throws(PoolError) -> PoolEnd {
    if let end { return end }
    end = PoolEnd(runDelays: Array(repeating: nil, count: workers))
    defer { tasks.desk.fail(failure ?? .alreadyEnded) }
    // A broken pool has no workers left; whoever used it was told why.
    if failure != nil { return PoolEnd(runDelays: Array(repeating: nil, count: workers)) }
    let bound: Double?
    switch ending {
    case .wait(let atMost): bound = atMost
    case .cancel(let grace):
      tasks.desk.cancelAll()
      bound = grace
    }
    let desk = tasks.desk
    let isDone = desk.wait(within: bound) { desk.unsettled == 0 }
    if let failure { throw failure }
    guard isDone else { throw try stayed(seconds: bound ?? 0) }
    try leave()
    let told = memory.end
    end = told
    return told
  }

  /// Lets the workers leave, and kills those that do not.
  private func leave() throws(PoolError) {
    memory.dismiss()
    let deadline = SystemClock.nanoseconds() + UInt64(Self.patience * 1e9)
    var firstError: PoolError?
    while !processes.isEmpty {
      let now = SystemClock.nanoseconds()
      guard now < deadline else { throw try stayed(seconds: Self.patience) }
      for (index, end) in try waitForEnds(milliseconds: Int32((deadline - now) / 1_000_000 + 1)) {
        guard firstError == nil, !hasLeft(index, end) else { continue }
        firstError = death(of: index, end)
      }
    }
    if let firstError {
      failure = firstError
      throw firstError
    }
  }

  /// Kills what does not leave, and says who it was: one that still runs a task, before one that does not.
  private func stayed(seconds: Double) throws(PoolError) -> PoolError {
    let running = (0..<workers).filter { processes.isRunning($0) }
    let worker = running.first { memory.currentTask(ofWorker: $0) != nil } ?? running.first ?? 0
    let error = PoolError.workerStayed(
      worker: worker + 1, seconds: seconds, task: memory.currentTask(ofWorker: worker))
    failure = error
    try killAll()
    return error
  }
}
