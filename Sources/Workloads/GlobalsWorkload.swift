package import Executors
package import Jobs
import OperatingSystem

/// Where a global variable lives: each task reads it, writes it, and looks at the page of memory behind it.
///
/// A forked process has the global at the same address as its parent, and first on the same page of physical memory;
/// who writes gets a page of his own. Shared memory in the same place stays one page for all.
package struct GlobalsWorkload: BuiltInWorkload {
  /// Whose global it is.
  package enum Sharing: String, Sendable, CaseIterable {
    /// Of each process.
    case `private`
    /// Of all processes of the run.
    case shared
  }

  private static let mostTasks = 10_000
  /// The global's value before any task has written.
  private static let oldValue: UInt64 = 1

  package let taskCount: Int
  private let sharing: Sharing
  private let executor: ExecutorKind
  /// Whether workers may have written the global in an iteration before.
  private let isReused: Bool
  private let workers: Int
  /// The page of the shared global, what the tasks have seen, and where their workers wait for each other.
  private let region: SharedRegion
  private let rendezvous: Rendezvous

  package static let description = WorkloadDescription(
    kind: "globals",
    summary: "where a global variable lives: its address and its pages before and after it is written",
    parameters: [
      ParameterDescription(
        name: "tasks", summary: "how many tasks read and write the global", kind: .integer(1...mostTasks),
        defaultText: "6"),
      ParameterDescription(
        name: "sharing", summary: "a global of each process, or shared by all (threads always share it)",
        kind: .choice(Sharing.allCases.map(\.rawValue)), defaultText: "private"),
    ],
    sizeParameter: "tasks",
    parallelPart: "everything; each worker's first task waits until every worker has one",
    bound: { _ in .mixed },
    metrics: [
      MetricDescription(
        name: "addresses", summary: "different addresses at which workers have the global", kind: .count),
      MetricDescription(
        name: "pages_before", summary: "different pages of memory behind it before a worker's first write",
        kind: .count),
      MetricDescription(
        name: "pages", summary: "different pages of memory behind it after the write (needs CAP_SYS_ADMIN)",
        kind: .count),
      MetricDescription(
        name: "exclusive", summary: "workers whose process has its page alone after the write", kind: .count),
    ],
    runsAsCopies: false)

  package init(_ request: RunRequest) throws(WorkloadError) {
    taskCount = try request.arguments.requiredCount("tasks", atMost: Self.mostTasks)
    guard let sharing = request.arguments.text("sharing").flatMap(Sharing.init) else {
      throw WorkloadError(message: "globals: 'sharing' must be private or shared")
    }
    self.sharing = sharing
    executor = request.executor.kind
    isReused = request.executor.reuse == true
    workers = request.workers
    let sights = GlobalWord.bytes
    let meeting = sights + taskCount * GlobalSight.bytes
    region = try SharedRegion(request, bytes: meeting + Rendezvous.size(workers: workers))
    rendezvous = Rendezvous(request, region, at: meeting, tasks: taskCount)
    if sharing == .shared, let name = region.name {
      do throws(Errno) { try GlobalWord.share(path: name) } catch {
        throw WorkloadError(message: "globals: \(error)")
      }
    }
    // Writing it here gives the global the page that forked workers inherit; those that start afresh have one of
    // their own, unless it is shared.
    if sharing == .private || request.shared == nil { GlobalWord.word.store(Self.oldValue) }
  }

  package var sharedName: String? { region.name }

  package func beginIteration() {
    // A write would separate the page from that of workers which are there already.
    if GlobalWord.word.load() != Self.oldValue { GlobalWord.word.store(Self.oldValue) }
    region.clear(from: GlobalWord.bytes, bytes: taskCount * GlobalSight.bytes)
    rendezvous.reset()
  }

  private func sight(_ task: Int) -> GlobalSight {
    GlobalSight(region, at: GlobalWord.bytes + task * GlobalSight.bytes)
  }

  package func makeTask() -> TaskBody {
    { task, context in
      let isFirst = rendezvous.arrive(context)
      let read = GlobalWord.word.load()
      let before = try MemoryPage.of(GlobalWord.address)
      let written = Self.value(of: task)
      GlobalWord.word.store(written)
      let after = try MemoryPage.of(GlobalWord.address)
      sight(task).store(worker: context.worker, isFirst: isFirst, before: before, after: after)
      return TaskResult(count: read, word: GlobalWord.word.load())
    }
  }

  private static func value(of task: Int) -> UInt64 { oldValue + 1 + UInt64(task) }

  /// What the tasks and the process that hands them out have seen.
  package struct Sights: Sendable, Equatable {
    package var tasks: [GlobalSight.Record] = []
    /// What each task found in the global, and what it found after its write.
    package var results: [TaskResult] = []
    /// What the global is for the process that hands out the work.
    package var value: UInt64 = 0

    package init() {}
  }

  package func combine(serial: TaskResult?, tasks: UnsafeBufferPointer<TaskResult>) -> Sights {
    var sights = Sights()
    sights.tasks = (0..<taskCount).map { sight($0).record }
    sights.results = Array(tasks)
    sights.value = GlobalWord.word.load()
    return sights
  }

  package func check(_ sights: Sights) -> WorkloadOutcome {
    let isChanged = sights.value != Self.oldValue
    let seen = Set(sights.tasks.map(\.worker)).count
    var outcome = WorkloadOutcome(
      result: "global=\(isChanged ? "changed" : "unchanged") tasks=\(sights.tasks.count) workers=\(seen)")
    let counts = GlobalCounts(sights.tasks)
    for (name, value) in [
      ("addresses", counts.addresses), ("pages_before", counts.pagesBefore), ("pages", counts.pages),
      ("exclusive", counts.exclusive),
    ] {
      if let value { outcome.metrics.append(WorkloadMetric(name: name, value: Double(value))) }
    }
    outcome.fault = fault(of: sights) ?? fault(of: counts, workers: seen) ?? faultBefore(sights, counts)
    return outcome
  }

  /// Whether each process has a global of its own.
  private var isSeparate: Bool { sharing == .private && executor.hasProcesses }

  private func fault(of sights: Sights) -> String? {
    guard sights.tasks.count == taskCount, sights.results.count == taskCount,
      sights.tasks.allSatisfy({ $0.worker > 0 })
    else { return "not every task has told what it saw" }
    let written = Self.value(of: 0)...Self.value(of: taskCount - 1)
    for (task, result) in sights.results.enumerated() {
      let right = isSeparate ? result.word == Self.value(of: task) : written.contains(result.word)
      guard right else {
        return "task \(task + 1) read \(result.word) after it had written \(Self.value(of: task))"
      }
      if isSeparate, sights.tasks[task].isFirst, !isReused, result.count != Self.oldValue {
        return
          "task \(task + 1) found \(result.count) in a global that nobody before it in its process had written"
      }
    }
    if isSeparate, sights.value != Self.oldValue {
      return "the workers' writes have changed the global of the process that handed out the work"
    }
    if !isSeparate, !written.contains(sights.value) {
      return "the global is \(sights.value), which no task has written"
    }
    return nil
  }

  /// What was wrong before the first write of a forked process, which must still share its parent's page.
  private func faultBefore(_ sights: Sights, _ counts: GlobalCounts) -> String? {
    guard executor == .fork, sharing == .private, !isReused else { return nil }
    if let found = counts.pagesBefore, found != 1 {
      return "the global was on \(found) pages before the writes instead of 1"
    }
    let alone = sights.tasks.firstIndex { $0.isFirst && $0.before?.isExclusive == true }
    return alone.map { "the worker of task \($0 + 1) had the global's page alone before it wrote" }
  }

  private func fault(of counts: GlobalCounts, workers: Int) -> String? {
    // A program that starts afresh may have its globals in another place.
    if executor != .spawn, executor != .forkserver, counts.addresses != 1 {
      return "the global has \(counts.addresses ?? 0) addresses instead of 1"
    }
    let pages = isSeparate ? workers : 1
    if let found = counts.pages, found != pages {
      return "the global is on \(found) pages after the writes instead of \(pages)"
    }
    let exclusive = sharing == .shared && executor.hasProcesses ? 0 : workers
    if let found = counts.exclusive, found != exclusive {
      return "\(found) workers have the global's page alone instead of \(exclusive)"
    }
    return nil
  }
}
