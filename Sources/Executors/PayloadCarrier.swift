import OperatingSystem

/// Carries payloads between the pool's owner and its worker processes: an inbox for all, and an outbox of each
/// worker.
final class PayloadCarrier {
  private let memory: PoolMemory
  private var inbox: PayloadBox
  private var outboxes: [Outbox]
  /// What lies in the inbox, in order.
  private var stored: [StoredInput] = []
  private var released: UInt64 = 0

  private struct StoredInput {
    var end: UInt64
    var slot: Int
    var task: UInt64
  }

  /// A box with an owner, so that an array can hold it.
  private final class Outbox {
    var box: PayloadBox

    init() throws(Errno) { box = try PayloadBox() }
  }

  init(_ memory: PoolMemory) throws(Errno) {
    self.memory = memory
    inbox = try PayloadBox()
    var outboxes: [Outbox] = []
    for _ in 0..<memory.workers { outboxes.append(try Outbox()) }
    self.outboxes = outboxes
  }

  /// What worker processes map the boxes by.
  var inboxDescriptor: Int32? { inbox.descriptor }

  func outboxDescriptor(_ worker: Int) -> Int32? { outboxes[worker].box.descriptor }

  /// Puts an input into the inbox.
  ///
  /// - Returns: where it lies; nil as long as there is no room.
  func store(_ bytes: [UInt8], slot: Int, task: Int, _ board: TaskBoard) throws(Errno) -> Int? {
    var count = 0
    while count < stored.count, isTaken(stored[count], board) {
      released = stored[count].end
      count += 1
    }
    stored.removeFirst(count)
    if stored.isEmpty { released = inbox.head }
    guard let place = try inbox.reserve(bytes.count, taken: released) else { return nil }
    inbox.fill(place, bytes)
    stored.append(StoredInput(end: inbox.head, slot: slot, task: UInt64(task)))
    return place
  }

  private func isTaken(_ input: StoredInput, _ board: TaskBoard) -> Bool {
    let state = board.state(input.slot).load()
    return board.slot(input.slot).pointee.task != input.task
      || (state != SlotState.pending && state != SlotState.running)
  }

  /// The bytes of an answer; nil where what the worker wrote cannot be.
  ///
  /// - Throws: where there is no memory to map an outbox that has grown.
  func payload(
    of slot: TaskSlot, inline: UnsafeMutableRawBufferPointer
  ) throws(Errno) -> UnsafeRawBufferPointer? {
    if slot.place == TaskSlot.inline {
      guard slot.length <= UInt64(inline.count) else { return nil }
      return UnsafeRawBufferPointer(rebasing: inline[..<Int(slot.length)])
    }
    guard (1...memory.workers).contains(Int(slot.worker)) else { return nil }
    return try outboxes[Int(slot.worker) - 1].box.block(slot.place, slot.length)
  }

  /// Gives the room of an answer back to its worker.
  func release(_ slot: TaskSlot) {
    guard slot.place != TaskSlot.inline, slot.end != 0, (1...memory.workers).contains(Int(slot.worker))
    else { return }
    let words = memory.outbox(Int(slot.worker) - 1)
    words.released.store(slot.end)
    MemoryFence.sequential()
    guard words.waits.load() != 0 else { return }
    words.signal.add(1)
    words.signal.wakeAll(memory.reach)
  }
}
