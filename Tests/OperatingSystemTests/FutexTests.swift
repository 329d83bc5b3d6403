import OperatingSystem
import TestPrograms
import Testing

/// Sleeping on words, and the operations by which they change, between threads.
@Suite struct FutexTests {
  @Test func `a sleep on a word that does not change ends at its time`() throws {
    let memory = try SharedMemory(bytes: 64, withForkedProcesses: false)
    let word = AtomicWord32(at: memory.base)
    let begin = SystemClock.nanoseconds()
    #expect(!word.wait(while: 0, .threads, nanoseconds: 20_000_000))
    #expect(SystemClock.nanoseconds() - begin >= 20_000_000)
    #expect(!word.wait(while: 0, .processes, nanoseconds: 0))
    keep(memory)
  }

  @Test func `a word that has changed is not waited for`() throws {
    let memory = try SharedMemory(bytes: 64, withForkedProcesses: false)
    #expect(AtomicWord32(at: memory.base).wait(while: 1, .threads, nanoseconds: 0))
    #expect(AtomicWord32(at: memory.base).wait(while: 1, .threads, nanoseconds: UInt64.max))
    keep(memory)
  }

  @Test func `a change and a wake end the longest sleep`() throws {
    let memory = try SharedMemory(bytes: 64, withForkedProcesses: false)
    let word = AtomicWord32(at: memory.base)
    var threads = ThreadGroup()
    try threads.start {
      word.store(1)
      word.wake(1, .threads)
    }
    #expect(word.wait(while: 0, .threads, nanoseconds: UInt64.max))
    try threads.join()
    keep(memory)
  }

  @Test func `a counted wake wakes so many of those that sleep`() throws {
    let memory = try SharedMemory(bytes: 64, withForkedProcesses: false)
    let word = AtomicWord32(at: memory.base)
    #expect(word.wake(5, .threads) == 0)
    var threads = ThreadGroup()
    for _ in 0..<3 { try threads.start { _ = word.wait(while: 0, .threads) } }
    // Whoever is woken while the word is the same sleeps again.
    #expect(try waitUntil { word.wake(2, .threads) == 2 })
    #expect(try waitUntil { word.wake(9, .threads) == 3 })
    word.store(1)
    word.wakeAll(.threads)
    try threads.join()
    keep(memory)
  }

  @Test func `a word is replaced only if it is the expected one`() throws {
    let memory = try SharedMemory(bytes: 64, withForkedProcesses: false)
    let narrow = AtomicWord32(at: memory.base)
    let wide = AtomicWord64(at: memory.base + 8)
    #expect(!narrow.compareExchange(expected: 1, desired: 2) && narrow.load() == 0)
    #expect(narrow.compareExchange(expected: 0, desired: 2) && narrow.load() == 2)
    #expect(!wide.compareExchange(expected: 1, desired: 1 << 40) && wide.load() == 0)
    #expect(wide.compareExchange(expected: 0, desired: 1 << 40) && wide.load() == 1 << 40)
    keep(memory)
  }

  @Test func `exchanges and additions return the value before`() throws {
    let memory = try SharedMemory(bytes: 64, withForkedProcesses: false)
    let narrow = AtomicWord32(at: memory.base)
    let wide = AtomicWord64(at: memory.base + 8)
    narrow.storeSequential(5)
    #expect(narrow.exchange(7) == 5)
    #expect(narrow.addSequential(3) == 7)
    #expect(narrow.loadSequential() == 10)
    #expect(wide.add(3) == 0)
    #expect(wide.add(3) == 3)
    keep(memory)
  }

  @Test func `no exchange is lost between threads`() throws {
    let memory = try SharedMemory(bytes: 128, withForkedProcesses: false)
    let narrow = AtomicWord32(at: memory.base)
    let wide = AtomicWord64(at: memory.base + 64)
    var threads = ThreadGroup()
    for _ in 0..<4 {
      try threads.start {
        for _ in 0..<2_000 {
          while true {
            let value = narrow.load()
            if narrow.compareExchange(expected: value, desired: value + 1) { break }
          }
          wide.add(1)
        }
      }
    }
    try threads.join()
    #expect(narrow.load() == 8_000 && wide.load() == 8_000)
    keep(memory)
  }

  @Test func `with fences, one of two sees what the other wrote`() throws {
    let memory = try SharedMemory(bytes: 1024, withForkedProcesses: false)
    let base = memory.base
    let rounds: UInt32 = 2_000
    // Words of their own for what each writes and saw, and for the meetings before and after a round.
    let written = [AtomicWord32(at: base), AtomicWord32(at: base + 128)]
    let seen = [AtomicWord32(at: base + 256), AtomicWord32(at: base + 384)]
    let meeting = AtomicWord32(at: base + 512)
    let missed = AtomicWord32(at: base + 640)
    @Sendable func meet(_ count: UInt32) {
      meeting.add(1)
      meeting.wakeAll(.threads)
      while true {
        let now = meeting.load()
        if now >= count { return }
        _ = meeting.wait(while: now, .threads)
      }
    }
    var threads = ThreadGroup()
    for me in 0...1 {
      try threads.start {
        for round in 1...rounds {
          meet(4 * round - 2)
          written[me].store(round)
          MemoryFence.sequential()
          seen[me].store(written[1 - me].load())
          meet(4 * round)
          if me == 0, seen[0].load() < round, seen[1].load() < round { missed.add(1) }
        }
      }
    }
    try threads.join()
    #expect(missed.load() == 0)
    keep(memory)
  }

  /// Views do not keep the memory alive: it is used once more at the end.
  private func keep(_ memory: borrowing SharedMemory) {
    #expect(memory.size > 0)
  }
}
