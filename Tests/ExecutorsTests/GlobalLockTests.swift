import Jobs
import OperatingSystem
import Testing

@testable import Executors

/// A plain number: the thread sanitizer sees it if two threads write it at the same time.
// @unchecked Sendable: the global lock guards it; that is what is tested.
private final class Plain: @unchecked Sendable {
  var number = 0
  /// Who wrote it last.
  var writer = 0
  /// How often each writer came after another.
  var switches = [0, 0, 0, 0, 0]
}

/// The lock that is held while threads compute.
@Suite(.timeLimit(.minutes(2))) struct GlobalLockTests {
  @Test func `one thread at a time holds it`() throws {
    let lock = try GlobalLock()
    let plain = Plain()
    var threads = ThreadGroup()
    for _ in 0..<4 {
      try threads.start {
        for _ in 0..<5000 {
          lock.acquire()
          plain.number += 1
          lock.release()
        }
      }
    }
    try threads.join()
    #expect(plain.number == 20_000)
  }

  @Test func `handing it over many times ends`() throws {
    let lock = try GlobalLock()
    let plain = Plain()
    var threads = ThreadGroup()
    for _ in 0..<4 {
      try threads.start {
        lock.acquire()
        for _ in 0..<2000 {
          plain.number += 1
          lock.handOver()
          plain.number += 1
        }
        lock.release()
      }
    }
    try threads.join()
    #expect(plain.number == 16_000)
  }

  @Test func `handing it over to nobody does not wait`() throws {
    let lock = try GlobalLock()
    lock.acquire()
    for _ in 0..<1000 { lock.handOver() }
    lock.release()
    let wasFree = !lock.acquire()
    #expect(wasFree)
  }

  @Test(arguments: [2, 4]) func `threads that compute and offer it all advance`(count: Int) throws {
    let lock = try GlobalLock()
    let plain = Plain()
    var threads = ThreadGroup()
    for thread in 1...count {
      try threads.start {
        let holder = GlobalLockHolder(lock)
        holder.acquire()
        // Only others' turns let it end: a thread that starves would let this go on for ever.
        while plain.switches[1...count].contains(where: { $0 < 3 }) {
          if plain.writer != thread { plain.switches[thread] += 1 }
          plain.writer = thread
          plain.number += 1
          holder.offer()
        }
        holder.release()
      }
    }
    try threads.join()
    #expect(plain.switches[1...count].allSatisfy { $0 >= 3 })
  }

  @Test func `the time for which a thread waits is counted`() throws {
    let lock = try GlobalLock()
    let (free, held) = (GlobalLockHolder(lock), GlobalLockHolder(lock))
    free.acquire()
    #expect(free.waited == 0 && free.isHeld)
    let result = Plain()
    var threads = ThreadGroup()
    try threads.start {
      held.acquire()
      result.number = Int(held.waited)
      held.release()
    }
    // It asks once it has waited for 5 ms.
    while !lock.isWanted {}
    free.release()
    try threads.join()
    #expect(result.number >= 4_000_000)
    #expect(!lock.isWanted)
    #expect(!held.isHeld && !free.isHeld)
  }

  @Test func `a thread that offers it waits until it has it again`() throws {
    let lock = try GlobalLock()
    let (first, second) = (GlobalLockHolder(lock), GlobalLockHolder(lock))
    let plain = Plain()
    first.acquire()
    first.offer()
    #expect(first.waited == 0)
    var threads = ThreadGroup()
    try threads.start {
      second.acquire()
      plain.number = 7
      second.release()
    }
    while plain.number != 7 { first.offer() }
    #expect(first.waited > 0 && first.isHeld)
    first.release()
    try threads.join()
  }

  @Test func `waiting within waiting and offering while waiting leave the lock alone`() throws {
    let lock = try GlobalLock()
    let holder = GlobalLockHolder(lock)
    let context = TaskContext(worker: 1, holder: holder)
    holder.acquire()
    let value = context.waiting {
      // Another holds it meanwhile.
      let wasFree = !lock.acquire()
      #expect(wasFree)
      let inner = context.waiting { 5 }
      context.checkpoint()
      #expect(!holder.isHeld)
      lock.release()
      return inner
    }
    #expect(value == 5 && holder.isHeld)
    holder.release()
    let wasFree = !lock.acquire()
    #expect(wasFree)
  }

  @Test func `the lock is held again after waiting that throws`() throws {
    let holder = GlobalLockHolder(try GlobalLock())
    let context = TaskContext(worker: 1, holder: holder)
    holder.acquire()
    #expect(throws: Complaint.self) { try context.waiting { throw Complaint(description: "no answer") } }
    #expect(holder.isHeld)
  }

  @Test func `a context without a lock waits and goes on`() {
    let context = TaskContext(worker: 4)
    #expect(context.waiting { context.worker } == 4)
    context.checkpoint()
  }
}

/// Pools whose threads share the lock.
@Suite(.timeLimit(.minutes(2))) struct GlobalLockPoolTests {
  @Test func `one task computes at a time`() throws {
    let plain = Plain()
    let pool = try startPool(.threadsGIL, workers: 4, capacity: 2000) { _, _ in
      plain.number += 1
      return TaskResult(count: 1)
    }
    let task = PoolTask<Int, Int>(capturing: "plain") { number, context in
      plain.number += 1
      context.checkpoint()
      plain.number += 1
      return number
    }
    for _ in 0..<5 {
      for number in 0..<100 { _ = try pool.submit(task, number) }
      _ = try pool.run(tasks: 2000, chunk: .tasks(1))
    }
    try pool.shutDown()
    #expect(plain.number == 5 * (200 + 2000))
  }

  @Test func `a task that waits lets another compute`() throws {
    let latch = Latch()
    let pool = try startPool(.threadsGIL, workers: 2, capacity: 2) { task, context in
      if task == 0 { context.waiting { latch.wait() } } else { latch.open() }
      return TaskResult(count: 1)
    }
    _ = try pool.run(tasks: 2, chunk: .tasks(1))
    try pool.shutDown()
  }

  @Test func `an initialiser may wait and offer the lock`() throws {
    let plain = Plain()
    let pool = try startPool(.threadsGIL, workers: 4, capacity: 100) { _, _ in
      plain.number += 1
      return TaskResult(count: 1)
    } configure: {
      $0.initialise = { context in
        plain.number += 1
        context.waiting {}
        context.checkpoint()
      }
    }
    _ = try pool.run(tasks: 100, chunk: .tasks(1))
    try pool.shutDown()
    #expect(plain.number == 104)
  }

  @Test func `a worker is not busy while it waits for the lock`() throws {
    let pool = try startPool(.threadsGIL, workers: 3, capacity: 300) { task, context in
      var sum = UInt64(task)
      for round in 0..<20_000 {
        sum = sum &* 31 &+ UInt64(round)
        if round % 1000 == 0 { context.checkpoint() }
      }
      return TaskResult(count: sum)
    }
    let run = try pool.run(tasks: 300, chunk: .tasks(1))
    let start = try #require(run.workers.map(\.start).min())
    let end = try #require(run.workers.map(\.end).max())
    // The times for which the lock is held do not overlap.
    #expect(run.workers.reduce(0) { $0 + $1.busy } <= end - start)
    try pool.shutDown()
  }
}
