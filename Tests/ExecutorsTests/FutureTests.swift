import Executors
import Foundation
import Jobs
import Testing

/// What a future tells about its task.
@Suite struct FutureTests {
  @Test(arguments: allKinds)
  func `a submitted task has its result`(kind: ExecutorKind) throws {
    let pool = try startPool(kind)
    let futures = try (0..<100).map { try pool.submit(twice, $0) }
    #expect(try futures.map { try $0.result() } == (0..<100).map { $0 * 2 })
    #expect(futures.map(\.number) == Array(1...100))
    try pool.shutDown()
  }

  @Test(arguments: allKinds)
  func `a result can be read again, also after the pool has ended`(kind: ExecutorKind) throws {
    let pool = try startPool(kind)
    let future = try pool.submit(twice, 21)
    #expect(try future.result() == 42)
    try pool.shutDown()
    #expect(try future.result() == 42)
    #expect(try future.error() == nil)
    #expect(future.isDone)
  }

  @Test(arguments: allKinds)
  func `the error of a task keeps its type and text`(kind: ExecutorKind) throws {
    let pool = try startPool(kind)
    _ = try pool.submit(picky, 1)
    let future = try pool.submit(picky, 3)
    let expected = TaskError.failed(task: 2, type: "Complaint", message: "no luck with 3")
    #expect(try future.error() == expected)
    #expect(taskError { try future.result() } == expected)
    #expect(future.isDone && !future.isCancelled && !future.isRunning)
    #expect(try pool.submit(picky, 4).result() == 4)
    try pool.shutDown()
  }

  @Test(arguments: threadKinds)
  func `a task is running, then done`(kind: ExecutorKind) throws {
    let (begun, latch) = (Turnstile(), Latch())
    let pool = try startPool(kind, workers: 1)
    let first = try pool.submit(gated(begun, latch), 5)
    let second = try pool.submit(twice, 1)
    begun.wait(for: 1)
    #expect(first.isRunning && !first.isDone && !first.isCancelled)
    #expect(!second.isRunning && !second.isDone && !second.isCancelled)
    latch.open()
    #expect(try first.result() == 5)
    #expect(!first.isRunning && first.isDone && !first.isCancelled)
    try pool.shutDown()
  }

  @Test(arguments: threadKinds)
  func `a result that is late is there later`(kind: ExecutorKind) throws {
    let (begun, latch) = (Turnstile(), Latch())
    let pool = try startPool(kind)
    let future = try pool.submit(gated(begun, latch), 5)
    for seconds in [0.01, 0, -1] {
      #expect(taskError { try future.result(within: seconds) } == .timedOut(task: 1, seconds: seconds))
      #expect(taskError { try future.error(within: seconds) } == .timedOut(task: 1, seconds: seconds))
    }
    #expect(taskError { try future.result(within: .nan) } != nil)
    #expect(!future.isDone)
    latch.open()
    #expect(try future.result(within: 1000) == 5)
    #expect(try future.result(within: .infinity) == 5)
    try pool.shutDown()
  }

  @Test(arguments: threadKinds)
  func `a result that is there is not late, however short the time`(kind: ExecutorKind) throws {
    let pool = try startPool(kind)
    let futures = try (0..<50).map { try pool.submit(twice, $0) }
    _ = try futures.map { try $0.error() }
    #expect(try futures.map { try $0.result(within: 0) } == (0..<50).map { $0 * 2 })
    try pool.shutDown()
  }

  @Test(arguments: threadKinds)
  func `a future knows which worker ran the task, and when`(kind: ExecutorKind) throws {
    let pool = try startPool(kind, workers: 3)
    let task = PoolTask<Int, Int>(capturing: "who") { _, context in context.worker }
    for future in try (0..<30).map({ try pool.submit(task, $0) }) {
      let worker = try future.result()
      let activity = try #require(future.activity)
      #expect(activity.worker == worker && (1...3).contains(worker))
      #expect(activity.started <= activity.finished)
    }
    try pool.shutDown()
  }

  @Test(arguments: threadKinds, [1, 4])
  func `more tasks than workers see at a time are all done`(kind: ExecutorKind, window: Int) throws {
    let counters = Counters(100)
    let task = PoolTask<Int, Int>(capturing: "count") { number, _ in
      counters.counts[number] += 1
      return number
    }
    let pool = try startPool(kind, workers: 3, window: window)
    let futures = try (0..<100).map { try pool.submit(task, $0) }
    #expect(try futures.reversed().map { try $0.result() } == (0..<100).reversed())
    #expect(counters.counts.allSatisfy { $0 == 1 })
    try pool.shutDown()
  }

  /// A place in the queue that is used again while another worker still has to read it would show here.
  @Test(arguments: [2, 3, 5])
  func `a small window and many workers run each task once`(window: Int) throws {
    let count = 20_000
    let counters = Counters(count)
    let task = PoolTask<Int, Nothing>(capturing: "count") { number, _ in
      counters.counts[number] += 1
      return Nothing()
    }
    let pool = try startPool(.threads, workers: 5, window: window)
    for number in 0..<count { _ = try pool.submit(task, number) }
    try pool.shutDown()
    #expect(counters.counts.allSatisfy { $0 == 1 })
  }

  @Test(arguments: threadKinds)
  func `handing out does not wait for the workers`(kind: ExecutorKind) throws {
    let (begun, latch) = (Turnstile(), Latch())
    let pool = try startPool(kind, workers: 1, window: 2)
    let first = try pool.submit(gated(begun, latch), 0)
    let rest = try (0..<1000).map { try pool.submit(twice, $0) }
    #expect(!first.isDone && rest.allSatisfy { !$0.isDone })
    latch.open()
    #expect(try rest[999].result() == 1998)
    try pool.shutDown()
  }

  @Test(arguments: threadKinds)
  func `a pool for indexed runs alone refuses submitted tasks`(kind: ExecutorKind) throws {
    let pool = try startPool(kind, capacity: 10, window: 0)
    let expected = PoolError.refused(
      task: "twice", reason: "the pool is for indexed runs alone: its window for submitted tasks is 0")
    #expect(throws: expected) { try pool.submit(twice, 1) }
    #expect(throws: expected) { try pool.map(twice, [1, 2]) }
    #expect(try pool.run(tasks: 10, chunk: .auto).workers.count == 2)
    try pool.shutDown()
  }

  @Test func `in a serial pool a task is done when it is submitted`() throws {
    let pool = try startPool(.serial, window: 0)
    let future = try pool.submit(twice, 4)
    #expect(future.isDone && !future.cancel())
    #expect(try future.result(within: 0) == 8)
    try pool.shutDown()
  }
}
