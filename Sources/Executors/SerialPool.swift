package import Jobs
import OperatingSystem

/// No workers beside the caller: it runs all tasks itself, one after the other; a submitted one at once.
package final class SerialPool: WorkerPool {
  private let memory: PoolMemory
  private let loop: WorkerLoop
  private let context = TaskContext(worker: 1)
  private let tasks: TaskSubmission
  private var taskCount = 0
  private var hasEnded = false

  package let workers = 1

  /// Binds nothing: the calling thread runs where whoever started its process has bound it.
  package init(_ configuration: PoolConfiguration, _ work: PoolWork) throws(PoolError) {
    guard configuration.workers == 1 else {
      throw .cannotStart(reason: "the executor 'serial' has one worker, not \(configuration.workers)")
    }
    var own = configuration
    own.window = 0
    memory = try PoolMemory(own, .threads)
    loop = WorkerLoop(memory: memory, worker: 0, body: work.body)
    do {
      try configuration.initialise?(context)
    } catch {
      throw .initialiserFailed(worker: 1, message: String(describing: error))
    }
    tasks = TaskSubmission(TaskDesk(memory, carrier: nil), .all, callerRuns: context)
  }

  deinit { tasks.desk.fail(.alreadyEnded) }

  package var isBroken: Bool { hasEnded }

  package var submission: TaskSubmission {
    get throws(PoolError) {
      if hasEnded { throw .alreadyEnded }
      return tasks
    }
  }

  package func run(tasks: Int, chunk: Chunk) throws(PoolError) -> PoolRun {
    if hasEnded { throw .alreadyEnded }
    taskCount = tasks
    let released = memory.release(tasks: tasks, chunk: chunk)
    loop.work(context)
    if let error = memory.taskError() { throw error }
    return memory.report(released: released, tasks: tasks)
  }

  package func withResults<Value>(_ read: (UnsafeBufferPointer<TaskResult>) -> Value) -> Value {
    read(UnsafeBufferPointer(start: memory.results, count: taskCount))
  }

  package func shutDown(_ ending: PoolEnding) throws(PoolError) -> PoolEnd {
    hasEnded = true
    tasks.desk.fail(.alreadyEnded)
    return PoolEnd(runDelays: [])
  }
}
