internal import COperatingSystem

/// A word of 32 bits in memory that threads or processes share; only atomic operations touch it.
///
/// A view: the memory must outlive it. Loads acquire and stores release, so what was written before a
/// store is seen by whoever loads the stored value. Sequentially consistent operations have, besides, one
/// order that all agree on.
// @unchecked Sendable: every access to the word is atomic.
package struct AtomicWord32: @unchecked Sendable {
  let word: UnsafeMutablePointer<UInt32>

  /// A view of the aligned word at the place.
  package init(at place: UnsafeMutableRawPointer) {
    word = place.assumingMemoryBound(to: UInt32.self)
  }

  /// The value now.
  package func load() -> UInt32 { os_atomic32_load(word) }

  /// Replaces the value.
  package func store(_ value: UInt32) { os_atomic32_store(word, value) }

  /// Adds and returns the value before.
  @discardableResult
  package func add(_ amount: UInt32) -> UInt32 { os_atomic32_add(word, amount) }

  /// Replaces the value if it is the expected one, sequentially consistent.
  ///
  /// - Returns: whether it was.
  package func compareExchange(expected: UInt32, desired: UInt32) -> Bool {
    os_atomic32_compare_exchange(word, expected, desired) != 0
  }

  /// Replaces the value and returns the one before, sequentially consistent.
  package func exchange(_ value: UInt32) -> UInt32 { os_atomic32_exchange(word, value) }

  /// The value now, sequentially consistent.
  package func loadSequential() -> UInt32 { os_atomic32_load_sequential(word) }

  /// Replaces the value, sequentially consistent.
  package func storeSequential(_ value: UInt32) { os_atomic32_store_sequential(word, value) }

  /// Adds, sequentially consistent, and returns the value before.
  @discardableResult
  package func addSequential(_ amount: UInt32) -> UInt32 { os_atomic32_add_sequential(word, amount) }
}

/// A word of 64 bits in memory that threads or processes share; only atomic operations touch it.
///
/// A view: the memory must outlive it. Relaxed operations are atomic, but order nothing around them.
// @unchecked Sendable: every access to the word is atomic.
package struct AtomicWord64: @unchecked Sendable {
  let word: UnsafeMutablePointer<UInt64>

  /// A view of the aligned word at the place.
  package init(at place: UnsafeMutableRawPointer) {
    word = place.assumingMemoryBound(to: UInt64.self)
  }

  /// The value now; acquires.
  package func load() -> UInt64 { os_atomic64_load(word) }

  /// Replaces the value; releases.
  package func store(_ value: UInt64) { os_atomic64_store(word, value) }

  /// The value now, relaxed.
  package func loadRelaxed() -> UInt64 { os_atomic64_load_relaxed(word) }

  /// Replaces the value, relaxed.
  package func storeRelaxed(_ value: UInt64) { os_atomic64_store_relaxed(word, value) }

  /// Adds, relaxed, and returns the value before.
  @discardableResult
  package func addRelaxed(_ amount: UInt64) -> UInt64 { os_atomic64_add_relaxed(word, amount) }

  /// Adds and returns the value before; acquires and releases.
  @discardableResult
  package func add(_ amount: UInt64) -> UInt64 { os_atomic64_add(word, amount) }

  /// Replaces the value if it is the expected one, sequentially consistent.
  ///
  /// - Returns: whether it was.
  package func compareExchange(expected: UInt64, desired: UInt64) -> Bool {
    os_atomic64_compare_exchange(word, expected, desired) != 0
  }
}

/// Order between accesses to different words.
package enum MemoryFence {
  /// Orders all accesses before it and all after it, as seen by everybody who uses one: of two that each
  /// write a word of their own, fence and read the other's, at least one sees what the other wrote.
  package static func sequential() { os_fence_sequential() }
}

/// The processor that the calling thread runs on.
package enum Processor {
  /// Lets a moment pass, about a microsecond, in which the thread only waits for a word in memory to
  /// change: its sibling on the same core is faster for it.
  package static func relax() { os_relax(32) }
}
