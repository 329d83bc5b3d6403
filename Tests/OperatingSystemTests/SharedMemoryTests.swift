import Glibc
import OperatingSystem
import Testing

/// Memory, atomic words and futexes between threads; the thread sanitizer can watch all of it.
@Suite struct SharedMemoryTests {
  @Test func `memory begins as zeros`() throws {
    let memory = try SharedMemory(bytes: 10_000, withForkedProcesses: true)
    #expect((0..<10_000).allSatisfy { memory.base.load(fromByteOffset: $0, as: UInt8.self) == 0 })
  }

  @Test func `no memory at all is refused`() {
    #expect(throws: Errno.self) { _ = try SharedMemory(bytes: 0, withForkedProcesses: true) }
  }

  @Test func `more memory than there can be is refused`() {
    let error = #expect(throws: Errno.self) {
      _ = try SharedMemory(bytes: Int.max, withForkedProcesses: true)
    }
    #expect(error?.code == ENOMEM)
  }

  @Test func `no addition is lost between threads`() throws {
    let memory = try SharedMemory(bytes: 128, withForkedProcesses: false)
    let wide = AtomicWord64(at: memory.base)
    let narrow = AtomicWord32(at: memory.base + 64)
    var threads = ThreadGroup()
    for _ in 0..<4 {
      try threads.start {
        for _ in 0..<10_000 {
          wide.addRelaxed(1)
          narrow.add(1)
        }
      }
    }
    try threads.join()
    #expect(wide.load() == 40_000)
    #expect(narrow.load() == 40_000)
    keep(memory)
  }

  @Test func `what is written before a store is seen after the wait`() throws {
    let memory = try SharedMemory(bytes: 128, withForkedProcesses: false)
    let signal = AtomicWord32(at: memory.base)
    let value = AtomicWord64(at: memory.base + 64)
    var threads = ThreadGroup()
    try threads.start {
      value.store(17)
      signal.store(1)
      signal.wakeAll(.threads)
    }
    #expect(signal.wait(while: 0, .threads) == 1)
    #expect(value.loadRelaxed() == 17)
    try threads.join()
    keep(memory)
  }

  @Test func `threads that are let go are waited for`() throws {
    let memory = try SharedMemory(bytes: 64, withForkedProcesses: false)
    let word = AtomicWord64(at: memory.base)
    func use() throws {
      var threads = ThreadGroup()
      for _ in 0..<3 { try threads.start { word.addRelaxed(1) } }
    }
    try use()
    #expect(word.load() == 3)
    keep(memory)
  }

  @Test func `a thread knows its CPU`() throws {
    let place = try #require(CurrentThread.place())
    #expect(place.cpu >= 0 && place.node >= 0)
  }

  /// Views do not keep the memory alive: it is used once more at the end.
  private func keep(_ memory: borrowing SharedMemory) {
    #expect(memory.size > 0)
  }
}
