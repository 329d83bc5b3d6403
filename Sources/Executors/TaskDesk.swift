import OperatingSystem

/// The owner's side of submitted tasks: hands them out, takes them in, and knows where each stands.
///
/// Tasks beyond the window of slots, and such whose input has no room, wait in a backlog until earlier ones
/// are done. Results that nobody has read stay in the workers' outboxes above a bound, so that the workers
/// wait instead of filling the memory; whoever waits for a task lifts the bound until it is done.
final class TaskDesk {
  /// Above so many bytes of unread results no more are taken in ahead of their reading.
  private static let mostUnread = 256 << 20
  /// After so many submissions completions are taken in, if not before.
  private static let batch = 256

  let board: TaskBoard
  /// What the board is a view of.
  private let memory: PoolMemory
  private let carrier: PayloadCarrier?
  private let largest: Int
  /// The task of each slot that is in use.
  private let tasks: UnsafeMutableBufferPointer<SubmittedTask?>
  private var freeSlots: FreeSlots
  private var backlog = Backlog()
  private var published: UInt64 = 0
  private var taken: UInt64 = 0
  private var submitted = 0
  private var isTakingIn = false
  /// Settled tasks of which somebody waits to be told, in the order in which they were done.
  private var untold = Backlog()
  /// Why no task can be done any more.
  private(set) var failure: PoolError?
  /// Bytes of results that nobody has read yet.
  var unread = 0
  /// Sleeps until a worker may have something to tell, at most until the moment; set by the pool.
  var sleep: (_ deadline: UInt64?) throws(PoolError) -> Void = { _ in }
  private var encoded: [UInt8] = []

  /// - Parameter carrier: carries payloads to other processes; nil where the workers are threads of this one.
  init(_ memory: PoolMemory, carrier: PayloadCarrier?) {
    self.memory = memory
    board = TaskBoard(memory)
    self.carrier = carrier
    largest = memory.layout.largestPayload
    // Not arrays: that nobody else changes them would be checked at every access.
    tasks = .allocate(capacity: memory.layout.window)
    tasks.initialize(repeating: nil)
    freeSlots = FreeSlots(memory.layout.window)
  }

  deinit {
    tasks.deinitialize()
    tasks.deallocate()
    freeSlots.deallocate()
  }

  /// The number of the next task; `count` numbers are used.
  func takeNumber(_ count: Int = 1) throws(PoolError) -> Int {
    if let failure { throw failure == .alreadyEnded ? failure : .alreadyBroken }
    defer { submitted += count }
    return submitted + 1
  }

  /// How many submitted tasks are not settled.
  var unsettled: Int { backlog.count + Int(published - taken) }

  /// Hands a task to the workers, or puts it into the backlog.
  func submit(_ task: SubmittedTask) {
    // Not each time: taking in one by one what workers finish costs more than the rest of a submission.
    if submitted % Self.batch == 0 || freeSlots.isEmpty || !backlog.isEmpty { takeIn() }
    // A callback may have ended the pool.
    if let failure { return conclude(task, error: .poolBroken(task: task.number, cause: failure)) }
    if backlog.isEmpty, publish(task) { return }
    if !task.isSettled { backlog.append(task) }
  }

  /// Shows the task to the workers.
  ///
  /// - Returns: false where there is no room for it yet. Where its input cannot cross it is settled.
  private func publish(_ task: SubmittedTask) -> Bool {
    guard let index = freeSlots.last else { return false }
    let slot = board.slot(index)
    var length = 0
    var place = TaskSlot.inline
    if let carrier {
      encoded.removeAll(keepingCapacity: encoded.capacity <= PayloadBox.capacity)
      if let error = encode(task) {
        conclude(task, error: error)
        return true
      }
      length = encoded.count
      if length <= TaskSlot.inlineSize {
        board.inline(index).copyBytes(from: encoded)
      } else {
        do throws(Errno) {
          guard let start = try carrier.store(encoded, slot: index, task: task.number, board) else {
            return false
          }
          place = UInt64(start)
        } catch {
          let message = "no memory to hand it over: \(error)"
          conclude(
            task, error: .notTransferred(task: task.number, stage: .encodingInput, message: message))
          return true
        }
      }
    }
    freeSlots.removeLast()
    slot.pointee.task = UInt64(task.number)
    slot.pointee.worker = 0
    if carrier == nil {
      slot.pointee.object = UInt64(UInt(bitPattern: Unmanaged.passUnretained(task).toOpaque()))
    } else {
      slot.pointee.name = UInt32(task.nameNumber ?? 0)
      slot.pointee.isBundle = task.isBundle ? 1 : 0
      slot.pointee.length = UInt64(length)
      slot.pointee.place = place
      slot.pointee.outcome = SlotOutcome.result
      slot.pointee.end = 0
    }
    tasks[index] = task
    task.phase = .published(slot: Int32(index))
    board.publish(index, after: published)
    published += 1
    return true
  }

  private func encode(_ task: SubmittedTask) -> TaskError? {
    do {
      try task.encodeInput(into: &encoded)
    } catch {
      return .notTransferred(
        task: task.number, stage: .encodingInput, message: String(describing: error))
    }
    guard encoded.count <= largest else {
      let message = "its \(encoded.count) bytes are more than the limit of \(largest)"
      return .notTransferred(task: task.number, stage: .encodingInput, message: message)
    }
    return nil
  }

  private func conclude(_ task: SubmittedTask, error: TaskError) {
    task.refuse(error)
    task.settle(nil, bytes: 0)
    task.runCallbacks()
  }

  /// Shows as many of the backlog as there is room for.
  private func publishBacklog() {
    while let task = backlog.first {
      if task.isSettled {
        backlog.removeFirst()
        continue
      }
      guard publish(task) else { return }
      // The callback of one whose input cannot cross may have gone on here.
      if backlog.first === task { backlog.removeFirst() }
    }
  }

  // MARK: - Taking in

  /// Takes in what is done, as far as the bound on unread results allows, and hands out more.
  ///
  /// - Parameter isBounded: false lifts the bound.
  func takeIn(isBounded: Bool = true) {
    // Callbacks that call this do not run others, lest the stack grow with their number.
    let isOutermost = !isTakingIn
    isTakingIn = true
    defer { if isOutermost { isTakingIn = false } }
    if isOutermost { tell() }
    while !isBounded || unread <= Self.mostUnread, takeOne() { if isOutermost { tell() } }
    publishBacklog()
  }

  /// Takes in all that is done, as a run does that holds the pool: whoever waits to be told is told later.
  func takeInQuietly() {
    while takeOne() {}
    publishBacklog()
  }

  /// Runs the callbacks of what was taken in.
  private func tell() {
    while let task = untold.first {
      untold.removeFirst()
      task.runCallbacks()
    }
  }

  /// Takes in the next completion; false where there is none.
  private func takeOne() -> Bool {
    guard taken < published, let index = board.completedSlot(taken) else { return false }
    taken += 1
    let slot = board.slot(index)
    let task = tasks[index]
    tasks[index] = nil
    // The payload of a slot is read before the slot is used again.
    if let task, !task.isSettled { settle(task, index, slot) } else { carrier?.release(slot.pointee) }
    freeSlots.append(index)
    if let task, task.hasCallbacks { untold.append(task) }
    return true
  }

  private func settle(_ task: SubmittedTask, _ index: Int, _ place: UnsafeMutablePointer<TaskSlot>) {
    let activity = TaskActivity(
      worker: Int(place.pointee.worker), started: place.pointee.started, finished: place.pointee.finished)
    guard let carrier else {
      task.settle(activity, bytes: 0)
      return
    }
    let slot = place.pointee
    defer { carrier.release(slot) }
    if slot.outcome == SlotOutcome.tooLarge {
      task.refuse(.tooLarge(task: task.number, bytes: Int(clamping: slot.length), limit: largest))
      return task.settle(activity, bytes: 0)
    }
    var fault = "what the worker has written is damaged"
    var bytes: UnsafeRawBufferPointer?
    do throws(Errno) {
      bytes = try carrier.payload(of: slot, inline: board.inline(index))
    } catch {
      fault = "no memory to take it over: \(error)"
    }
    guard let payload = bytes else {
      task.refuse(.notTransferred(task: task.number, stage: .decodingResult, message: fault))
      return task.settle(activity, bytes: 0)
    }
    switch slot.outcome {
    case SlotOutcome.result: task.accept(payload)
    case SlotOutcome.thrown: task.refuse(ThrownText(payload).error(task: task.number))
    default:
      let stage = TransferStage(rawValue: UInt8(truncatingIfNeeded: slot.stage)) ?? .encodingResult
      let message = String(decoding: payload, as: UTF8.self)
      task.refuse(.notTransferred(task: task.number, stage: stage, message: message))
    }
    task.settle(activity, bytes: payload.count > TaskSlot.inlineSize ? payload.count : 0)
  }

  // MARK: - Waiting

  /// Waits until the task is settled.
  func wait(for task: SubmittedTask, within seconds: Double?) throws(TaskError) {
    if wait(within: seconds, { task.isSettled }) { return }
    throw .timedOut(task: task.number, seconds: seconds ?? 0)
  }

  /// Takes completions in until the condition holds; false where the time was over before.
  func wait(within seconds: Double?, _ condition: () -> Bool) -> Bool {
    let deadline = seconds.map { SystemClock.nanoseconds() + UInt64(max(0, min($0, 1e9)) * 1e9) }
    return wait(until: deadline, condition)
  }

  /// Takes completions in until the condition holds.
  ///
  /// - Parameter deadline: a moment of the monotonic clock in nanoseconds; nil: without end.
  /// - Returns: false where the time was over before.
  func wait(until deadline: UInt64?, _ condition: () -> Bool) -> Bool {
    takeIn()
    while true {
      tell()
      if condition() { return true }
      // One at a time: what is taken in beyond need takes memory.
      let isTaken = takeOne()
      publishBacklog()
      if failure != nil, !isTaken { return condition() }
      if let deadline, SystemClock.nanoseconds() >= deadline {
        // What is done by now counts.
        let last = published
        repeat { tell() } while taken < last && !condition() && takeOne()
        return condition()
      }
      if isTaken { continue }
      let flag = board.ownerSleeps
      flag.store(1)
      MemoryFence.sequential()
      if !hasCompletion {
        do throws(PoolError) { try sleep(deadline) } catch { fail(error) }
      }
      flag.store(0)
    }
  }

  /// Whether there is something to take in.
  var hasCompletion: Bool { taken < published && board.isCompleted(taken) }

  // MARK: - States

  func isRunning(_ task: SubmittedTask) -> Bool {
    takeIn()
    guard case .published(let index) = task.phase else { return false }
    let state = board.state(Int(index)).load()
    return state == SlotState.running || state == SlotState.inputTaken
  }

  func cancel(_ task: SubmittedTask) -> Bool {
    takeIn()
    switch task.phase {
    case .settled: return false
    case .waiting: break
    case .published(let index):
      guard board.state(Int(index)).compareExchange(expected: SlotState.pending, desired: SlotState.cancelled)
      else { return false }
    }
    conclude(task, error: .cancelled(task: task.number))
    return true
  }

  /// Cancels all that has not begun.
  func cancelAll() {
    for task in tasks { if let task, !task.isSettled { _ = cancel(task) } }
    while let task = backlog.first {
      backlog.removeFirst()
      if !task.isSettled { conclude(task, error: .cancelled(task: task.number)) }
    }
  }

  /// Gives every task that is not settled its error; later ones are refused.
  func fail(_ error: PoolError) {
    guard failure == nil else { return }
    failure = error
    // What was done before the pool broke has its result.
    while takeOne() {}
    var left: [SubmittedTask] = []
    for index in tasks.indices {
      if let task = tasks[index], !task.isSettled {
        left.append(task)
        keepForThread(task, index)
      }
      tasks[index] = nil
    }
    while let task = backlog.first {
      backlog.removeFirst()
      if !task.isSettled { left.append(task) }
    }
    for task in left {
      task.refuse(.poolBroken(task: task.number, cause: error))
      task.settle(nil, bytes: 0)
    }
    published = taken
    // Callbacks may look at any task.
    for task in left where task.hasCallbacks { untold.append(task) }
    tell()
  }

  /// A thread that was given up may be inside of the task for as long as it likes: the task is never freed then.
  private func keepForThread(_ task: SubmittedTask, _ index: Int) {
    guard carrier == nil,
      !board.state(index).compareExchange(expected: SlotState.pending, desired: SlotState.cancelled)
    else { return }
    _ = Unmanaged.passRetained(task)
  }
}
