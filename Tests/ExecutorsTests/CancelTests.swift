import Executors
import Jobs
import Testing

/// Taking tasks back.
@Suite struct CancelTests {
  @Test(arguments: threadKinds, [1, 64])
  func `a task that has not begun can be cancelled`(kind: ExecutorKind, window: Int) throws {
    let (begun, latch, ran) = (Turnstile(), Latch(), Turnstile())
    let task = PoolTask<Int, Int>(capturing: "ran") { number, _ in
      ran.pass()
      return number
    }
    let pool = try startPool(kind, workers: 1, window: window)
    let first = try pool.submit(gated(begun, latch), 0)
    let second = try pool.submit(task, 1)
    let third = try pool.submit(task, 2)
    begun.wait(for: 1)
    #expect(second.cancel())
    #expect(second.isCancelled && second.isDone && !second.isRunning)
    #expect(second.activity == nil)
    #expect(try second.error() == .cancelled(task: 2))
    #expect(taskError { try second.result(within: 0) } == .cancelled(task: 2))
    #expect(!second.cancel())
    latch.open()
    #expect(try third.result() == 2)
    #expect(try first.result() == 0)
    try pool.shutDown()
    #expect(ran.count == 1)
  }

  @Test(arguments: threadKinds)
  func `a running task is not cancelled`(kind: ExecutorKind) throws {
    let (begun, latch) = (Turnstile(), Latch())
    let pool = try startPool(kind)
    let future = try pool.submit(gated(begun, latch), 7)
    begun.wait(for: 1)
    #expect(!future.cancel() && !future.isCancelled)
    latch.open()
    #expect(try future.result() == 7)
    try pool.shutDown()
  }

  @Test(arguments: allKinds)
  func `a task that is done is not cancelled`(kind: ExecutorKind) throws {
    let pool = try startPool(kind)
    let future = try pool.submit(twice, 7)
    _ = try future.result()
    #expect(!future.cancel() && !future.isCancelled)
    #expect(try future.result() == 14)
    try pool.shutDown()
  }

  @Test(arguments: threadKinds)
  func `a task is cancelled and never runs, or has its result`(kind: ExecutorKind) throws {
    let count = 3000
    let counters = Counters(count)
    let task = PoolTask<Int, Int>(capturing: "count") { number, _ in
      counters.counts[number] += 1
      return number
    }
    let pool = try startPool(kind, workers: 3, window: 7)
    let futures = try (0..<count).map { number in
      let future = try pool.submit(task, number)
      if number % 2 == 0 { _ = future.cancel() }
      return future
    }
    for future in futures.reversed() where future.number % 5 == 0 { _ = future.cancel() }
    for (number, future) in futures.enumerated() {
      if let error = try future.error() {
        #expect(error == .cancelled(task: number + 1) && future.isCancelled)
      } else {
        #expect(try future.result() == number)
      }
    }
    try pool.shutDown()
    for (number, future) in futures.enumerated() {
      #expect(counters.counts[number] == (future.isCancelled ? 0 : 1))
    }
  }

  @Test(arguments: threadKinds)
  func `cancelled tasks make room for others`(kind: ExecutorKind) throws {
    let (begun, latch) = (Turnstile(), Latch())
    let pool = try startPool(kind, workers: 1, window: 2)
    let first = try pool.submit(gated(begun, latch), 0)
    begun.wait(for: 1)
    for number in 0..<1000 { #expect(try pool.submit(twice, number).cancel()) }
    let last = try pool.submit(twice, 8)
    latch.open()
    #expect(try last.result() == 16)
    #expect(try first.result() == 0)
    try pool.shutDown()
  }
}
