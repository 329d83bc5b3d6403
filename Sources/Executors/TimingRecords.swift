import OperatingSystem

/// A worker's records of when its tasks were done in one run.
struct TimingRecords {
  private let memory: PoolMemory
  private var next: UnsafeMutablePointer<StoredTiming>
  private var left = 0

  init(_ memory: PoolMemory) {
    self.memory = memory
    next = memory.timings
  }

  /// Keeps a record; takes a block for it where the last one is full.
  mutating func append(_ timing: StoredTiming) {
    if left == 0 {
      next = memory.timings + Int(memory.timingBlocks.addRelaxed(1)) * StoredTiming.block
      left = StoredTiming.block
      // What an earlier run has left there.
      for record in 0..<left { next[record].task = 0 }
    }
    next.pointee = timing
    next += 1
    left -= 1
  }
}
