import Executors
import Foundation
import Jobs
import Testing

/// Hands out a task after the other, each from the callback of the one before.
private final class Chain {
  let pool: any WorkerPool
  var results: [Int] = []
  let length: Int

  init(_ pool: any WorkerPool, length: Int) {
    self.pool = pool
    self.length = length
  }

  func start() throws {
    let number = results.count
    try pool.submit(twice, number).whenDone { [self] future in
      do {
        results.append(try future.result())
        if results.count < length { try start() }
      } catch {
        Issue.record("\(error)")
      }
    }
  }
}

/// What is called when tasks are done.
@Suite(.timeLimit(.minutes(2))) struct CallbackTests {
  @Test(arguments: threadKinds)
  func `callbacks run in their order, once the task is done`(kind: ExecutorKind) throws {
    let (begun, latch, notes) = (Turnstile(), Latch(), Notes<String>())
    let pool = try startPool(kind)
    let future = try pool.submit(gated(begun, latch), 3)
    future.whenDone { _ in notes.all.append("first") }
    future.whenDone { future in notes.all.append("second \((try? future.result(within: 0)) ?? -1)") }
    begun.wait(for: 1)
    #expect(!future.isDone && notes.all.isEmpty)
    latch.open()
    _ = try future.result()
    // Also one that nobody took in by waiting for it.
    future.whenDone { _ in notes.all.append("third") }
    try pool.shutDown()
    #expect(notes.all == ["first", "second 3", "third"])
  }

  @Test(arguments: allKinds)
  func `a callback of a task that is done runs at once`(kind: ExecutorKind) throws {
    let pool = try startPool(kind)
    let future = try pool.submit(picky, 3)
    _ = try future.error()
    let notes = Notes<Int>()
    future.whenDone { notes.all.append($0.number) }
    #expect(notes.all == [1])
    try pool.shutDown()
  }

  @Test(arguments: threadKinds)
  func `callbacks run in the order in which tasks are done, in the owner's thread`(kind: ExecutorKind) throws
  {
    let (thread, notes) = (Thread.current, Notes<Int>())
    let pool = try startPool(kind, workers: 1)
    for number in 0..<500 {
      try pool.submit(picky, number).whenDone { future in
        #expect(Thread.current === thread)
        notes.all.append(future.number)
      }
    }
    try pool.shutDown()
    #expect(notes.all == Array(1...500))
  }

  @Test(arguments: threadKinds)
  func `a callback can submit the next task`(kind: ExecutorKind) throws {
    let pool = try startPool(kind)
    let chain = Chain(pool, length: 2000)
    try chain.start()
    while chain.results.count < 2000 { _ = try pool.submit(twice, 0).result() }
    #expect(chain.results == (0..<2000).map { $0 * 2 })
    try pool.shutDown()
  }

  @Test(arguments: threadKinds)
  func `a callback can wait for another task`(kind: ExecutorKind) throws {
    let (begun, latch, notes) = (Turnstile(), Latch(), Notes<Int>())
    let pool = try startPool(kind)
    let slow = try pool.submit(gated(begun, latch), 9)
    let quick = try pool.submit(twice, 1)
    quick.whenDone { _ in
      latch.open()
      notes.all.append((try? slow.result()) ?? -1)
    }
    slow.whenDone { _ in notes.all.append(2) }
    #expect(try quick.result() == 2)
    try pool.shutDown()
    #expect(notes.all.sorted() == [2, 9])
  }

  @Test(arguments: threadKinds)
  func `a callback that asks again and again sees the end of another task`(kind: ExecutorKind) throws {
    let notes = Notes<Bool>()
    let pool = try startPool(kind)
    let other = try pool.submit(twice, 1)
    let futures = try (0..<50).map { try pool.submit(twice, $0) }
    for future in futures {
      future.whenDone { _ in
        while !other.isDone {}
        for future in futures { while !future.isDone {} }
        notes.all.append(true)
      }
    }
    while !futures.allSatisfy(\.isDone) {}
    try pool.shutDown()
    #expect(notes.all.count == 50)
  }

  @Test(arguments: threadKinds)
  func `callbacks that look at the pool do not pile up`(kind: ExecutorKind) throws {
    let count = 20_000
    let notes = Notes<Int>()
    let pool = try startPool(kind)
    let futures = try (0..<count).map { number in
      let future = try pool.submit(twice, number)
      future.whenDone { future in
        notes.all.append(future.number)
        do {
          _ = try pool.submit(twice, 0).isDone
        } catch {
          // The last ones run when the pool ends.
        }
      }
      return future
    }
    #expect(try futures[count - 1].result() == 2 * (count - 1))
    try pool.shutDown()
    #expect(notes.all.count == count && Set(notes.all).count == count)
  }

  @Test(arguments: threadKinds)
  func `the callback of a cancelled task runs when it is cancelled`(kind: ExecutorKind) throws {
    let (begun, latch, notes) = (Turnstile(), Latch(), Notes<Bool>())
    let pool = try startPool(kind, workers: 1)
    _ = try pool.submit(gated(begun, latch), 0)
    let future = try pool.submit(twice, 1)
    future.whenDone { notes.all.append($0.isCancelled) }
    #expect(future.cancel())
    #expect(notes.all == [true])
    latch.open()
    try pool.shutDown()
    #expect(notes.all == [true])
  }

  @Test(arguments: threadKinds)
  func `a callback can cancel others`(kind: ExecutorKind) throws {
    let (begun, latch, notes) = (Turnstile(), Latch(), Notes<Bool>())
    let pool = try startPool(kind, workers: 1)
    let first = try pool.submit(gated(begun, latch), 0)
    let rest = try (0..<10).map { try pool.submit(twice, $0) }
    rest[0].whenDone { _ in notes.all = rest.map { $0.cancel() } }
    begun.wait(for: 1)
    #expect(rest[0].cancel())
    #expect(notes.all == [false] + Array(repeating: true, count: 9))
    latch.open()
    #expect(try first.result() == 0)
    try pool.shutDown()
  }

  @Test(arguments: threadKinds)
  func `a callback that ends the pool leaves a task that is just submitted with an error`(
    kind: ExecutorKind
  ) throws {
    let pool = try startPool(kind, workers: 1)
    let future = try pool.submit(twice, 1)
    future.whenDone { _ in
      do { try pool.shutDown() } catch { Issue.record("\(error)") }
    }
    let others = Notes<Future<Int>>()
    let refused = #expect(throws: PoolError.self) {
      while true { others.all.append(try pool.submit(twice, 1)) }
    }
    #expect(refused == .alreadyEnded)
    for other in others.all {
      let error = try other.error(within: 0)
      #expect(error == nil || error == .poolBroken(task: other.number, cause: .alreadyEnded))
    }
  }
}
