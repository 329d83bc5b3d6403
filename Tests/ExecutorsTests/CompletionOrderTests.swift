import Executors
import Jobs
import Testing

/// Futures in the order in which they are done.
@Suite struct CompletionOrderTests {
  /// Each task waits for a latch of its own.
  private func gates(_ count: Int) -> (latches: [Latch], task: PoolTask<Int, Int>) {
    let latches = (0..<count).map { _ in Latch() }
    let task = PoolTask<Int, Int>(capturing: "gate") { number, context in
      context.waiting { latches[number].wait() }
      return number
    }
    return (latches, task)
  }

  @Test(arguments: threadKinds)
  func `futures come as they are done`(kind: ExecutorKind) throws {
    let (latches, task) = gates(5)
    let pool = try startPool(kind, workers: 5)
    let order = pool.inCompletionOrder(try (0..<5).map { try pool.submit(task, $0) })
    for number in [3, 0, 4, 1, 2] {
      #expect(order.next(within: 0) == nil)
      latches[number].open()
      #expect(try order.next()?.result() == number)
    }
    #expect(order.next() == nil)
    try pool.shutDown()
  }

  @Test(arguments: threadKinds)
  func `a time that is over is no end`(kind: ExecutorKind) throws {
    let (latches, task) = gates(1)
    let pool = try startPool(kind)
    let order = pool.inCompletionOrder([try pool.submit(task, 0)])
    #expect(order.next(within: 0.01) == nil)
    #expect(order.next(within: -1) == nil)
    latches[0].open()
    #expect(try order.next(within: 1000)?.result() == 0)
    #expect(order.next(within: 1000) == nil)
    try pool.shutDown()
  }

  @Test(arguments: allKinds)
  func `futures that are done already come first`(kind: ExecutorKind) throws {
    let pool = try startPool(kind)
    let futures = try (0..<4).map { try pool.submit(picky, $0) }
    _ = try futures[2].result()
    _ = try futures[0].error()
    let order = pool.inCompletionOrder(futures)
    var numbers: [Int] = []
    while let future = order.next() { numbers.append(future.number) }
    #expect(numbers.sorted() == [1, 2, 3, 4])
    try pool.shutDown()
  }

  @Test(arguments: allKinds)
  func `no futures are an end at once`(kind: ExecutorKind) throws {
    let pool = try startPool(kind)
    #expect(pool.inCompletionOrder([Future<Int>]()).next() == nil)
    try pool.shutDown()
  }

  @Test(arguments: threadKinds)
  func `a cancelled future is done`(kind: ExecutorKind) throws {
    let (latches, task) = gates(2)
    let pool = try startPool(kind, workers: 1)
    let futures = try (0..<2).map { try pool.submit(task, $0) }
    let order = pool.inCompletionOrder(futures)
    #expect(futures[1].cancel())
    #expect(order.next()?.isCancelled == true)
    latches[0].open()
    #expect(try order.next()?.result() == 0)
    #expect(order.next() == nil)
    try pool.shutDown()
  }

  @Test(arguments: threadKinds)
  func `a thousand futures are done once each`(kind: ExecutorKind) throws {
    let pool = try startPool(kind, workers: 3, window: 10)
    let order = pool.inCompletionOrder(try (0..<1000).map { try pool.submit(twice, $0) })
    var results: [Int] = []
    while let future = order.next() { results.append(try future.result()) }
    #expect(results.sorted() == (0..<1000).map { $0 * 2 })
    try pool.shutDown()
  }

  @Test(arguments: threadKinds)
  func `the end of the pool is no reason to wait`(kind: ExecutorKind) throws {
    let (latches, task) = gates(1)
    let pool = try startPool(kind, workers: 1)
    let running = try pool.submit(task, 0)
    let futures = [running, try pool.submit(twice, 1)]
    futures[1].whenDone { _ in latches[0].open() }
    let order = pool.inCompletionOrder(futures)
    while !running.isRunning {}
    try pool.shutDown(.cancel(grace: 1000))
    #expect(order.next()?.isCancelled == true)
    #expect(try order.next()?.result() == 0)
    #expect(order.next() == nil)
  }
}
