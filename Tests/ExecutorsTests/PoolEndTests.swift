import Executors
import Jobs
import Testing

/// How pools end, and what becomes of their tasks.
@Suite(.timeLimit(.minutes(2))) struct PoolEndTests {
  @Test(arguments: allKinds)
  func `a pool that has ended takes nothing more`(kind: ExecutorKind) throws {
    let pool = try startPool(kind, capacity: 10)
    #expect(!pool.isBroken)
    let end = try pool.shutDown()
    #expect(end.runDelays.count == (kind == .serial ? 0 : 2))
    #expect(try pool.shutDown() == end)
    #expect(try pool.shutDown(.cancel()) == end)
    #expect(pool.isBroken)
    #expect(throws: PoolError.alreadyEnded) { try pool.submit(twice, 1) }
    #expect(throws: PoolError.alreadyEnded) { try pool.run(tasks: 1, chunk: .auto) }
  }

  @Test(arguments: threadKinds, [1, 4, 4096])
  func `the end waits for all submitted tasks`(kind: ExecutorKind, window: Int) throws {
    let counters = Counters(200)
    let task = PoolTask<Int, Int>(capturing: "count") { number, _ in
      counters.counts[number] += 1
      return number
    }
    let pool = try startPool(kind, window: window)
    let futures = try (0..<200).map { try pool.submit(task, $0) }
    try pool.shutDown(.wait(atMost: 1000))
    #expect(counters.counts.allSatisfy { $0 == 1 })
    #expect(futures.allSatisfy { $0.isDone })
    #expect(try futures.map { try $0.result(within: 0) } == Array(0..<200))
  }

  @Test(arguments: threadKinds, [2, 4096])
  func `an end that cancels waits for what has begun alone`(kind: ExecutorKind, window: Int) throws {
    let (begun, latch) = (Turnstile(), Latch())
    let pool = try startPool(kind, workers: 1, window: window)
    let running = try pool.submit(gated(begun, latch), 7)
    let rest = try (0..<10).map { try pool.submit(twice, $0) }
    begun.wait(for: 1)
    rest[9].whenDone { _ in latch.open() }
    try pool.shutDown(.cancel(grace: 1000))
    #expect(try running.result() == 7)
    #expect(rest.allSatisfy { $0.isCancelled })
  }

  @Test(arguments: threadKinds)
  func `a task that does not end is given up`(kind: ExecutorKind) throws {
    let (begun, latch, ended) = (Turnstile(), Latch(), Turnstile())
    let task = PoolTask<Int, Int>(capturing: "stuck") { number, context in
      begun.pass()
      context.waiting { latch.wait() }
      ended.pass()
      return number
    }
    let pool = try startPool(kind, workers: 1)
    _ = try pool.submit(twice, 1).result()
    let stuck = try pool.submit(task, 7)
    // Nobody but the pool holds these.
    for number in 0..<5 { _ = try pool.submit(task, number) }
    let pending = try pool.submit(task, 8)
    begun.wait(for: 1)
    let cause = PoolError.threadStayed(worker: 1, seconds: 0.05, task: 2)
    #expect(throws: cause) { try pool.shutDown(.cancel(grace: 0.05)) }
    #expect(pool.isBroken)
    #expect(try pool.shutDown().runDelays.count == 1)
    #expect(pending.isCancelled)
    #expect(try stuck.error(within: 0) == .poolBroken(task: 2, cause: cause))
    latch.open()
    ended.wait(for: 1)
    // The thread has written a result, which is nobody's any more.
    #expect(taskError { try stuck.result() } == .poolBroken(task: 2, cause: cause))
    #expect(ended.count == 1)
  }

  @Test(arguments: threadKinds)
  func `a pool that waits only so long gives up, and what has not begun never runs`(kind: ExecutorKind) throws
  {
    let (begun, latch, ran) = (Turnstile(), Latch(), Turnstile())
    let task = PoolTask<Int, Int>(capturing: "ran") { number, _ in
      ran.pass()
      return number
    }
    let pool = try startPool(kind, workers: 2)
    for number in 0..<2 { _ = try pool.submit(gated(begun, latch), number) }
    let pending = try (0..<20).map { try pool.submit(task, $0) }
    begun.wait(for: 2)
    let cause = PoolError.threadStayed(worker: 1, seconds: 0.01, task: 1)
    let error = #expect(throws: PoolError.self) { try pool.shutDown(.wait(atMost: 0.01)) }
    #expect(error == cause || error == .threadStayed(worker: 1, seconds: 0.01, task: 2))
    #expect(try pending[5].error(within: 0) == error.map { .poolBroken(task: 8, cause: $0) })
    latch.open()
    #expect(ran.count == 0)
  }

  @Test(arguments: threadKinds)
  func `futures may be dropped`(kind: ExecutorKind) throws {
    let counters = Counters(5000)
    let task = PoolTask<Int, [UInt8]>(capturing: "count") { number, _ in
      counters.counts[number] += 1
      return [UInt8](repeating: 1, count: 1000)
    }
    let pool = try startPool(kind, window: 16)
    for number in 0..<5000 { _ = try pool.submit(task, number) }
    try pool.shutDown()
    #expect(counters.counts.allSatisfy { $0 == 1 })
  }

  /// Dropping the pool waits for the thread, which waits for the callback.
  @Test(arguments: threadKinds, [true, false])
  func `a pool that is dropped ends its tasks`(kind: ExecutorKind, keepsRunning: Bool) throws {
    let (begun, latch) = (Turnstile(), Latch())
    var pool: (any WorkerPool)? = try startPool(kind, workers: 1, window: 8)
    var running = try pool?.submit(gated(begun, latch), 7)
    let pending = try (0..<20).compactMap { try pool?.submit(twice, $0) }
    begun.wait(for: 1)
    pending[19].whenDone { _ in latch.open() }
    if !keepsRunning { running = nil }
    pool = nil
    for (number, future) in pending.enumerated() {
      #expect(try future.error(within: 0) == .cancelled(task: number + 2))
      #expect(!future.cancel() && !future.isRunning)
    }
    if let running { #expect(try running.result(within: 0) == 7) }
  }

  @Test(arguments: threadKinds)
  func `pools may be dropped while their tasks run`(kind: ExecutorKind) throws {
    for _ in 0..<100 {
      let pool = try startPool(kind, workers: 3, window: 4)
      for number in 0..<20 { _ = try pool.submit(twice, number) }
    }
  }

  @Test(arguments: allKinds)
  func `a callback that submits again does not keep the pool from its end`(kind: ExecutorKind) throws {
    let pool = try startPool(kind, workers: 1, window: 1)
    let refused = Notes<PoolError>()
    func submit() {
      do throws(PoolError) {
        let future = try pool.submit(twice, 1)
        if kind != .serial { future.whenDone { _ in submit() } }
      } catch {
        refused.all.append(error)
      }
    }
    for _ in 0..<10 { submit() }
    try pool.shutDown(.cancel(grace: 1000))
    #expect(refused.all == Array(repeating: .alreadyEnded, count: kind == .serial ? 0 : 10))
  }

  @Test(arguments: allKinds)
  func `a pool for a while ends by itself`(kind: ExecutorKind) throws {
    var future: Future<Int>?
    let work = PoolWork(name: "test") { _, _ in TaskResult(count: 1) }
    let result = try Pools.withPool(kind, PoolConfiguration(workers: 1), work) { pool in
      future = try pool.submit(twice, 4)
      return 5
    }
    #expect(result == 5)
    #expect(try future?.result(within: 0) == 8)
  }

  @Test(arguments: threadKinds)
  func `a pool for a while cancels what is left after an error`(kind: ExecutorKind) throws {
    let (begun, latch) = (Turnstile(), Latch())
    let futures = Notes<Future<Int>>()
    let kept = Notes<any WorkerPool>()
    let work = PoolWork(name: "test") { _, _ in TaskResult(count: 1) }
    let error = #expect(throws: Complaint.self) {
      try Pools.withPool(kind, PoolConfiguration(workers: 1), work) { pool in
        kept.all.append(pool)
        futures.all.append(try pool.submit(gated(begun, latch), 7))
        futures.all.append(try pool.submit(twice, 4))
        begun.wait(for: 1)
        futures.all[1].whenDone { _ in latch.open() }
        throw Complaint(description: "enough")
      }
    }
    #expect(error?.description == "enough")
    #expect(kept.all.first?.isBroken == true)
    #expect(try futures.all[0].result(within: 0) == 7)
    #expect(futures.all[1].isCancelled)
  }
}
