package import Executors
package import Jobs
import OperatingSystem

/// A manager: a process that holds a dictionary and a list, and the tasks as its clients.
///
/// Each task adds 1 to a number of the dictionary, again and again, by getting and setting it, and appends to the list
/// every time. Without the manager's lock, what another client sets in between is lost. After that, each task adds as
/// often to a counter in shared memory: what the detour through another process costs.
package struct ManagerWorkload: BuiltInWorkload {
  private static let mostTasks = 10_000
  private static let mostOperations = 1_000_000
  /// The number in the dictionary to which all add.
  private static let key: UInt64 = 1

  // Where what is in the shared memory; what different workers write has lines of its own.
  private static let mutex = 0
  private static let counter = 2 * SharedRegion.line
  private static let getTime = 4 * SharedRegion.line
  private static let addTime = 6 * SharedRegion.line
  private static let sharedTime = 8 * SharedRegion.line
  private static let name = 10 * SharedRegion.line
  private static let size = 12 * SharedRegion.line

  package let taskCount: Int
  private let operations: Int
  private let isLocked: Bool
  private let workers: Int
  private let region: SharedRegion
  /// The manager; nil in workers that start afresh, which find its name in the shared memory.
  private let server: ServerProcess?

  package static let description = WorkloadDescription(
    kind: "manager",
    summary: "a manager: a process that holds a dictionary and a list for clients that ask it by a socket",
    parameters: [
      ParameterDescription(
        name: "tasks", summary: "how many clients ask, one after the other on each worker",
        kind: .integer(1...mostTasks), defaultText: "2"),
      ParameterDescription(
        name: "operations", summary: "how often each client adds 1 and appends",
        kind: .integer(1...mostOperations),
        defaultText: "1000"),
      ParameterDescription(
        name: "lock", summary: "whether a client holds the manager's lock from getting to setting",
        kind: .boolean,
        defaultText: "true"),
    ],
    sizeParameter: "operations",
    parallelPart: "the clients; the manager serves one request at a time",
    bound: { _ in .mixed },
    check: { arguments in
      guard let tasks = arguments.integer("tasks"), let operations = arguments.integer("operations"),
        tasks.multipliedReportingOverflow(by: operations).partialValue > ManagerService.most
      else { return nil }
      return
        "'tasks' × 'operations' is more than the \(ManagerService.most) elements that the manager's list holds: "
        + "write fewer"
    },
    metrics: [
      MetricDescription(name: "total", summary: "the number in the dictionary in the end", kind: .count),
      MetricDescription(name: "expected", summary: "how often 1 was added", kind: .count),
      MetricDescription(name: "ratio", summary: "total / expected; 1: nothing was lost", kind: .count),
      MetricDescription(
        name: "round_trip_s", summary: "mean time of one request, that which gets the number", unit: "s",
        kind: .cost),
      MetricDescription(
        name: "add_s", summary: "mean time of adding 1: get and set, with the lock where there is one",
        unit: "s",
        kind: .cost),
      MetricDescription(
        name: "shared_s", summary: "mean time of adding 1 to a counter in shared memory instead", unit: "s",
        kind: .cost),
      MetricDescription(
        name: "slowdown", summary: "add_s / shared_s: what the detour through a process costs", kind: .cost),
    ],
    runsAsCopies: false)

  package init(_ request: RunRequest) throws(WorkloadError) {
    taskCount = try request.arguments.requiredCount("tasks", atMost: Self.mostTasks)
    operations = try request.arguments.requiredCount("operations", atMost: Self.mostOperations)
    guard let isLocked = request.arguments.boolean("lock") else {
      throw WorkloadError(message: "manager: 'lock' must be true or false")
    }
    self.isLocked = isLocked
    workers = request.workers
    region = try SharedRegion(request, bytes: Self.size)
    guard request.shared == nil else {
      server = nil
      return
    }
    do throws(WorkerForkError) {
      server = try ServerProcess { listener in
        var server = LocalServer(listener, ManagerService())
        do throws(Errno) { try server.run() } catch { return 1 }
      }
    } catch {
      throw WorkloadError(message: "manager: its process cannot be started: \(error)")
    }
    region.setText(server?.name ?? "", at: Self.name)
  }

  package var sharedName: String? { region.name }

  package func beginIteration() throws(WorkloadError) {
    region.clear(from: 0, bytes: Self.name)
    try ManagerClient(region.text(at: Self.name)).ask(.clear)
  }

  package func finish() { server?.stop() }

  package func makeTask() -> TaskBody {
    { [self] task, context in
      let client = try ManagerClient(region.text(at: Self.name))
      var times = (get: UInt64(0), add: UInt64(0))
      for _ in 0..<operations {
        // Who waits for a reply does not compute.
        try context.waiting { try addOnce(client, &times) }
        try context.waiting { _ = try client.ask(.append, value: UInt64(task)) }
      }
      let shared = GuardedCounter(
        region.word64(at: Self.counter), lock: region.word32(at: Self.mutex), region.reach)
      let start = SystemClock.nanoseconds()
      shared.add(UInt64(operations), isLocked ? .mutex : .none)
      region.word64(at: Self.sharedTime).addRelaxed(SystemClock.nanoseconds() - start)
      region.word64(at: Self.getTime).addRelaxed(times.get)
      region.word64(at: Self.addTime).addRelaxed(times.add)
      return TaskResult(count: UInt64(operations))
    }
  }

  private func addOnce(
    _ client: borrowing ManagerClient, _ times: inout (get: UInt64, add: UInt64)
  ) throws(WorkloadError) {
    let start = SystemClock.nanoseconds()
    if isLocked { try client.ask(.lock) }
    let before = SystemClock.nanoseconds()
    let value = try client.ask(.get, key: Self.key)
    times.get += SystemClock.nanoseconds() - before
    try client.ask(.set, key: Self.key, value: value + 1)
    if isLocked { try client.ask(.unlock) }
    times.add += SystemClock.nanoseconds() - start
  }

  /// How often the tasks say that they have added.
  package func combine(serial: TaskResult?, tasks: UnsafeBufferPointer<TaskResult>) -> UInt64 {
    tasks.reduce(0) { $0 &+ $1.count }
  }

  /// What the manager and the shared memory hold in the end.
  package func check(_ added: UInt64) -> WorkloadOutcome {
    let expected = UInt64(taskCount) * UInt64(operations)
    var held = (total: UInt64(0), appended: UInt64(0))
    do throws(WorkloadError) {
      let client = try ManagerClient(region.text(at: Self.name))
      held = (try client.ask(.get, key: Self.key), try client.ask(.count))
    } catch {
      return WorkloadOutcome(result: "", fault: error.message)
    }
    var outcome = WorkloadOutcome(result: "total=\(held.total) expected=\(expected) list=\(held.appended)")
    func seconds(_ place: Int) -> Double { Double(region.word64(at: place).load()) * 1e-9 / Double(expected) }
    let (add, shared) = (seconds(Self.addTime), seconds(Self.sharedTime))
    outcome.metrics = [
      WorkloadMetric(name: "total", value: Double(held.total)),
      WorkloadMetric(name: "expected", value: Double(expected)),
      WorkloadMetric(name: "ratio", value: Double(held.total) / Double(expected)),
      WorkloadMetric(name: "round_trip_s", value: seconds(Self.getTime)),
      WorkloadMetric(name: "add_s", value: add),
      WorkloadMetric(name: "shared_s", value: shared),
    ]
    if shared > 0 { outcome.metrics.append(WorkloadMetric(name: "slowdown", value: add / shared)) }
    let counted = region.word64(at: Self.counter).load()
    let places = [("the manager's number", held.total), ("the counter in shared memory", counted)]
    if added != expected {
      outcome.fault = "the clients have added \(added) times instead of \(expected)"
    } else if held.appended != expected {
      outcome.fault = "the list has \(held.appended) elements instead of \(expected)"
    } else if let wrong = places.first(where: { !isRight($0.1, expected) }) {
      outcome.fault = "\(wrong.0) is \(wrong.1) instead of \(isExact ? "" : "1 to ")\(expected)"
    }
    return outcome
  }

  /// Whether nothing may be lost.
  private var isExact: Bool { isLocked || workers == 1 || taskCount == 1 }

  private func isRight(_ total: UInt64, _ expected: UInt64) -> Bool {
    total == expected || (!isExact && (1..<expected).contains(total))
  }
}
