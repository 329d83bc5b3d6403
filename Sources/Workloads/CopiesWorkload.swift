package import Executors
import Jobs

/// Scaling by throughput: as many copies of a workload as there are workers, each done as a whole by one worker.
///
/// A copy is the workload as it is for one worker: it is made, its serial part runs, then all its tasks in order,
/// their results are combined, and the copy checks itself. All of this happens inside the worker and is timed.
package struct CopiesWorkload: BuiltInWorkload {
  /// The run of one copy.
  private let request: RunRequest
  package let taskCount: Int
  package let model: WorkloadModel?

  /// - Parameter request: a run that is to be one of copies.
  /// - Throws: where a run is to be computed, and no copy can be made.
  package init(_ request: RunRequest) throws(WorkloadError) {
    var single = request
    single.copies = false
    single.workers = 1
    single.sizedFor = 1
    single.traces = false
    single.shared = nil
    self.request = single
    taskCount = request.workers
    // What is executed is made in its worker.
    model = request.executor.kind == .simulated ? Self.model(of: try WorkloadCatalogue.make(single)) : nil
  }

  /// The time of all parts of a copy, one after the other.
  private static func model(of workload: any BuiltInWorkload) -> WorkloadModel? {
    guard let model = workload.model else { return nil }
    let seconds = (0..<workload.taskCount).reduce(model.serial) { $0 + model.duration($1) }
    return WorkloadModel { _ in seconds }
  }

  package func makeTask() -> TaskBody {
    { [request] _, context in
      try Self.copy(of: WorkloadCatalogue.make(request), request, context)
    }
  }

  /// Does all the work of a workload. The first word tells whether the result is right, the second is its hash.
  private static func copy(
    of workload: some BuiltInWorkload, _ request: RunRequest, _ context: TaskContext
  ) throws -> TaskResult {
    defer { workload.finish() }
    try workload.beginIteration()
    var serial: TaskResult?
    if let part = workload.serialPart {
      // It knows of no global lock, which a worker that only waits must not hold.
      let isWaiting = WorkloadCatalogue.isWaiting(request.kind, request.arguments)
      serial = isWaiting ? context.waiting(part) : part()
    }
    let task = workload.makeTask()
    var results: [TaskResult] = []
    results.reserveCapacity(workload.taskCount)
    for index in 0..<workload.taskCount { results.append(try task(index, context)) }
    let outcome = results.withUnsafeBufferPointer {
      workload.check(workload.combine(serial: serial, tasks: $0))
    }
    return TaskResult(count: outcome.fault == nil ? 1 : 0, word: hash(outcome.result))
  }

  /// The hash FNV-1a of a text (Fowler, Noll and Vo 1991): the same in every process and version.
  package static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  package func combine(serial: TaskResult?, tasks: UnsafeBufferPointer<TaskResult>) -> [TaskResult] {
    Array(tasks)
  }

  package func check(_ copies: [TaskResult]) -> WorkloadOutcome {
    let hash = copies.first?.word ?? 0
    var digits = String(hash, radix: 16)
    digits = String(repeating: "0", count: 16 - digits.count) + digits
    var outcome = WorkloadOutcome(result: "copies=\(copies.count) each=x\(digits)")
    if let wrong = copies.firstIndex(where: { $0.count != 1 }) {
      outcome.fault = "copy \(wrong + 1) has found its own result wrong"
    } else if let other = copies.firstIndex(where: { $0.word != hash }) {
      outcome.fault = "copy \(other + 1) has another result than the first one"
    } else if copies.count != taskCount {
      outcome.fault = "\(copies.count) copies were made instead of \(taskCount)"
    }
    return outcome
  }
}
