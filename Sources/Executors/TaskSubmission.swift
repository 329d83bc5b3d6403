import OperatingSystem

/// Makes futures of tasks and inputs for a pool.
package final class TaskSubmission {
  /// Which tasks a pool's workers can do.
  enum Reach {
    /// All: they share the memory of this process.
    case all
    /// Those that were known when the workers were forked.
    case forked(TaskRegistry)
    /// Those that the worker program knows.
    case registered
  }

  let desk: TaskDesk
  private let reach: Reach
  /// The caller does each task when it is submitted: there are no workers beside it.
  private let context: TaskContext?
  private var names: [String: Int] = [:]
  /// Is told of every future before the workers see its task; nil: nobody wants to know.
  package var observer: ((SubmittedTask) -> Void)?

  init(_ desk: TaskDesk, _ reach: Reach, callerRuns context: TaskContext? = nil) {
    self.desk = desk
    self.reach = reach
    self.context = context
  }

  package func submit<Input: Portable, Output: Portable>(
    _ task: PoolTask<Input, Output>, _ input: Input
  ) throws(PoolError) -> Future<Output> {
    try checkWindow(task.name)
    let name = try nameNumber(task)
    let future = SingleTask(number: try desk.takeNumber(), desk: desk, name: name, task, input)
    hand(future)
    return future
  }

  func submit<Input: Portable, Output: Portable>(
    _ task: PoolTask<Input, Output>, bundle inputs: ArraySlice<Input>
  ) throws(PoolError) -> Future<[Result<Output, TaskError>]> {
    try checkWindow(task.name)
    let name = try nameNumber(task)
    let number = try desk.takeNumber(inputs.count)
    let future = BundledTasks(number: number, desk: desk, name: name, task, inputs)
    hand(future)
    return future
  }

  private func checkWindow(_ name: String) throws(PoolError) {
    guard context == nil, desk.board.window == 0 else { return }
    throw .refused(
      task: name, reason: "the pool is for indexed runs alone: its window for submitted tasks is 0")
  }

  private func hand(_ task: SubmittedTask) {
    observer?(task)
    guard let context else { return desk.submit(task) }
    let started = SystemClock.nanoseconds()
    task.perform(context)
    let finished = SystemClock.nanoseconds()
    task.settle(TaskActivity(worker: context.worker, started: started, finished: finished), bytes: 0)
  }

  /// The number by which worker processes know the task; nil where they are threads.
  private func nameNumber<Input, Output>(_ task: PoolTask<Input, Output>) throws(PoolError) -> Int? {
    switch reach {
    case .all: return nil
    case .forked(let registry):
      if registry.code(task.name) == nil {
        throw .refused(
          task: task.name,
          reason: "the workers were forked before it was there; register it before the pool is started")
      }
    case .registered:
      if !task.isRegistered {
        throw .refused(
          task: task.name,
          reason: "it captures state of this process, which workers that start afresh do not have; register "
            + "it in the worker program with what it needs as its input, or use the executor fork or threads")
      }
    }
    if let number = names[task.name] { return number }
    guard names.count < PoolLayout.names, task.name.utf8.count < PoolLayout.nameSize else {
      throw .refused(
        task: task.name,
        reason: "a pool knows at most \(PoolLayout.names) tasks, with names of at most "
          + "\(PoolLayout.nameSize - 1) bytes")
    }
    let number = names.count
    desk.board.storeName(task.name, number: number)
    names[task.name] = number
    return number
  }
}
