import OperatingSystem

/// The states of a submitted task, as its slot holds them.
enum SlotState {
  /// To be claimed, and to be cancelled.
  static let pending: UInt32 = 1
  /// A worker has begun with it.
  static let running: UInt32 = 2
  /// The same, and its input's bytes are not needed any more.
  static let inputTaken: UInt32 = 3
  static let done: UInt32 = 4
  /// Cancelled before it began; the slot stays until a worker has passed over it.
  static let cancelled: UInt32 = 5
}

/// How a task has ended, as its slot tells.
enum SlotOutcome {
  static let result: UInt32 = 0
  /// The payload is the type of the error, a zero byte and its text.
  static let thrown: UInt32 = 1
  /// The payload is a text; the stage is that of `TransferStage`.
  static let notTransferred: UInt32 = 2
  /// `length` is the size that was too large.
  static let tooLarge: UInt32 = 3
}

/// The slot of a submitted task. Its state and what follows are written by one side at a time: by the owner
/// until the task is pending, by the worker that has claimed it until it is done, by the owner after that.
///
/// What threads need comes first, so that one line of memory goes from one processor to the other and back.
struct TaskSlot: BitwiseCopyable {
  /// Touched by atomic operations alone.
  var state: UInt32
  /// Counted from 1.
  var worker: UInt32
  /// Counted from 1 in the order of submission.
  var task: UInt64
  /// The task's object, where the workers share this process's memory.
  var object: UInt64
  /// Moments of the monotonic clock in nanoseconds.
  var started: UInt64
  var finished: UInt64

  /// The rest is for worker processes alone. The bytes of the payload.
  var length: UInt64
  /// Where the payload lies in the inbox or the worker's outbox; `inline`: in this slot.
  var place: UInt64
  /// How far the outbox may be given back once the payload is taken.
  var end: UInt64
  var outcome: UInt32
  var stage: UInt32
  /// The number of the task's name.
  var name: UInt32
  /// 1 where the payload is a list of inputs, and of results.
  var isBundle: UInt32

  static let inline = UInt64.max
  /// Bytes of payload that lie in the slot itself, behind its words.
  static let inlineSize = PoolLayout.slotSize - MemoryLayout<TaskSlot>.size
}

/// The queue of submitted tasks, their slots, and the order in which they were done.
///
/// The owner alone publishes; workers claim in the order of publication by advancing `claimed`, and tell that
/// a task is done by taking the next place in the order of completion. A slot that was published comes back
/// through that order, also when its task was cancelled, so that the rings of `window` places never overflow.
///
/// A view without a hold on the memory, whose owner outlives it: counting holders would cost every task a write
/// to a word that all threads share.
struct TaskBoard {
  private let base: UnsafeMutableRawPointer
  private let slots: UnsafeMutableRawPointer
  private let queue: UnsafeMutableRawPointer
  private let completions: UnsafeMutableRawPointer
  private let names: UnsafeMutableRawPointer
  private let reach: FutexReach
  /// How many slots there are, a power of two or 0.
  let window: Int

  init(_ memory: PoolMemory) {
    let layout = memory.layout
    base = memory.base
    slots = memory.base + layout.slots
    queue = memory.base + layout.queue
    completions = memory.base + layout.completions
    names = memory.base + layout.nameTable
    reach = memory.reach
    window = layout.window
  }

  private var words: PoolWords { PoolWords(base: base) }

  /// 1 while the owner sleeps, or is about to.
  var ownerSleeps: AtomicWord32 { words.ownerSleeps }

  func slot(_ index: Int) -> UnsafeMutablePointer<TaskSlot> {
    (slots + index * PoolLayout.slotSize).assumingMemoryBound(to: TaskSlot.self)
  }

  func state(_ index: Int) -> AtomicWord32 { AtomicWord32(at: slots + index * PoolLayout.slotSize) }

  /// The payload that lies in the slot itself.
  func inline(_ index: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(
      start: slots + index * PoolLayout.slotSize + MemoryLayout<TaskSlot>.size, count: TaskSlot.inlineSize)
  }

  private func queue(_ ticket: UInt64) -> AtomicWord32 {
    AtomicWord32(at: queue + 4 * (Int(truncatingIfNeeded: ticket) & (window - 1)))
  }

  private func completion(_ ticket: UInt64) -> AtomicWord32 {
    AtomicWord32(at: completions + 4 * (Int(truncatingIfNeeded: ticket) & (window - 1)))
  }

  /// Lets workers see a slot that was filled in. The owner calls it.
  ///
  /// - Parameter count: how many tasks were published before.
  func publish(_ index: Int, after count: UInt64) {
    state(index).store(SlotState.pending)
    queue(count).store(UInt32(index))
    words.published.store(count + 1)
    wakeOne()
  }

  /// Wakes a worker, if one sleeps, and none looks for work anyway or is being woken.
  private func wakeOne() {
    // Either this sees that nobody looks, or who has just stopped looking sees what was published.
    MemoryFence.sequential()
    guard words.sleepers.load() != 0, words.searching.load() == 0, words.waking.load() == 0,
      words.waking.exchange(1) == 0
    else { return }
    words.alarm.add(1)
    words.alarm.wake(1, reach)
  }

  /// Passes the call on after a claim, where there is more to do: a call wakes one worker alone.
  func wakeNext() {
    guard words.sleepers.load() != 0, words.claimed.load() < words.published.load() else { return }
    wakeOne()
  }

  /// Looks for work for a short while before the worker sleeps; one worker at a time does. A worker calls it
  /// that has found none.
  ///
  /// So a stream of short tasks costs no system call for each, and an idle pool costs no processor.
  func search(unless isCalled: () -> Bool) -> Int? {
    guard words.searching.compareExchange(expected: 0, desired: 1) else { return nil }
    let start = SystemClock.nanoseconds()
    var found = claim()
    while found == nil, !isCalled(), SystemClock.nanoseconds() - start < Self.searchTime {
      Processor.relax()
      found = claim()
    }
    words.searching.store(0)
    // Either the owner sees that nobody looks any more, or `wakeNext` sees what it has published meanwhile.
    MemoryFence.sequential()
    return found
  }

  /// Nanoseconds: somewhat longer than waking a sleeper takes.
  private static let searchTime: UInt64 = 30_000

  /// The slot of the next task, which nobody else will get; nil where there is none.
  func claim() -> Int? {
    var ticket = words.claimed.load()
    while ticket < words.published.load() {
      // Before the claim: a place in the queue is used again as soon as its task is claimed and others are done.
      let index = queue(ticket).load()
      if words.claimed.compareExchange(expected: ticket, desired: ticket + 1) { return Int(index) }
      ticket = words.claimed.load()
    }
    return nil
  }

  /// Gives a claimed slot its place in the order of completion. A worker calls it.
  ///
  /// - Returns: whether the owner sleeps and has to be told, by this worker.
  func complete(_ index: Int) -> Bool {
    let ticket = words.completed.add(1)
    completion(ticket).store(UInt32(index) + 1)
    MemoryFence.sequential()
    return words.ownerSleeps.load() != 0 && words.ownerSleeps.exchange(0) != 0
  }

  /// Whether the place in the order of completion is filled.
  func isCompleted(_ ticket: UInt64) -> Bool { completion(ticket).load() != 0 }

  /// The slot at this place in the order of completion, which is emptied; nil where it is not filled yet. The
  /// owner calls it.
  func completedSlot(_ ticket: UInt64) -> Int? {
    let word = completion(ticket)
    let value = word.load()
    guard value != 0 else { return nil }
    word.store(0)
    return Int(value) - 1
  }

  // MARK: - Names

  private func nameEntry(_ number: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: names + number * PoolLayout.nameSize, count: PoolLayout.nameSize)
  }

  /// Lets workers find a task's name by its number, before any slot has the number.
  func storeName(_ name: String, number: Int) {
    let entry = nameEntry(number)
    entry[0] = UInt8(name.utf8.count)
    UnsafeMutableRawBufferPointer(rebasing: entry.dropFirst()).copyBytes(from: name.utf8)
  }

  /// The name of the number.
  func name(_ number: Int) -> String {
    let entry = nameEntry(number)
    return String(decoding: entry.dropFirst().prefix(Int(entry[0])), as: UTF8.self)
  }
}
