package import Executors
package import Jobs

/// Hidden oversubscription: tasks that start threads of their own, as libraries for numbers do.
///
/// All tasks together have a known number of iterations of the spin loop. Each shares out its part over the
/// threads of a pool inside it, or does it alone.
package struct NestedWorkload: BuiltInWorkload {
  package let taskCount: Int
  private let innerThreads: Int
  private let shares: EvenShares
  /// Iterations between two offers of the global lock, about a millisecond.
  private let slice: UInt64

  private static let mostTasks = 10_000
  private static let mostThreads = 1024

  package static let description = WorkloadDescription(
    kind: "nested",
    summary: "hidden oversubscription: each task starts threads of its own",
    parameters: [
      ParameterDescription(
        name: "tasks", summary: "how many tasks", kind: .integer(1...mostTasks), defaultText: "8"),
      ParameterDescription(
        name: "inner_threads", summary: "threads that each task starts; 1: none",
        kind: .integer(1...mostThreads), defaultText: "1"),
      ParameterDescription(
        name: "work", summary: "time of all tasks together on one thread", kind: .duration, defaultText: "1s"),
    ],
    sizeParameter: "work",
    parallelPart: "everything: the tasks are independent, and so are the threads inside them",
    bound: { _ in .cpu },
    check: { arguments in
      guard let work = arguments.number("work") else { return nil }
      return TimedWork.fault(of: work)
    },
    needsCalibration: { _ in true },
    innerThreads: { $0.integer("inner_threads") ?? 1 })

  /// - Parameter calibration: iterations of the spin loop a second.
  package init(_ arguments: WorkloadArguments, calibration: Double?) throws(WorkloadError) {
    taskCount = try arguments.requiredCount("tasks", atMost: Self.mostTasks)
    innerThreads = try arguments.requiredCount("inner_threads", atMost: Self.mostThreads)
    let speed = try SpinLoop.checkedSpeed(calibration, for: "nested")
    let iterations = try SpinLoop.iterations(
      in: try arguments.required("work"), speed: speed, for: "nested")
    shares = EvenShares(total: iterations, parts: taskCount)
    slice = SpinLoop.slice(speed: speed)
  }

  /// How a task's iterations are shared out over its threads.
  private func parts(ofTask task: Int) -> EvenShares {
    EvenShares(total: shares[task], parts: innerThreads)
  }

  /// The state from which a part's loop begins: no two parts have the same.
  private static func firstState(ofPart part: Int, ofTask task: Int) -> UInt64 {
    UInt64(task) << 32 | UInt64(part + 1)
  }

  package func makeTask() -> TaskBody {
    { task, context in
      let state =
        innerThreads == 1
        ? SpinLoop.run(
          iterations: shares[task], from: Self.firstState(ofPart: 0, ofTask: task), slice: slice,
          between: context.checkpoint)
        // The threads inside are no workers: a global lock does not bind them, and their task only waits.
        : try context.waiting { try runInnerPool(task) }
      return TaskResult(count: shares[task], word: state)
    }
  }

  /// Does a task on threads of its own and returns the sum of their states, bit by bit.
  private func runInnerPool(_ task: Int) throws(PoolError) -> UInt64 {
    let parts = parts(ofTask: task)
    let work = PoolWork(name: "threads inside a task") { part, _ in
      let first = Self.firstState(ofPart: part, ofTask: task)
      return TaskResult(
        count: parts[part], word: SpinLoop.run(iterations: parts[part], from: first))
    }
    var configuration = PoolConfiguration(workers: innerThreads, capacity: innerThreads)
    configuration.window = 0
    let pool = try Pools.start(.threads, configuration, work)
    _ = try pool.run(tasks: innerThreads, chunk: .tasks(1))
    let state = pool.withResults { $0.reduce(0) { $0 ^ $1.word } }
    _ = try pool.shutDown()
    return state
  }

  /// The state that the task must end with.
  private func expectedState(ofTask task: Int) -> UInt64 {
    let parts = parts(ofTask: task)
    return (0..<innerThreads).reduce(0) { sum, part in
      sum ^ SpinLoop.state(after: parts[part], from: Self.firstState(ofPart: part, ofTask: task))
    }
  }

  package func combine(serial: TaskResult?, tasks: UnsafeBufferPointer<TaskResult>) -> [TaskResult] {
    Array(tasks)
  }

  package func check(_ results: [TaskResult]) -> WorkloadOutcome {
    let iterations = results.reduce(0) { $0 &+ $1.count }
    var outcome = WorkloadOutcome(result: "tasks=\(taskCount) iterations=\(iterations)")
    let wrong = results.indices.first { task in
      results[task].count != shares[task] || results[task].word != expectedState(ofTask: task)
    }
    if let wrong { outcome.fault = "task \(wrong + 1) has not done the work that it was given" }
    if results.count != taskCount {
      outcome.fault = "\(results.count) of \(taskCount) tasks have a result"
    }
    return outcome
  }
}
