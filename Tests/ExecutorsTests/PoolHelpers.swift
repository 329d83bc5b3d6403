import Executors
import Foundation
import Jobs

/// A gate at which tasks wait until somebody opens it.
// @unchecked Sendable: the condition's lock guards the flag.
final class Latch: @unchecked Sendable {
  private let condition = NSCondition()
  private var isOpen = false

  func open() {
    condition.lock()
    isOpen = true
    condition.broadcast()
    condition.unlock()
  }

  func wait() {
    condition.lock()
    while !isOpen { condition.wait() }
    condition.unlock()
  }
}

/// Counts those who pass, and lets others wait for a number of them.
// @unchecked Sendable: the condition's lock guards the number.
final class Turnstile: @unchecked Sendable {
  private let condition = NSCondition()
  private var passed = 0

  var count: Int {
    condition.lock()
    defer { condition.unlock() }
    return passed
  }

  func pass() {
    condition.lock()
    passed += 1
    condition.broadcast()
    condition.unlock()
  }

  func wait(for number: Int) {
    condition.lock()
    while passed < number { condition.wait() }
    condition.unlock()
  }
}

/// Counters without any lock: each task has one of its own, and the thread sanitizer sees it if the pool
/// runs a task twice or hands over results too early.
// @unchecked Sendable: element i is touched by whoever runs task i alone.
final class Counters: @unchecked Sendable {
  let counts: UnsafeMutableBufferPointer<Int>

  init(_ count: Int) {
    counts = .allocate(capacity: count)
    counts.initialize(repeating: 0)
  }

  deinit { counts.deallocate() }
}

/// What a callback leaves for the test; one thread uses it.
final class Notes<Element> {
  var all: [Element] = []
}

struct Complaint: Error, CustomStringConvertible {
  var description: String
}

/// The executors whose workers live in this process.
let allKinds: [ExecutorKind] = [.serial, .threads, .threadsGIL]
/// Those that have workers beside the caller.
let threadKinds: [ExecutorKind] = [.threads, .threadsGIL]

let twice = PoolTask<Int, Int>(capturing: "twice") { number, _ in number * 2 }

/// Refuses the numbers that three divides.
let picky = PoolTask<Int, Int>(capturing: "picky") { number, _ in
  if number % 3 == 0 { throw Complaint(description: "no luck with \(number)") }
  return number
}

/// A task that tells when it has begun, and ends when the latch is opened.
func gated(_ begun: Turnstile, _ latch: Latch) -> PoolTask<Int, Int> {
  PoolTask(capturing: "gated") { number, context in
    begun.pass()
    return context.waiting {
      latch.wait()
      return number
    }
  }
}

/// A pool of the kind; `serial` has one worker whatever is asked for.
func startPool(
  _ kind: ExecutorKind, workers: Int = 2, capacity: Int = 0, window: Int = 4096,
  body: @escaping TaskBody = { _, _ in TaskResult(count: 1) },
  configure: (inout PoolConfiguration) -> Void = { _ in }
) throws -> any WorkerPool {
  var configuration = PoolConfiguration(workers: kind == .serial ? 1 : workers, capacity: capacity)
  configuration.window = window
  configure(&configuration)
  return try Pools.start(kind, configuration, PoolWork(name: "test", body: body))
}

/// The error that the function throws; nil where it throws none, or one of another type.
func taskError<Value>(_ body: () throws -> Value) -> TaskError? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? TaskError
  }
}
