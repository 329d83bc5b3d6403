import Jobs
import OperatingSystem

/// What a worker writes for its pool; all zero before.
struct WorkerSlot: BitwiseCopyable {
  /// The task that it runs, counted from 1; 0 between tasks. Written around each task and read by the pool
  /// only when the worker is dead.
  var currentTask: UInt64
  /// The error number of binding it to its CPU; 0: none.
  var bindError: Int32
  /// 1 once it leaves because it was told to.
  var hasLeft: Int32
  var start: UInt64
  var end: UInt64
  var tasks: UInt64
  /// -1 where the system does not tell.
  var cpu: Int64
  var node: Int64
  /// The first task that reported an error in this run, counted from 1; 0: none.
  var failedTask: UInt64
  /// The bytes of the error's text, which follow the slot.
  var messageLength: Int
}

/// What the pool asks of its workers in a run.
struct PoolOrder: BitwiseCopyable {
  var tasks: UInt64
  /// How many tasks to claim at a time; 0: decided at each claim.
  var chunk: UInt64
  /// 1: leave instead.
  var leave: UInt64
}

/// The memory of a pool: words on cache lines of their own, a slot for each worker, the results.
///
/// The memory lives as long as any copy of this value, so that no worker can outlive it.
// @unchecked Sendable: `order` is written by the pool alone, before it stores `generation`, and read by
// workers after they loaded it; a slot and a result are written by the one worker that has the number or
// has claimed the task, and read by the pool after that worker has added to `finished`, or is gone.
struct PoolMemory: @unchecked Sendable {
  private let mapping: PoolMapping
  private let base: UnsafeMutableRawPointer
  let workers: Int
  let capacity: Int
  let reach: FutexReach

  private static let line = 128
  private static let slotSize = 1024
  private static let firstSlot = 5 * line
  /// The longest text of a task's error in bytes; what is longer is cut.
  static let longestMessage = slotSize - 256

  /// Maps the memory of a pool.
  init(_ configuration: PoolConfiguration, reach: FutexReach) throws(PoolError) {
    guard configuration.workers >= 1, configuration.capacity >= 0 else {
      throw .cannotStart(reason: "a pool has at least one worker")
    }
    workers = configuration.workers
    capacity = configuration.capacity
    self.reach = reach
    guard let size = Self.size(workers: workers, capacity: capacity) else {
      throw .cannotStart(reason: "the results of \(capacity) tasks are larger than any memory")
    }
    do {
      mapping = try PoolMapping(bytes: size, withForkedProcesses: reach == .processes)
    } catch {
      throw .cannotStart(reason: "\(size) bytes for the results: \(error.reason)")
    }
    base = mapping.memory.base
  }

  /// The bytes that a pool needs; nil where no memory can be so large.
  private static func size(workers: Int, capacity: Int) -> Int? {
    let (slots, slotsOverflow) = workers.multipliedReportingOverflow(by: slotSize)
    let (results, resultsOverflow) = capacity.multipliedReportingOverflow(by: MemoryLayout<TaskResult>.stride)
    let (both, sumOverflow) = slots.addingReportingOverflow(results)
    let (all, allOverflow) = both.addingReportingOverflow(firstSlot)
    return slotsOverflow || resultsOverflow || sumOverflow || allOverflow ? nil : all
  }

  /// Counts the runs; workers sleep on it.
  var generation: AtomicWord32 { AtomicWord32(at: base) }
  /// The first task that nobody has claimed.
  var next: AtomicWord64 { AtomicWord64(at: base + Self.line) }
  /// How many workers are ready for the first run.
  var ready: AtomicWord32 { AtomicWord32(at: base + 2 * Self.line) }
  /// How many workers are done with the run.
  var finished: AtomicWord32 { AtomicWord32(at: base + 3 * Self.line) }

  var order: UnsafeMutablePointer<PoolOrder> {
    (base + 4 * Self.line).assumingMemoryBound(to: PoolOrder.self)
  }

  /// The slot of a worker, counted from 0.
  func slot(_ worker: Int) -> UnsafeMutablePointer<WorkerSlot> {
    (base + Self.firstSlot + worker * Self.slotSize).assumingMemoryBound(to: WorkerSlot.self)
  }

  /// The nanoseconds for which a worker had no CPU in its last run, as a signed number; -1 where the kernel
  /// does not tell. Not in the slot: it is written when the pool may read the slot already.
  func runDelay(_ worker: Int) -> AtomicWord64 {
    AtomicWord64(at: base + Self.firstSlot + worker * Self.slotSize + Self.line)
  }

  /// Where the text of a worker's error stands.
  private func message(_ worker: Int) -> UnsafeMutableRawBufferPointer {
    let place = base + Self.firstSlot + worker * Self.slotSize + (Self.slotSize - Self.longestMessage)
    return UnsafeMutableRawBufferPointer(start: place, count: Self.longestMessage)
  }

  var results: UnsafeMutablePointer<TaskResult> {
    (base + Self.firstSlot + workers * Self.slotSize).assumingMemoryBound(to: TaskResult.self)
  }

  /// Keeps the text of a worker's error, cut between two characters where it is too long.
  func storeMessage(_ text: String, of worker: Int) {
    var text = text
    while text.utf8.count > Self.longestMessage { text.removeLast() }
    message(worker).copyBytes(from: text.utf8)
    slot(worker).pointee.messageLength = text.utf8.count
  }

  /// The text of a worker's error. The length is checked: a process that goes wild can write here.
  func storedMessage(of worker: Int) -> String {
    let length = min(max(slot(worker).pointee.messageLength, 0), Self.longestMessage)
    return String(decoding: message(worker).prefix(length), as: UTF8.self)
  }
}

/// Owns the memory for all who view it.
private final class PoolMapping: Sendable {
  let memory: SharedMemory

  init(bytes: Int, withForkedProcesses: Bool) throws(Errno) {
    memory = try SharedMemory(bytes: bytes, withForkedProcesses: withForkedProcesses)
  }
}

extension PoolMemory {
  /// Opens the barrier for a run and returns the moment.
  func release(tasks: Int, chunk: Chunk) -> UInt64 {
    precondition(tasks >= 0 && tasks <= capacity, "a run has at most as many tasks as the pool was made for")
    for worker in 0..<workers { slot(worker).pointee.failedTask = 0 }
    finished.store(0)
    next.store(0)
    order.pointee = PoolOrder(tasks: UInt64(tasks), chunk: chunk.size, leave: 0)
    let now = SystemClock.nanoseconds()
    open()
    return now
  }

  /// Lets the workers leave.
  func dismiss() {
    order.pointee.leave = 1
    open()
  }

  private func open() {
    generation.add(1)
    generation.wakeAll(reach)
  }

  /// The error of the first worker that could not be bound, if any.
  func bindError(_ configuration: PoolConfiguration) -> PoolError? {
    for worker in 0..<workers {
      let code = slot(worker).pointee.bindError
      guard code != 0, let cpu = configuration.cpu(ofWorker: worker) else { continue }
      return .affinity(worker: worker + 1, cpu: cpu, reason: Errno.reason(of: code))
    }
    return nil
  }

  /// The error of the first task that reported one in this run, if any.
  func taskError() -> PoolError? {
    let failed = (0..<workers).filter { slot($0).pointee.failedTask != 0 }
    guard let worker = failed.min(by: { slot($0).pointee.failedTask < slot($1).pointee.failedTask }) else {
      return nil
    }
    return .taskFailed(task: Int(slot(worker).pointee.failedTask), message: storedMessage(of: worker))
  }

  /// What the workers did in a run that has ended.
  func report(released: UInt64) -> PoolRun {
    PoolRun(
      released: released,
      workers: (0..<workers).map { worker in
        let slot = slot(worker).pointee
        return WorkerActivity(
          cpu: slot.cpu < 0 ? nil : Int(slot.cpu), node: slot.node < 0 ? nil : Int(slot.node),
          start: slot.start, end: slot.end, busy: slot.tasks == 0 ? 0 : slot.end - slot.start,
          tasks: Int(slot.tasks))
      })
  }

  /// What the workers told about their last run before they left.
  var end: PoolEnd {
    PoolEnd(
      runDelays: (0..<workers).map { worker in
        let delay = Int64(bitPattern: runDelay(worker).load())
        return delay < 0 ? nil : Int(delay)
      })
  }
}

extension Chunk {
  /// The size as workers read it: 0 for one that is decided at each claim.
  fileprivate var size: UInt64 {
    switch self {
    case .auto: return 0
    case .tasks(let count):
      precondition(count > 0, "a chunk has at least one task: the manifest is checked for it")
      return UInt64(count)
    }
  }
}
