package import Executors
package import Jobs

/// The pool's interface itself: tasks are submitted, asked for their state, waited for, cancelled and mapped.
package struct FuturesWorkload: DrivenWorkload {
  /// In nanoseconds, one for each task.
  private let durations: [UInt64]
  private let task: PoolTask<FutureInput, UInt64>

  private static let mostTasks = 10_000
  /// For how long the workers are kept busy at least while a task is cancelled, in nanoseconds.
  private static let shortestHold: UInt64 = 50_000_000

  package static let description = WorkloadDescription(
    kind: "futures",
    summary: "the interface of a pool: submit, running, done, result, error, cancel, map, and closing it",
    parameters: [
      ParameterDescription(
        name: "durations", summary: "how long each task sleeps, in the order of submission", kind: .durations,
        defaultText: "[800ms, 700ms, 600ms, 500ms, 400ms, 300ms, 200ms, 100ms]")
    ],
    sizeParameter: nil,
    parallelPart: "everything: the tasks are independent",
    bound: { _ in .waiting },
    estimate: { arguments, workers in
      // Arguments that it refuses are an error of the manifest, which says why: there is nothing to estimate.
      guard let workload = try? FuturesWorkload(arguments) else { return nil }
      return workload.estimate(workers: workers)
    },
    check: { arguments in
      do throws(WorkloadError) {
        _ = try FuturesWorkload(arguments)
        return nil
      } catch {
        return error.message
      }
    },
    metrics: [
      MetricDescription(name: "tasks_done", summary: "futures with a result", kind: .count),
      MetricDescription(name: "tasks_failed", summary: "futures with an error", kind: .count),
      MetricDescription(
        name: "tasks_cancelled", summary: "futures that were cancelled; under serial none can be",
        kind: .count),
    ],
    tellsTasks: true)

  /// Sleeps, then returns its answer or throws.
  package static let task = PoolTask<FutureInput, UInt64>(registered: "futures.sleep") { input, context in
    _ = Nanoseconds.sleep(input.nanoseconds, context)
    if input.fails { throw RequestedFailure() }
    return input.answer
  }

  package init(_ arguments: WorkloadArguments) throws(WorkloadError) {
    try self.init(arguments, task: Self.task)
  }

  /// - Parameter task: does what ``task`` does, or, where a fault is to be found, something else.
  package init(
    _ arguments: WorkloadArguments, task: PoolTask<FutureInput, UInt64>
  ) throws(WorkloadError) {
    let seconds = arguments.list("durations") ?? []
    guard !seconds.isEmpty else { throw WorkloadError(message: "'durations' is empty: write at least one") }
    guard seconds.count <= Self.mostTasks else {
      throw WorkloadError(message: "\(seconds.count) durations are more than \(Self.mostTasks)")
    }
    let durations = seconds.compactMap(Nanoseconds.of)
    guard seconds.reduce(0, +) <= Nanoseconds.mostSeconds, durations.count == seconds.count else {
      throw WorkloadError(
        message: "the tasks would sleep for more than \(Nanoseconds.mostSecondsText) together: write "
          + "shorter durations or fewer of them")
    }
    self.durations = durations
    self.task = task
  }

  package static func registerTasks(in registry: inout TaskRegistry) {
    registry.register(task)
  }

  private var shortest: UInt64 { durations.min() ?? 0 }
  private var hold: UInt64 { max(shortest, Self.shortestHold) }

  /// In seconds, with the tasks for which closing the pool waits: one more than there are workers.
  private func estimate(workers: Int) -> Double {
    let machine = ListSchedule.Machine(workers: min(max(1, workers), durations.count))
    let schedule = ListSchedule(tasks: durations.count, on: machine) { Double(durations[$0]) }
    return (schedule.makespan + Double(hold) + 2 * Double(shortest)) / 1e9
  }

  /// What the steps have counted, and the tasks that nobody has waited for.
  package struct Seen {
    var order: [Int]
    var cancelled: Int
    var mapped: Int
    var left: [Future<UInt64>]
  }

  package func drive(_ use: PoolUse) throws -> Seen {
    let steps = try PoolSteps(use, task, durations: durations)
    try steps.running()
    let order = try steps.done()
    try steps.result()
    try steps.error()
    let cancelled = try steps.cancel(hold: hold)
    let mapped = try steps.map()
    return Seen(order: order, cancelled: cancelled, mapped: mapped, left: try steps.leave(shortest))
  }

  package func check(_ seen: Seen) throws -> WorkloadOutcome {
    for (index, future) in seen.left.enumerated() {
      try WrongStep.check(
        try future.result(within: 0) == UInt64(index) + 1, "close", "a task has not its own result")
    }
    // Of each, beside the tasks with durations: 2 good ones and 1 that fails, and the element of the map that fails.
    let done = durations.count + 2 + seen.mapped + seen.left.count
    return WorkloadOutcome(
      result: "submitted=\(text(durations.indices)) completed=\(text(seen.order)) failed=2 "
        + "cancelled=\(seen.cancelled) closed_with=\(seen.left.count)",
      metrics: [
        WorkloadMetric(name: "tasks_done", value: Double(done)),
        WorkloadMetric(name: "tasks_failed", value: 2),
        WorkloadMetric(name: "tasks_cancelled", value: Double(seen.cancelled)),
      ])
  }

  /// The durations of tasks in seconds, of the first sixteen.
  private func text(_ tasks: some Collection<Int>) -> String {
    let shown = tasks.prefix(16).map { Nanoseconds.inSeconds(durations[$0]) }.joined(separator: ",")
    return tasks.count > 16 ? shown + ",…" : shown
  }
}
