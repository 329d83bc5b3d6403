package import Jobs
import OperatingSystem

/// No workers beside the caller: it runs all tasks itself, one after the other.
package struct SerialPool: WorkerPool, ~Copyable {
  private let memory: PoolMemory
  private let body: TaskBody
  private var taskCount = 0

  private init(_ memory: PoolMemory, _ body: @escaping TaskBody) {
    self.memory = memory
    self.body = body
  }

  /// Binds nothing: the calling thread runs where whoever started its process has bound it.
  package static func start(
    _ configuration: PoolConfiguration, body: @escaping TaskBody
  ) throws(PoolError) -> SerialPool {
    guard configuration.workers == 1 else {
      throw .cannotStart(reason: "the executor 'serial' has one worker, not \(configuration.workers)")
    }
    let memory = try PoolMemory(configuration, reach: .threads)
    return SerialPool(memory, body)
  }

  package mutating func run(tasks: Int, chunk: Chunk) throws(PoolError) -> PoolRun {
    taskCount = tasks
    let released = memory.release(tasks: tasks, chunk: chunk)
    WorkerLoop(memory: memory, worker: 0, body: body).work()
    if let error = memory.taskError() { throw error }
    return memory.report(released: released)
  }

  package borrowing func withResults<Value>(
    _ read: (UnsafeBufferPointer<TaskResult>) -> Value
  ) -> Value {
    read(UnsafeBufferPointer(start: memory.results, count: taskCount))
  }

  package consuming func shutDown() throws(PoolError) -> PoolEnd {
    PoolEnd(runDelays: [])
  }
}
