package import Jobs
import OperatingSystem

/// Workers that are threads of this process.
///
/// They share all memory. A task that crashes takes the process with it.
package struct ThreadPool: WorkerPool, ~Copyable {
  private let memory: PoolMemory
  private var threads = ThreadGroup()
  private var taskCount = 0

  private init(_ memory: PoolMemory) {
    self.memory = memory
  }

  package static func start(
    _ configuration: PoolConfiguration, body: @escaping TaskBody
  ) throws(PoolError) -> ThreadPool {
    let memory = try PoolMemory(configuration, reach: .threads)
    var pool = ThreadPool(memory)
    for worker in 0..<configuration.workers {
      let loop = WorkerLoop(memory: memory, worker: worker, body: body)
      let cpu = configuration.cpu(ofWorker: worker)
      do {
        try pool.threads.start { loop.serve(cpu: cpu) { memory.wakePool() } }
      } catch {
        throw .cannotStart(reason: "worker \(worker + 1): \(error)")
      }
    }
    memory.awaitAll(memory.ready)
    if let error = memory.bindError(configuration) { throw error }
    return pool
  }

  deinit {
    // After shutDown none is left; otherwise the group waits for those that are told here.
    if threads.count > 0 { memory.dismiss() }
  }

  package mutating func run(tasks: Int, chunk: Chunk) throws(PoolError) -> PoolRun {
    taskCount = tasks
    let released = memory.release(tasks: tasks, chunk: chunk)
    memory.awaitAll(memory.finished)
    if let error = memory.taskError() { throw error }
    return memory.report(released: released)
  }

  package borrowing func withResults<Value>(
    _ read: (UnsafeBufferPointer<TaskResult>) -> Value
  ) -> Value {
    read(UnsafeBufferPointer(start: memory.results, count: taskCount))
  }

  package consuming func shutDown() throws(PoolError) -> PoolEnd {
    memory.dismiss()
    do {
      try threads.join()
    } catch {
      throw .system(error)
    }
    return memory.end
  }
}

extension PoolMemory {
  /// Sleeps until all workers have added to the word.
  fileprivate func awaitAll(_ word: AtomicWord32) {
    var count = word.load()
    while count != UInt32(workers) { count = word.wait(while: count, reach) }
  }

  /// The pool's thread sleeps on one of the two.
  fileprivate func wakePool() {
    ready.wakeAll(reach)
    finished.wakeAll(reach)
  }
}
