package import Jobs
import OperatingSystem

/// Workers that are processes, forked from this one when the pool is made.
///
/// They see the memory of that moment, each its own copy, and die with this process, which must have no
/// second thread. The pool sleeps on a bell and on every worker at once, so that the death of one is
/// noticed at once.
package struct ProcessPool: WorkerPool, ~Copyable {
  private let memory: PoolMemory
  private var processes: WorkerProcesses
  private var taskCount = 0
  private var isBroken = false

  /// How long a worker may take to leave before it is killed.
  private static let patience = 5

  private init(_ memory: PoolMemory, _ processes: consuming WorkerProcesses) {
    self.memory = memory
    self.processes = processes
  }

  package static func start(
    _ configuration: PoolConfiguration, body: @escaping TaskBody
  ) throws(PoolError) -> ProcessPool {
    let memory = try PoolMemory(configuration, reach: .processes)
    var pool = try empty(memory)
    let bell = pool.processes.bell
    for worker in 0..<configuration.workers {
      let loop = WorkerLoop(memory: memory, worker: worker, body: body)
      do {
        try pool.processes.start {
          loop.serve(cpu: configuration.cpu(ofWorker: worker)) { bell.ring() }
          return 0
        }
      } catch {
        throw .cannotStart(reason: "worker \(worker + 1): \(error)")
      }
    }
    try pool.awaitAll(memory.ready)
    if let error = memory.bindError(configuration) { throw error }
    return pool
  }

  /// A pool without workers yet.
  private static func empty(_ memory: PoolMemory) throws(PoolError) -> ProcessPool {
    do {
      return ProcessPool(memory, try WorkerProcesses())
    } catch {
      throw .cannotStart(reason: error.description)
    }
  }

  package mutating func run(tasks: Int, chunk: Chunk) throws(PoolError) -> PoolRun {
    guard !isBroken else { throw .alreadyBroken }
    taskCount = tasks
    let released = memory.release(tasks: tasks, chunk: chunk)
    try awaitAll(memory.finished)
    if let error = memory.taskError() { throw error }
    return memory.report(released: released)
  }

  package borrowing func withResults<Value>(
    _ read: (UnsafeBufferPointer<TaskResult>) -> Value
  ) -> Value {
    read(UnsafeBufferPointer(start: memory.results, count: taskCount))
  }

  /// The process identifiers of the workers.
  package var pids: [Int32] { (0..<processes.count).map { processes.pid($0) } }

  package consuming func shutDown() throws(PoolError) -> PoolEnd {
    memory.dismiss()
    let deadline = SystemClock.nanoseconds() + UInt64(Self.patience) * 1_000_000_000
    var firstError: PoolError?
    while !processes.isEmpty {
      let now = SystemClock.nanoseconds()
      guard now < deadline else {
        let stayed = (0..<processes.count).first { processes.isRunning($0) } ?? 0
        try killAll()
        throw .workerStayed(worker: stayed + 1, seconds: Self.patience)
      }
      for (index, end) in try waitForEnds(milliseconds: Int32((deadline - now) / 1_000_000 + 1)) {
        guard firstError == nil, !hasLeft(index, end) else { continue }
        firstError = death(of: index, end)
      }
    }
    if let firstError { throw firstError }
    return memory.end
  }

  /// Waits until all workers have added to the word; the first death breaks the pool.
  private mutating func awaitAll(_ word: AtomicWord32) throws(PoolError) {
    while word.load() != UInt32(memory.workers) {
      guard let (index, end) = try waitForEnds(milliseconds: nil).first else { continue }
      let error = death(of: index, end)
      isBroken = true
      // What the others hold may be half written: none of them goes on.
      try killAll()
      throw error
    }
  }

  private mutating func waitForEnds(milliseconds: Int32?) throws(PoolError) -> [(index: Int, end: WorkerEnd)]
  {
    do {
      return try processes.wait(milliseconds: milliseconds)
    } catch {
      isBroken = true
      throw .system(error)
    }
  }

  private mutating func killAll() throws(PoolError) {
    do {
      try processes.killAll()
    } catch {
      throw .system(error)
    }
  }

  private borrowing func death(of index: Int, _ end: WorkerEnd) -> PoolError {
    let task = memory.slot(index).pointee.currentTask
    return .workerDied(worker: index + 1, end: end, task: task == 0 ? nil : Int(clamping: task))
  }

  /// A task can exit with code 0 too; only the worker itself says that it leaves.
  private borrowing func hasLeft(_ index: Int, _ end: WorkerEnd) -> Bool {
    end == .exited(code: 0) && memory.slot(index).pointee.hasLeft != 0
  }
}
