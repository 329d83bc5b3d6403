import OperatingSystem

/// Where the parts of a pool's memory lie. A worker that starts afresh reads it at the memory's beginning.
struct PoolLayout: BitwiseCopyable {
  /// Tells a reader that what it maps is the memory of a pool of this version of the program.
  var mark = Self.mark
  var workers: Int
  /// The most tasks of an indexed run.
  var capacity: Int
  /// The most submitted tasks that workers see at a time.
  var window: Int
  /// Whether the tasks of indexed runs are timed one by one.
  var traces: Bool
  /// The most bytes of an input or a result of a submitted task.
  var largestPayload: Int

  static let mark: UInt64 = 0x7377_7275_6e70_6f32
  static let line = 128
  /// Bytes of a worker's slot: three lines of words, then the text of an error.
  static let workerSize = 1280
  /// Bytes of a submitted task's slot.
  static let slotSize = 256
  /// How many tasks can have a number by which submitted tasks name them.
  static let names = 256
  static let nameSize = 128
  private static let words = 16 * line

  init?(_ configuration: PoolConfiguration) {
    let (workers, capacity, window) = (configuration.workers, configuration.capacity, configuration.window)
    // So large that no sum below overflows, and larger than any memory.
    guard (1...1 << 22).contains(workers), (0...1 << 36).contains(capacity),
      (0...1 << 24).contains(window)
    else { return nil }
    self.workers = workers
    self.capacity = capacity
    // A power of two, so that a place in a ring is found without a division.
    self.window = window < 2 ? window : 1 << (Int.bitWidth - (window - 1).leadingZeroBitCount)
    traces = configuration.traces
    largestPayload = configuration.largestPayload
  }

  var firstWorker: Int { Self.words }
  var results: Int { firstWorker + workers * Self.workerSize }
  var timings: Int { results + capacity * MemoryLayout<TaskResult>.stride }
  /// So many that each worker may leave its last one unfilled.
  var timingBlocks: Int { traces ? (capacity + StoredTiming.block - 1) / StoredTiming.block + workers : 0 }
  var nameTable: Int { timings + timingBlocks * StoredTiming.block * MemoryLayout<StoredTiming>.stride }
  var queue: Int { nameTable + (window == 0 ? 0 : Self.names * Self.nameSize) }
  var completions: Int { queue + window * 4 }
  var slots: Int { (completions + window * 4 + Self.line - 1) / Self.line * Self.line }
  /// The size of the whole in bytes.
  var size: Int { slots + window * Self.slotSize }
}

/// When a task of an indexed run was done, as workers store it: in blocks of their own, since neighbouring
/// records that different workers write would cost each of them a line of memory that the other has.
struct StoredTiming: BitwiseCopyable {
  /// Records in a block.
  static let block = 64

  /// Counted from 1; 0: nothing is stored here.
  var task: UInt64
  var started: UInt64
  var finished: UInt64
  /// Counted from 1.
  var worker: UInt32
  var failed: UInt32
}

/// What a worker writes for its pool; all zero before.
struct WorkerSlot: BitwiseCopyable {
  /// The task that it runs, counted from 1; 0 between tasks. Written around each task, that of a submitted one
  /// by atomic operations, and read by the pool when the worker is dead, or has to be given up.
  var currentTask: UInt64
  /// The error number of binding it to its CPU; 0: none.
  var bindError: Int32
  /// 1 once it leaves because it was told to, or has done as many tasks as it may.
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
  /// Nanoseconds for which it waited for the global lock in this run.
  var lockWait: UInt64
  /// 1 where it could not prepare itself; the text says why.
  var initialiserFailed: Int32
  /// 1 once it has prepared itself.
  var isReady: Int32
  /// The last indexed run that it, or whose place it takes, has served.
  var generation: UInt32
}

/// What the pool asks of its workers in a run.
struct PoolOrder: BitwiseCopyable {
  var tasks: UInt64
  /// How many tasks to claim at a time; 0: decided at each claim.
  var chunk: UInt64
  /// 1: leave instead.
  var leave: UInt64
}
