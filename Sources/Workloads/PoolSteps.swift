import Executors
import Jobs
import OperatingSystem

/// What a task of the workload `futures` is to do.
package struct FutureInput: Portable, Equatable {
  /// For how long it sleeps, in nanoseconds.
  package var nanoseconds: UInt64
  /// What it returns.
  package var answer: UInt64
  /// Whether it throws an error instead.
  package var fails: Bool

  package init(nanoseconds: UInt64 = 0, answer: UInt64, fails: Bool = false) {
    self.nanoseconds = nanoseconds
    self.answer = answer
    self.fails = fails
  }

  package init(decoding bytes: UnsafeRawBufferPointer) throws {
    guard bytes.count == 17 else { throw PortableError("\(bytes.count) bytes are no input of 17 bytes") }
    nanoseconds = bytes.loadUnaligned(as: UInt64.self)
    answer = bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
    fails = try Bool(decoding: UnsafeRawBufferPointer(rebasing: bytes[16...]))
  }

  package func encode(into bytes: inout [UInt8]) {
    nanoseconds.encode(into: &bytes)
    answer.encode(into: &bytes)
    fails.encode(into: &bytes)
  }
}

/// The error of a task that was asked to fail.
package struct RequestedFailure: Error, CustomStringConvertible {
  package init() {}
  package var description: String { "it was asked to fail" }
}

/// The steps of the workload `futures`: each uses one part of a pool's interface, and looks at what must hold for
/// every executor, any number of workers and however busy the machine is.
struct PoolSteps {
  private let use: PoolUse
  private let task: PoolTask<FutureInput, UInt64>
  /// In nanoseconds.
  private let durations: [UInt64]
  private let futures: [Future<UInt64>]
  private let calls = Calls()
  /// The caller does each task itself when it is submitted.
  private let isSerial: Bool

  /// What callbacks have noted.
  private final class Calls {
    var numbers: [Int] = []
  }

  /// How long a worker may take to begin with the first task, in nanoseconds.
  private static let patience: UInt64 = 60_000_000_000

  /// `submit`: hands out the tasks, the first of the durations first.
  init(_ use: PoolUse, _ task: PoolTask<FutureInput, UInt64>, durations: [UInt64]) throws {
    self.use = use
    self.task = task
    self.durations = durations
    isSerial = use.executor == .serial
    var futures: [Future<UInt64>] = []
    for (index, duration) in durations.enumerated() {
      futures.append(try use.pool.submit(task, FutureInput(nanoseconds: duration, answer: UInt64(index) + 1)))
      let number = futures[0].number + index
      try WrongStep.check(
        futures[index].number == number, "submit", "task \(number) has the number \(futures[index].number)")
      if isSerial {
        try WrongStep.check(
          futures[index].isDone, "submit", "task \(index + 1) is not done, though the caller does it itself")
      }
      futures[index].whenDone { [calls] in calls.numbers.append($0.number) }
    }
    self.futures = futures
  }

  /// `running`: the first task is, from some moment on, until it is done.
  func running() throws {
    let deadline = SystemClock.nanoseconds() + Self.patience
    while !futures[0].isRunning {
      if futures[0].isDone { break }
      try WrongStep.check(
        SystemClock.nanoseconds() < deadline, "running", "no worker has begun with the first task within 60 s"
      )
      SystemClock.sleep(nanoseconds: 100_000)
    }
    for (index, future) in futures.enumerated() where future.isDone {
      try WrongStep.check(!future.isRunning, "running", "task \(index + 1) is done, and runs")
    }
  }

  /// `done`: waits for all, in the order in which they are done.
  ///
  /// - Returns: the indices of the tasks in this order.
  func done() throws -> [Int] {
    var order: [Int] = []
    let completions = use.pool.inCompletionOrder(futures)
    while let future = completions.next() {
      let index = future.number - futures[0].number
      try WrongStep.check(future.isDone, "done", "task \(index + 1) was told to be done and is not")
      try WrongStep.check(!future.isRunning, "done", "task \(index + 1) is done, and runs")
      try WrongStep.check(!future.cancel(), "done", "task \(index + 1) is done, and could be cancelled")
      order.append(index)
    }
    try WrongStep.check(
      order.sorted() == Array(futures.indices), "done",
      "\(Set(order).count) of \(futures.count) tasks are done")
    try WrongStep.check(
      calls.numbers.sorted() == futures.map(\.number), "done",
      "\(calls.numbers.count) callbacks came for \(futures.count) tasks")
    return order
  }

  /// `result`: every task has its own, also when it is read again, and took as long as it should.
  func result() throws {
    for (index, future) in futures.enumerated() {
      for _ in 0..<2 {
        let answer = try future.result()
        try WrongStep.check(
          answer == UInt64(index) + 1, "result", "task \(index + 1) has the result of task \(answer)")
      }
      guard let activity = future.activity else {
        throw WrongStep("result", "task \(index + 1) has a result, and has run nowhere")
      }
      try WrongStep.check(
        activity.finished >= activity.started + durations[index], "result",
        "task \(index + 1) was done before its time")
      try WrongStep.check(
        (1...use.pool.workers).contains(activity.worker), "result",
        "task \(index + 1) ran on worker \(activity.worker) of \(use.pool.workers)")
    }
  }

  /// `error`: that of a task which throws belongs to its future, and to no other.
  func error() throws {
    let before = try use.pool.submit(task, FutureInput(answer: 1))
    let failing = try use.pool.submit(task, FutureInput(answer: 2, fails: true))
    let after = try use.pool.submit(task, FutureInput(answer: 3))
    let error = try failing.error()
    try WrongStep.check(
      error == Self.failure(ofTask: failing.number), "error",
      Self.text(error, insteadOfFailureOf: failing.number))
    var thrown: TaskError?
    do throws(TaskError) {
      _ = try failing.result()
    } catch {
      thrown = error
    }
    try WrongStep.check(
      thrown == error, "error", "reading the result throws another error than the future has")
    for future in [before, after] {
      let error = try future.error()
      try WrongStep.check(error == nil, "error", "a task beside the one that failed has an error, too")
    }
    try WrongStep.check(!use.pool.isBroken, "error", "the error of a task has broken the pool")
  }

  private static func failure(ofTask number: Int) -> TaskError {
    .failed(
      task: number, type: String(describing: RequestedFailure.self), message: RequestedFailure().description)
  }

  private static func text(_ error: TaskError?, insteadOfFailureOf number: Int) -> String {
    "task \(number) was to fail, and " + (error.map { "has another error: \($0)" } ?? "has a result")
  }

  /// `cancel`: a task with which no worker has begun never runs; one that has begun or is done is not cancelled.
  ///
  /// - Parameter hold: for how long the workers are kept busy meanwhile, in nanoseconds.
  /// - Returns: how many tasks were cancelled: 1, but under `serial`, where no task waits, 0.
  func cancel(hold: UInt64) throws -> Int {
    // Whoever is not scheduled for that long comes too late, and tries again.
    for _ in 0..<5 {
      var blockers: [Future<UInt64>] = []
      for _ in 0..<use.pool.workers {
        blockers.append(try use.pool.submit(task, FutureInput(nanoseconds: isSerial ? 0 : hold, answer: 1)))
      }
      let last = try use.pool.submit(task, FutureInput(answer: 2))
      let isCancelled = last.cancel()
      try check(last, isCancelled: isCancelled)
      for blocker in blockers {
        try WrongStep.check(try blocker.result() == 1, "cancel", "a result is wrong")
      }
      try WrongStep.check(!blockers[0].cancel(), "cancel", "a task that is done could be cancelled")
      if isCancelled { return 1 }
      if isSerial { return 0 }
    }
    throw WrongStep("cancel", "five times in a row a task that had to wait could not be cancelled")
  }

  private func check(_ future: Future<UInt64>, isCancelled: Bool) throws {
    try WrongStep.check(
      future.isCancelled == isCancelled, "cancel", "what the future tells is not what cancelling it has told")
    let error = try future.error()
    if isCancelled {
      try WrongStep.check(
        error == .cancelled(task: future.number), "cancel", "a cancelled task has no error that says so")
      try WrongStep.check(future.activity == nil, "cancel", "a cancelled task has run")
    } else {
      try WrongStep.check(error == nil, "cancel", "a task that was not cancelled has an error")
    }
  }

  /// `map`: results come in the order of the inputs, and an error shows when its element is read, not before.
  ///
  /// - Returns: how many elements had a result.
  func map() throws -> Int {
    let failing = durations.count / 2
    let inputs = durations.indices.map { FutureInput(answer: UInt64($0) + 1, fails: $0 == failing) }
    let results = try use.pool.map(task, inputs, chunk: use.chunk)
    for index in inputs.indices {
      let element = Result(catching: { () throws(TaskError) in try results.next() })
      switch element {
      case .success(let answer):
        try WrongStep.check(
          answer == UInt64(index) + 1 && index != failing, "map",
          "element \(index + 1) is \(answer.map { "\($0)" } ?? "missing")"
            + (index == failing ? ", though its task was to fail" : ""))
      case .failure(.failed(_, String(describing: RequestedFailure.self), _)) where index == failing: break
      case .failure(let error):
        throw WrongStep("map", "element \(index + 1) has an error of its own: \(error)")
      }
    }
    try WrongStep.check(try results.next() == nil, "map", "there are more results than inputs")
    return inputs.count - 1
  }

  /// Hands out some more than there are workers, which nobody waits for but who closes the pool.
  func leave(_ nanoseconds: UInt64) throws -> [Future<UInt64>] {
    let count = min(use.pool.workers, durations.count) + 1
    return try (0..<count).map {
      try use.pool.submit(task, FutureInput(nanoseconds: nanoseconds, answer: UInt64($0) + 1))
    }
  }
}
