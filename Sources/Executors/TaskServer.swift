import OperatingSystem

/// What a worker does with a submitted task that it has claimed.
protocol TaskServer {
  /// Does the task of the slot, and leaves its outcome there.
  func perform(_ index: Int, _ board: TaskBoard, _ context: TaskContext)
}

/// For threads: the task's object itself.
struct ObjectServer: TaskServer {
  func perform(_ index: Int, _ board: TaskBoard, _ context: TaskContext) {
    guard let object = UnsafeRawPointer(bitPattern: UInt(board.slot(index).pointee.object)) else { return }
    // The desk holds the object as long as its slot is in use.
    Unmanaged<SubmittedTask>.fromOpaque(object)._withUnsafeGuaranteedRef { $0.perform(context) }
  }
}

/// For processes: the code that is registered under the task's name, from bytes to bytes.
final class CodeServer: TaskServer {
  private let memory: PoolMemory
  /// Counted from 0.
  private let worker: Int
  private let registry: TaskRegistry
  private var inbox: PayloadBox
  private var outbox: PayloadBox
  private var codes: [Int: TaskCode] = [:]

  init(
    memory: PoolMemory, worker: Int, registry: TaskRegistry, inbox: consuming PayloadBox,
    outbox: consuming PayloadBox
  ) {
    self.memory = memory
    self.worker = worker
    self.registry = registry
    self.inbox = inbox
    self.outbox = outbox
  }

  func perform(_ index: Int, _ board: TaskBoard, _ context: TaskContext) {
    let slot = board.slot(index)
    do {
      let input = try input(of: index, board)
      let code = try code(Int(slot.pointee.name), board)
      let state = board.state(index)
      let answer: [UInt8]
      if slot.pointee.isBundle != 0 {
        answer = BundleCoding.run(code, input, context)
      } else {
        answer = try code(input, context) { state.store(SlotState.inputTaken) }
      }
      store(answer, SlotOutcome.result, index, board)
    } catch let failure as TransferFailure {
      slot.pointee.stage = UInt32(failure.stage.rawValue)
      store(Array(failure.description.utf8), SlotOutcome.notTransferred, index, board)
    } catch {
      store(ThrownText(error).bytes, SlotOutcome.thrown, index, board)
    }
  }

  private func input(of index: Int, _ board: TaskBoard) throws -> UnsafeRawBufferPointer {
    let slot = board.slot(index).pointee
    if slot.place == TaskSlot.inline {
      return UnsafeRawBufferPointer(rebasing: board.inline(index).prefix(Int(slot.length)))
    }
    guard let bytes = try inbox.block(slot.place, slot.length) else {
      throw TransferFailure(stage: .decodingInput, PortableError("it lies outside of the pool's memory"))
    }
    return bytes
  }

  private func code(_ number: Int, _ board: TaskBoard) throws -> TaskCode {
    if let code = codes[number] { return code }
    let name = board.name(number)
    guard let code = registry.code(name) else {
      throw PortableError("the worker program knows no task '\(name)': register it there")
    }
    codes[number] = code
    return code
  }

  private func store(_ bytes: [UInt8], _ outcome: UInt32, _ index: Int, _ board: TaskBoard) {
    let slot = board.slot(index)
    slot.pointee.outcome = outcome
    slot.pointee.length = UInt64(bytes.count)
    slot.pointee.place = TaskSlot.inline
    if bytes.count <= TaskSlot.inlineSize { return board.inline(index).copyBytes(from: bytes) }
    guard bytes.count <= memory.layout.largestPayload else {
      slot.pointee.outcome = SlotOutcome.tooLarge
      return
    }
    do {
      slot.pointee.place = UInt64(try place(bytes.count))
      slot.pointee.end = outbox.head
      outbox.fill(Int(slot.pointee.place), bytes)
    } catch {
      let text = Array("no memory to hand it over: \(error)".utf8.prefix(TaskSlot.inlineSize))
      slot.pointee.outcome = SlotOutcome.notTransferred
      slot.pointee.stage = UInt32(TransferStage.encodingResult.rawValue)
      slot.pointee.place = TaskSlot.inline
      slot.pointee.length = UInt64(text.count)
      board.inline(index).copyBytes(from: text)
    }
  }

  /// Waits for room in the outbox, which the owner makes when it takes results in.
  private func place(_ bytes: Int) throws(Errno) -> Int {
    let words = memory.outbox(worker)
    while true {
      let seen = words.signal.load()
      if let place = try outbox.reserve(bytes, taken: words.released.load()) { return keepEnds(place, words) }
      words.waits.store(1)
      // Either the owner sees that somebody waits, or this sees what it has given back.
      MemoryFence.sequential()
      let place = try outbox.reserve(bytes, taken: words.released.load())
      if place == nil { _ = words.signal.wait(while: seen, memory.reach) }
      words.waits.store(0)
      if let place { return keepEnds(place, words) }
    }
  }

  private func keepEnds(_ place: Int, _ words: OutboxWords) -> Int {
    words.head.store(outbox.head)
    words.lap.store(outbox.lap)
    return place
  }
}
