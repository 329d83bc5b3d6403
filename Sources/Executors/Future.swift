import OperatingSystem

/// A task that was handed to a pool, without its result.
///
/// It belongs to the one thread that uses the pool: completions are taken in there, by what is called here and
/// by the pool's own functions, and callbacks run there.
package class SubmittedTask {
  /// 1, 2, 3, … in the order of submission.
  package let number: Int
  let desk: TaskDesk
  /// Where it stands.
  enum Phase {
    /// Not yet shown to the workers.
    case waiting
    /// In this slot.
    case published(slot: Int32)
    case settled
  }
  var phase = Phase.waiting
  /// How many inputs it has.
  var size: Int32 = 1
  /// How it was, once it is settled; the worker is 0 where none has begun with it.
  private var ran = TaskActivity(worker: 0, started: 0, finished: 0)
  private var callbacks: [() -> Void] = []
  /// Why there is no result, where the pool decided it. Not with what the task itself hands back: a thread that
  /// was given up may still write that.
  private(set) var refusal: TaskError?
  /// Bytes of the result that count as unread.
  private var unread = 0

  init(number: Int, desk: TaskDesk) {
    self.number = number
    self.desk = desk
  }

  deinit {
    if unread > 0 { desk.unread -= unread }
  }

  /// The number of the name by which workers know what to do; nil where they share this process's memory.
  var nameNumber: Int? { nil }
  /// Whether the payload is a list.
  var isBundle: Bool { false }

  /// Appends the input's bytes.
  func encodeInput(into bytes: inout [UInt8]) throws {
    preconditionFailure("every subclass has its own")
  }

  /// Does the task; a worker thread calls it.
  func perform(_ context: TaskContext) {
    preconditionFailure("every subclass has its own")
  }

  /// Takes the result from its bytes.
  func accept(_ bytes: UnsafeRawBufferPointer) {
    preconditionFailure("every subclass has its own")
  }

  /// Takes an error instead of a result.
  func refuse(_ error: TaskError) { refusal = error }

  /// Marks it as settled.
  ///
  /// - Parameter bytes: what its result takes, until somebody reads it.
  func settle(_ activity: TaskActivity?, bytes: Int) {
    phase = .settled
    if let activity { ran = activity }
    unread = bytes
    desk.unread += bytes
  }

  /// Its result was read for the first time.
  func noteReading() {
    guard unread > 0 else { return }
    desk.unread -= unread
    unread = 0
  }

  /// Why it has no result; nil where it has one, or is not known to be done. A list of tasks that went to a worker
  /// together has the first error of one of them.
  package var settledError: TaskError? { refusal }

  /// Whether it is known to be done, to have failed, or to have been cancelled.
  package var hasSettled: Bool { isSettled }

  /// Waits until it is done, has failed, or was cancelled.
  package func wait() { _ = desk.wait(within: nil) { isSettled } }

  /// Whether something waits for its end.
  var hasCallbacks: Bool { !callbacks.isEmpty }

  /// Runs what waits for its end. The desk calls it after it has put everything in order.
  func runCallbacks() {
    guard !callbacks.isEmpty else { return }
    let all = callbacks
    callbacks = []
    for callback in all { callback() }
  }

  /// When and where it ran; nil where no worker has begun with it, or it is not known to be done.
  package var activity: TaskActivity? { ran.worker == 0 ? nil : ran }

  var isSettled: Bool {
    if case .settled = phase { return true }
    return false
  }

  func addCallback(_ callback: @escaping () -> Void) {
    if isSettled { callback() } else { callbacks.append(callback) }
  }
}

/// When and where a submitted task ran. Moments are nanoseconds of the monotonic clock.
package struct TaskActivity: Sendable, Equatable {
  /// 1, 2, 3, …
  package var worker: Int
  package var started: UInt64
  package var finished: UInt64
}

/// The result of a task that was handed to a pool, now or later.
package class Future<Output>: SubmittedTask {
  /// What the task handed back; written by the worker's thread, or when its bytes are taken in.
  private final var place = ResultPlace<Output>()
  /// Its own error instead.
  private final var failure: TaskError?

  deinit { place.clear() }

  package override var settledError: TaskError? { refusal ?? failure }

  /// What it handed back, if that is there, without counting as read.
  final var settledOutput: Output? { isSettled && refusal == nil && failure == nil ? place.value : nil }

  final func succeed(_ output: Output) { place.fill(output) }

  final func fail(_ error: TaskError) { failure = error }

  /// Whether a worker has begun with it and is not known to be done.
  package var isRunning: Bool { desk.isRunning(self) }

  /// Whether it has a result or an error, or was cancelled.
  package var isDone: Bool {
    // Whoever asks again and again wants it as much as whoever waits.
    if !isSettled { desk.takeIn(isBounded: false) }
    return isSettled
  }

  /// Whether it was cancelled before it began.
  package var isCancelled: Bool {
    if isSettled, case .cancelled = refusal { return true }
    return false
  }

  /// Waits for the result.
  ///
  /// - Parameter seconds: how long; nil: until the task is done or the pool breaks.
  /// - Throws: the task's own error; ``TaskError/timedOut(task:seconds:)``, after which the task goes on.
  package func result(within seconds: Double? = nil) throws(TaskError) -> Output {
    if !isSettled { try desk.wait(for: self, within: seconds) }
    noteReading()
    if let refusal { throw refusal }
    if let failure { throw failure }
    guard let output = place.value else { preconditionFailure("a settled task has an outcome") }
    return output
  }

  /// Waits for the end and tells the error; nil where there is a result.
  ///
  /// - Throws: ``TaskError/timedOut(task:seconds:)``.
  package func error(within seconds: Double? = nil) throws(TaskError) -> TaskError? {
    if !isSettled { try desk.wait(for: self, within: seconds) }
    return refusal ?? failure
  }

  /// Takes the task back, if no worker has begun with it.
  ///
  /// - Returns: whether it was; then it never runs. Also false where it was cancelled before.
  package func cancel() -> Bool { desk.cancel(self) }

  /// Calls the function once the task is done, with this future: at once if it is, else in the thread of the
  /// pool's owner, when that takes the completion in.
  package func whenDone(_ callback: @escaping (Future<Output>) -> Void) {
    // Whoever settles a task holds it.
    addCallback { [unowned self] in callback(self) }
  }
}

/// One input of one task.
final class SingleTask<Input: Portable, Output: Portable>: Future<Output> {
  private let body: @Sendable (Input, TaskContext) throws -> Output
  private let input: Input
  /// -1: none.
  private let name: Int32

  init(number: Int, desk: TaskDesk, name: Int?, _ task: PoolTask<Input, Output>, _ input: Input) {
    body = task.body
    self.input = input
    self.name = Int32(name ?? -1)
    super.init(number: number, desk: desk)
  }

  override var nameNumber: Int? { name < 0 ? nil : Int(name) }

  override func encodeInput(into bytes: inout [UInt8]) throws { try input.encode(into: &bytes) }

  override func perform(_ context: TaskContext) {
    do {
      succeed(try body(input, context))
    } catch {
      fail(.thrown(error, task: number))
    }
  }

  override func accept(_ bytes: UnsafeRawBufferPointer) {
    do {
      succeed(try Output(decoding: bytes))
    } catch {
      fail(.notTransferred(task: number, stage: .decodingResult, message: String(describing: error)))
    }
  }
}

extension TaskError {
  /// The error of a task that threw.
  static func thrown(_ error: any Error, task: Int) -> TaskError {
    .failed(task: task, type: String(describing: type(of: error)), message: String(describing: error))
  }
}
