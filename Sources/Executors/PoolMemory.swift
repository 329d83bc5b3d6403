import Jobs
import OperatingSystem

/// The memory of a pool: words on cache lines of their own, a slot for each worker, the results of indexed
/// runs, and the slots of submitted tasks.
///
/// The memory lives as long as any copy of this value, so that no worker can outlive it.
// @unchecked Sendable: `order` is written by the pool alone, before it stores `generation`, and read by
// workers after they loaded it; a worker's slot, a result and a timing are written by the one worker that has
// the number or has claimed the task, and read by the pool after that worker has added to `finished`, or is
// gone. What belongs to submitted tasks is described at `TaskBoard`.
struct PoolMemory: @unchecked Sendable {
  private let mapping: PoolMapping
  let base: UnsafeMutableRawPointer
  let layout: PoolLayout
  let reach: FutexReach
  /// Which processes see the memory.
  enum Sharing {
    /// This one alone.
    case threads
    /// Those that are forked from this one.
    case forked
    /// Those that are handed its descriptor.
    case handed
  }

  /// The longest text of a task's error in bytes; what is longer is cut.
  static let longestMessage = PoolLayout.workerSize - 4 * PoolLayout.line

  /// Maps the memory of a pool.
  init(_ configuration: PoolConfiguration, _ sharing: Sharing) throws(PoolError) {
    if let fault = configuration.fault { throw .cannotStart(reason: fault) }
    guard let layout = PoolLayout(configuration) else {
      throw .cannotStart(
        reason:
          "\(configuration.workers) workers, the results of \(configuration.capacity) tasks and a window "
          + "of \(configuration.window) are larger than any memory")
    }
    do {
      mapping = try PoolMapping(bytes: layout.size, sharing)
    } catch {
      let hint = error.code == Errno.tooLarge ? "; the limit of files' sizes holds for this memory too" : ""
      throw .cannotStart(reason: "\(layout.size) bytes for the results: \(error.reason)\(hint)")
    }
    self.layout = layout
    base = mapping.memory.base
    reach = sharing == .threads ? .threads : .processes
    base.storeBytes(of: layout, as: PoolLayout.self)
  }

  /// Maps the memory of a pool that another process has made.
  init(handed descriptor: Int32) throws(PoolError) {
    do {
      mapping = try PoolMapping(handed: descriptor)
    } catch {
      throw .cannotStart(reason: "the memory of the pool cannot be mapped: \(error)")
    }
    base = mapping.memory.base
    let isLarge = mapping.memory.size >= MemoryLayout<PoolLayout>.size
    let layout = isLarge ? base.load(as: PoolLayout.self) : nil
    guard let layout, layout.mark == PoolLayout.mark, mapping.memory.size >= layout.size else {
      throw .cannotStart(reason: "what was handed over is not the memory of a pool of this version")
    }
    self.layout = layout
    reach = .processes
  }

  var workers: Int { layout.workers }
  var capacity: Int { layout.capacity }
  /// The descriptor of memory that can be handed to other processes.
  var descriptor: Int32? { mapping.memory.descriptor }

  private var words: PoolWords { PoolWords(base: base) }

  var alarm: AtomicWord32 { words.alarm }
  var sleepers: AtomicWord32 { words.sleepers }
  var generation: AtomicWord32 { words.generation }
  var next: AtomicWord64 { words.next }
  var timingBlocks: AtomicWord64 { words.timingBlocks }
  var ready: AtomicWord32 { words.ready }
  var finished: AtomicWord32 { words.finished }
  var order: UnsafeMutablePointer<PoolOrder> { words.order }
  var published: AtomicWord64 { words.published }
  var claimed: AtomicWord64 { words.claimed }
  var waking: AtomicWord32 { words.waking }
  var ownerSleeps: AtomicWord32 { words.ownerSleeps }

  private func worker(_ worker: Int) -> UnsafeMutableRawPointer {
    base + layout.firstWorker + worker * PoolLayout.workerSize
  }

  /// The slot of a worker, counted from 0.
  func slot(_ worker: Int) -> UnsafeMutablePointer<WorkerSlot> {
    self.worker(worker).assumingMemoryBound(to: WorkerSlot.self)
  }

  /// The word in which a worker's slot has the task that it runs.
  func currentTask(_ worker: Int) -> AtomicWord64 {
    AtomicWord64(at: self.worker(worker) + (MemoryLayout<WorkerSlot>.offset(of: \.currentTask) ?? 0))
  }

  /// The nanoseconds for which a worker had no CPU in its last run, as a signed number; -1 where the kernel
  /// does not tell. Not in the slot: it is written when the pool may read the slot already.
  func runDelay(_ worker: Int) -> AtomicWord64 {
    AtomicWord64(at: self.worker(worker) + PoolLayout.line)
  }

  /// The owner's words for the outbox of a worker, on a line of their own.
  func outbox(_ worker: Int) -> OutboxWords {
    OutboxWords(self.worker(worker) + 2 * PoolLayout.line)
  }

  /// Where the text of a worker's error stands.
  private func message(_ worker: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(
      start: self.worker(worker) + 4 * PoolLayout.line, count: Self.longestMessage)
  }

  var results: UnsafeMutablePointer<TaskResult> {
    (base + layout.results).assumingMemoryBound(to: TaskResult.self)
  }

  /// Blocks of records, where tasks are timed.
  var timings: UnsafeMutablePointer<StoredTiming> {
    (base + layout.timings).assumingMemoryBound(to: StoredTiming.self)
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

  /// Lets all that sleep look again.
  func wakeWorkers() {
    alarm.add(1)
    alarm.wakeAll(reach)
  }
}

/// Owns the memory for all who view it.
private final class PoolMapping: Sendable {
  let memory: SharedMemory

  init(bytes: Int, _ sharing: PoolMemory.Sharing) throws(Errno) {
    switch sharing {
    case .threads: memory = try SharedMemory(bytes: bytes, withForkedProcesses: false)
    case .forked: memory = try SharedMemory(bytes: bytes, withForkedProcesses: true)
    case .handed: memory = try SharedMemory(named: "swrun-pool", bytes: bytes)
    }
  }

  init(handed descriptor: Int32) throws(Errno) {
    memory = try SharedMemory(mapping: descriptor)
  }
}
