import OperatingSystem
import Testing

/// Locks and counters between threads; the thread sanitizer can watch all of it.
@Suite struct SharedMutexTests {
  /// Memory with room for a counter and a lock that do not disturb each other.
  private func counter(_ memory: borrowing SharedMemory, _ reach: FutexReach = .threads) -> GuardedCounter {
    GuardedCounter(AtomicWord64(at: memory.base), lock: AtomicWord32(at: memory.base + 256), reach)
  }

  @Test(arguments: [GuardedCounter.Guard.mutex, .spin, .atomic])
  func `a guarded counter loses nothing`(guarding: GuardedCounter.Guard) throws {
    let memory = try SharedMemory(bytes: 512, withForkedProcesses: false)
    let counter = counter(memory)
    var threads = ThreadGroup()
    // More than there are CPUs on most machines: holders lose theirs.
    for _ in 0..<8 {
      try threads.start { for _ in 0..<20 { counter.add(500, guarding) } }
    }
    try threads.join()
    #expect(counter.value.load() == 80_000)
    keep(memory)
  }

  @Test(arguments: [GuardedCounter.Guard.none, .access])
  func `an unguarded counter loses, and is no data race`(guarding: GuardedCounter.Guard) throws {
    let memory = try SharedMemory(bytes: 512, withForkedProcesses: false)
    let counter = counter(memory)
    var threads = ThreadGroup()
    for _ in 0..<4 {
      try threads.start {
        counter.add(5000, guarding)
        for _ in 0..<100 { counter.addOnce(guarding) {} }
      }
    }
    try threads.join()
    #expect((1...20_400).contains(counter.value.load()))
    keep(memory)
  }

  @Test(arguments: GuardedCounter.Guard.allCases)
  func `who is alone loses nothing`(guarding: GuardedCounter.Guard) throws {
    let memory = try SharedMemory(bytes: 512, withForkedProcesses: true)
    let counter = counter(memory, .processes)
    counter.add(1000, guarding)
    counter.addOnce(guarding) {}
    #expect(counter.value.load() == 1001)
    keep(memory)
  }

  @Test(arguments: GuardedCounter.Guard.allCases)
  func `what comes between load and store is lost without a guard`(guarding: GuardedCounter.Guard) throws {
    let memory = try SharedMemory(bytes: 512, withForkedProcesses: false)
    let counter = counter(memory)
    // No lock is held in between, so that another one may take it.
    counter.addOnce(guarding) { counter.add(10, guarding) }
    let isLost = guarding == .none || guarding == .access
    #expect(counter.value.load() == (isLost ? 1 : 11))
    keep(memory)
  }

  @Test(arguments: [FutexReach.threads, .processes])
  func `nobody else is inside while the mutex is held, and all come in`(reach: FutexReach) throws {
    let memory = try SharedMemory(bytes: 512, withForkedProcesses: reach == .processes)
    let mutex = SharedMutex(AtomicWord32(at: memory.base), reach)
    let inside = AtomicWord32(at: memory.base + 128)
    let clashes = AtomicWord32(at: memory.base + 256)
    let turns = AtomicWord32(at: memory.base + 384)
    var threads = ThreadGroup()
    for _ in 0..<6 {
      try threads.start {
        for turn in 0..<100 {
          mutex.locked {
            if inside.add(1) != 0 { clashes.add(1) }
            // Long enough, now and then, for the others to fall asleep.
            if turn % 10 == 0 { SystemClock.sleep(nanoseconds: 200_000) }
            inside.add(.max)
            turns.add(1)
          }
        }
      }
    }
    try threads.join()
    #expect(clashes.load() == 0)
    #expect(turns.load() == 600)
    keep(memory)
  }

  @Test func `an error gives the mutex back`() throws {
    let memory = try SharedMemory(bytes: 512, withForkedProcesses: false)
    let mutex = SharedMutex(AtomicWord32(at: memory.base), .threads)
    #expect(throws: Errno.self) { try mutex.locked { throw Errno(code: Errno.invalid, operation: "test") } }
    #expect(mutex.locked { 7 } == 7)
    keep(memory)
  }
}

/// Lets memory live until here.
private func keep(_ memory: borrowing SharedMemory) {}
