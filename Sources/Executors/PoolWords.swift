import OperatingSystem

/// The words at the beginning of a pool's memory, on cache lines of their own where different sides write them.
struct PoolWords {
  let base: UnsafeMutableRawPointer

  private func line(_ number: Int) -> UnsafeMutableRawPointer { base + number * PoolLayout.line }

  /// What workers sleep on: it changes whenever there may be something to do for a sleeper.
  var alarm: AtomicWord32 { AtomicWord32(at: line(1)) }
  /// How many workers sleep, or are about to. Who publishes reads this and the next two together.
  var sleepers: AtomicWord32 { AtomicWord32(at: line(2)) }
  /// 1 while a worker without work looks for some without sleeping.
  var searching: AtomicWord32 { AtomicWord32(at: line(2) + 4) }
  /// 1 from the waking of a worker for submitted tasks until one is awake.
  var waking: AtomicWord32 { AtomicWord32(at: line(2) + 8) }
  /// Counts the indexed runs.
  var generation: AtomicWord32 { AtomicWord32(at: line(3)) }
  /// The first task that nobody has claimed.
  var next: AtomicWord64 { AtomicWord64(at: line(4)) }
  /// How many blocks of timings the workers have taken in this run.
  var timingBlocks: AtomicWord64 { AtomicWord64(at: line(12)) }
  /// How many workers are ready.
  var ready: AtomicWord32 { AtomicWord32(at: line(5)) }
  /// How many workers are done with the run.
  var finished: AtomicWord32 { AtomicWord32(at: line(6)) }

  var order: UnsafeMutablePointer<PoolOrder> { line(7).assumingMemoryBound(to: PoolOrder.self) }

  /// How many submitted tasks were put into the queue, and how many of them were claimed.
  var published: AtomicWord64 { AtomicWord64(at: line(8)) }
  var claimed: AtomicWord64 { AtomicWord64(at: line(9)) }
  /// How many of them have a place in the order of completion.
  var completed: AtomicWord64 { AtomicWord64(at: line(10)) }
  /// 1 while the pool's owner sleeps, or is about to.
  var ownerSleeps: AtomicWord32 { AtomicWord32(at: line(11)) }
}
