package import Executors
package import Jobs
import OperatingSystem

/// A race: all tasks add 1, again and again, to the same counter, or to a few of them.
///
/// What is lost where nothing guards the counter, where it lies in memory that processes do not share, or where only
/// its load and its store are guarded, is the right result here; how much is in the metrics.
package struct RaceWorkload: BuiltInWorkload {
  /// In whose memory the counters are.
  package enum Sharing: String, Sendable, CaseIterable {
    /// In that of the one process whose threads the workers are.
    case threads
    /// In that of each process.
    case `private`
    /// In memory that processes share.
    case shared
  }

  private static let mostTasks = 10_000_000
  private static let mostIncrements = 100_000_000
  private static let mostElements = 1_000_000
  private static let strides = 8...65_536

  package let taskCount: Int
  private let increments: UInt64
  private let sharing: Sharing
  private let guarding: GuardedCounter.Guard
  private let elements: Int
  private let workers: Int
  private let hasGlobalLock: Bool
  private let memory: RaceMemory
  private let rendezvous: Rendezvous

  package static let description = WorkloadDescription(
    kind: "race",
    summary:
      "a race: tasks add 1 to the same counter; what is lost without a guard, and what each guard costs",
    parameters: [
      ParameterDescription(
        name: "tasks", summary: "how many tasks add", kind: .integer(1...mostTasks), defaultText: "100"),
      ParameterDescription(
        name: "increments", summary: "how often each task adds 1", kind: .integer(1...mostIncrements),
        defaultText: "10000"),
      ParameterDescription(
        name: "sharing",
        summary: "where the counter is: memory of the threads' process, of each process, or of all processes",
        kind: .choice(Sharing.allCases.map(\.rawValue)), defaultText: "threads"),
      ParameterDescription(
        name: "guard",
        summary: "none; access (load and store each under a lock); mutex; spin (lock); atomic (addition)",
        kind: .choice(GuardedCounter.Guard.allCases.map(\.rawValue)), defaultText: "none"),
      ParameterDescription(
        name: "elements", summary: "how many counters; task i adds to counter i mod elements",
        kind: .integer(1...mostElements), defaultText: "1"),
      ParameterDescription(
        name: "stride", summary: "bytes from one counter to the next, a multiple of 8",
        kind: .integer(strides),
        defaultText: "8"),
    ],
    sizeParameter: "increments",
    parallelPart:
      "everything, as far as the guard lets it; each worker's first task waits until every worker has one",
    bound: { _ in .cpu },
    check: { arguments in
      guard let stride = arguments.integer("stride"), stride % 8 != 0 else { return nil }
      return "'stride' is \(stride), and a counter has 8 bytes: write a multiple of 8"
    },
    metrics: [
      MetricDescription(name: "total", summary: "what the counters hold in the end", kind: .count),
      MetricDescription(name: "expected", summary: "how often 1 was added", kind: .count),
      MetricDescription(name: "ratio", summary: "total / expected; 1: nothing was lost", kind: .count),
    ],
    memory: { arguments, workers, executor in
      guard let elements = arguments.integer("elements"), let stride = arguments.integer("stride") else {
        return nil
      }
      let copies = arguments.text("sharing") == Sharing.private.rawValue ? workers + 1 : 1
      let (bytes, isTooMuch) = RaceMemory.bytes(elements: elements, stride: stride)
        .multipliedReportingOverflow(by: copies)
      return MemoryNeed(bytes: isTooMuch ? .max : bytes, parameter: "elements")
    },
    refuses: { arguments, executor in
      arguments.text("sharing").flatMap(Sharing.init).flatMap { refusal(of: $0, under: executor) }
    },
    runsAsCopies: false)

  private static func refusal(of sharing: Sharing, under executor: ExecutorKind) -> String? {
    switch (sharing, executor.hasProcesses) {
    case (.threads, true):
      "'sharing: threads' is memory of one process, and the workers of '\(executor.rawValue)' are processes: write "
        + "'sharing: private', where each has its own, or 'sharing: shared'"
    case (.private, false):
      "'sharing: private' gives each process its own counter, and '\(executor.rawValue)' has one process: write "
        + "'sharing: threads', or the executor fork, spawn or forkserver"
    default: nil
    }
  }

  package init(_ request: RunRequest) throws(WorkloadError) {
    let arguments = request.arguments
    taskCount = try arguments.requiredCount("tasks", atMost: Self.mostTasks)
    increments = UInt64(try arguments.requiredCount("increments", atMost: Self.mostIncrements))
    elements = try arguments.requiredCount("elements", atMost: Self.mostElements)
    let stride = try arguments.requiredCount("stride", atMost: Self.strides.upperBound)
    guard let sharing = arguments.text("sharing").flatMap(Sharing.init),
      let guarding = arguments.text("guard").flatMap(GuardedCounter.Guard.init), stride % 8 == 0
    else { throw WorkloadError(message: "race: 'sharing', 'guard' or 'stride' is not one of its values") }
    if let refusal = Self.refusal(of: sharing, under: request.executor.kind) {
      throw WorkloadError(message: "race: \(refusal)")
    }
    self.sharing = sharing
    self.guarding = guarding
    workers = request.workers
    hasGlobalLock = request.executor.kind == .threadsGIL
    let meeting = Rendezvous.size(workers: workers)
    memory = try RaceMemory(
      request, isShared: sharing == .shared, after: meeting, elements: elements, stride: stride)
    rendezvous = Rendezvous(request, memory.region, at: 0, tasks: taskCount)
  }

  package var sharedName: String? { memory.region.name }

  package func beginIteration() {
    rendezvous.reset()
    for element in 0..<elements { memory.counter(element).value.store(0) }
  }

  package func makeTask() -> TaskBody {
    { [memory, rendezvous, increments, elements, guarding, hasGlobalLock] task, context in
      // They race only where they run at the same time.
      _ = rendezvous.arrive(context)
      let counter = memory.counter(task % elements)
      if hasGlobalLock {
        // As in an interpreter: between any two steps the lock may go to another thread.
        for _ in 0..<increments { counter.addOnce(guarding, between: context.checkpoint) }
      } else {
        counter.add(increments, guarding)
      }
      return TaskResult(count: increments, word: counter.value.load())
    }
  }

  /// What the tasks and the counters tell.
  package struct Counts: Sendable, Equatable {
    /// How often the tasks say that they have added.
    package var added: UInt64 = 0
    /// The tasks whose own counter held less than they had added themselves; only where each process has its own.
    package var short = 0
    /// The counters, as the process sees them that hands out the work.
    package var values: [UInt64] = []

    package init() {}
  }

  package func combine(serial: TaskResult?, tasks: UnsafeBufferPointer<TaskResult>) -> Counts {
    var counts = Counts()
    for task in tasks {
      counts.added &+= task.count
      if task.word < task.count { counts.short += 1 }
    }
    counts.values = (0..<elements).map { memory.counter($0).value.load() }
    return counts
  }

  package func check(_ counts: Counts) -> WorkloadOutcome {
    let total = counts.values.reduce(0, &+)
    let expected = UInt64(taskCount) * increments
    var outcome = WorkloadOutcome(result: "total=\(total) expected=\(expected)")
    outcome.metrics = [
      WorkloadMetric(name: "total", value: Double(total)),
      WorkloadMetric(name: "expected", value: Double(expected)),
      WorkloadMetric(name: "ratio", value: Double(total) / Double(expected)),
    ]
    outcome.fault =
      counts.added == expected
      ? fault(of: counts) : "the tasks have added \(counts.added) times instead of \(expected)"
    return outcome
  }

  private func fault(of counts: Counts) -> String? {
    guard counts.values.count == elements else {
      return "\(counts.values.count) of \(elements) counters are there"
    }
    if sharing == .private, counts.short > 0 {
      return "\(counts.short) tasks have not found in their own memory what they had added"
    }
    for (element, value) in counts.values.enumerated() {
      let right = rightValues(of: element)
      guard !right.contains(value) else { continue }
      let wanted = right.count == 1 ? "\(right.lowerBound)" : "\(right.lowerBound) to \(right.upperBound)"
      return "counter \(element) is \(value) instead of \(wanted)"
    }
    return nil
  }

  /// What a counter may hold in the end.
  private func rightValues(of element: Int) -> ClosedRange<UInt64> {
    // What processes add to memory of their own does not come back.
    if sharing == .private { return 0...0 }
    let tasks = taskCount / elements + (element < taskCount % elements ? 1 : 0)
    let all = UInt64(tasks) * increments
    let isExact = tasks <= 1 || workers == 1 || (guarding != .none && guarding != .access)
    // Whatever is lost, the last store is of a count that was above 0.
    return isExact ? all...all : 1...all
  }
}

extension ExecutorKind {
  /// Whether its workers are processes of their own.
  var hasProcesses: Bool { self == .fork || self == .spawn || self == .forkserver }
}
