package import Executors
package import Jobs

/// Errors inside tasks: the inverse of each of some numbers, of which zero has none.
package struct InverseWorkload: DrivenWorkload {
  private let values: [Int]
  private let task: PoolTask<Int, Double>

  private static let mostValues = 10_000
  private static let bounds = -1_000_000_000...1_000_000_000

  package static let description = WorkloadDescription(
    kind: "inverse",
    summary: "an error inside a task: the inverses of numbers, of which 0 has none",
    parameters: [
      ParameterDescription(
        name: "values", summary: "a task for each, in this order", kind: .integers(bounds),
        defaultText: "[1, 2, 3, 4, 0, 5, 6, 7]")
    ],
    sizeParameter: nil,
    parallelPart: "everything: the tasks are independent",
    bound: { _ in .cpu },
    check: { arguments in
      do throws(WorkloadError) {
        _ = try InverseWorkload(arguments)
        return nil
      } catch {
        return error.message
      }
    },
    metrics: [
      MetricDescription(name: "results", summary: "tasks with a result", kind: .count),
      MetricDescription(name: "errors", summary: "tasks with an error", kind: .count),
    ])

  /// The inverse of a number; throws for zero.
  package static let task = PoolTask<Int, Double>(registered: "inverse") { value, _ in
    guard value != 0 else { throw DivisionByZero() }
    return 1 / Double(value)
  }

  /// What the task of zero throws.
  package struct DivisionByZero: Error, CustomStringConvertible {
    package init() {}
    package var description: String { "1/0 is no number" }
  }

  package init(_ arguments: WorkloadArguments) throws(WorkloadError) {
    try self.init(arguments, task: Self.task)
  }

  /// - Parameter task: does what ``task`` does, or, where a fault is to be found, something else.
  package init(_ arguments: WorkloadArguments, task: PoolTask<Int, Double>) throws(WorkloadError) {
    let values = (arguments.list("values") ?? []).compactMap { Int(exactly: $0) }
    guard !values.isEmpty else { throw WorkloadError(message: "'values' is empty: write at least one") }
    guard values.count <= Self.mostValues else {
      throw WorkloadError(message: "\(values.count) values are more than \(Self.mostValues)")
    }
    self.values = values
    self.task = task
  }

  package static func registerTasks(in registry: inout TaskRegistry) {
    registry.register(task)
  }

  /// What the futures have told.
  package struct Seen {
    var sum = 0.0
    var results = 0
    /// The error that was read first.
    var firstError: TaskError?
  }

  package func drive(_ use: PoolUse) throws -> Seen {
    var futures: [Future<Double>] = []
    for value in values { futures.append(try use.pool.submit(task, value)) }
    // Waiting throws nothing, although there are errors by then.
    let completions = use.pool.inCompletionOrder(futures)
    var done = 0
    while completions.next() != nil { done += 1 }
    try WrongStep.check(done == values.count, "wait", "\(done) of \(values.count) tasks are done")
    var seen = Seen()
    for (value, future) in zip(values, futures) {
      switch Result(catching: { () throws(TaskError) in try future.result() }) {
      case .success(let inverse):
        try WrongStep.check(
          value != 0 && inverse == 1 / Double(value), "read", "the inverse of \(value) is \(inverse)")
        seen.sum += inverse
        seen.results += 1
      case .failure(.failed(let number, let type, _))
      where value == 0 && number == future.number && type == String(describing: DivisionByZero.self):
        if seen.firstError == nil { seen.firstError = try future.error() }
      case .failure(.poolBroken(_, let cause)): throw cause
      case .failure(let error): throw WrongStep("read", "the task of \(value) has another's error: \(error)")
      }
    }
    try goOn(use)
    return seen
  }

  /// The errors have not broken the pool: it does the same again, for the numbers that have an inverse.
  private func goOn(_ use: PoolUse) throws {
    try WrongStep.check(!use.pool.isBroken, "go on", "the error of a task has broken the pool")
    let others = values.filter { $0 != 0 }
    let inverses = try use.pool.map(task, others, chunk: use.chunk).all()
    try WrongStep.check(
      inverses == others.map { 1 / Double($0) }, "go on", "after an error the results of a map are wrong")
  }

  package func check(_ seen: Seen) throws -> WorkloadOutcome {
    let errors = values.count - seen.results
    let text = seen.firstError.map { " first_error=\($0)" } ?? ""
    return WorkloadOutcome(
      result: "results=\(seen.results) errors=\(errors) sum=\(seen.sum)\(text)",
      metrics: [
        WorkloadMetric(name: "results", value: Double(seen.results)),
        WorkloadMetric(name: "errors", value: Double(errors)),
      ])
  }
}
