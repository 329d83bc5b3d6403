internal import COperatingSystem

/// A word of 32 bits in memory that threads or processes share; only atomic operations touch it.
///
/// A view: the memory must outlive it. Loads acquire and stores release, so what was written before a
/// store is seen by whoever loads the stored value.
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

  /// Adds, relaxed, and returns the value before.
  @discardableResult
  package func addRelaxed(_ amount: UInt64) -> UInt64 { os_atomic64_add_relaxed(word, amount) }
}
