internal import COperatingSystem

/// A counter in memory that threads or processes share, and the ways to add to it.
///
/// A view: the memory must outlive it. A lock guards only against those who use the same one.
package struct GuardedCounter: Sendable {
  /// What keeps other additions away from one.
  package enum Guard: String, Sendable, CaseIterable {
    /// Nothing: a load and a store, between which others may have stored. The compiler and the thread sanitizer see
    /// no data race, as both are atomic (relaxed).
    case none
    /// The load and the store are each under the lock, but not both together: it loses as much as nothing.
    case access
    /// Load and store together are under a ``SharedMutex``.
    case mutex
    /// Load and store together are under a lock whose waiters spin, and now and then let others run.
    case spin
    /// The addition is one atomic operation.
    case atomic
  }

  /// The count.
  package let value: AtomicWord64
  private let lock: AtomicWord32
  private let reach: FutexReach

  /// A view of a count and of the word of its lock, which are far enough apart not to slow each other down.
  package init(_ value: AtomicWord64, lock: AtomicWord32, _ reach: FutexReach) {
    self.value = value
    self.lock = lock
    self.reach = reach
  }

  /// Adds 1 so many times, as fast as it goes.
  package func add(_ times: UInt64, _ guard: Guard) {
    switch `guard` {
    case .none: os_count_unguarded(value.word, times)
    case .access: os_count_access(value.word, lock.word, times, reach.isShared)
    case .mutex: os_count_mutex(value.word, lock.word, times, reach.isShared)
    case .spin: os_count_spin(value.word, lock.word, times)
    case .atomic: os_count_atomic(value.word, times)
    }
  }

  /// Adds 1, with something in between where a switch to another thread would lose an update: after the load and
  /// before the store where these are apart, else before the addition, with no lock held.
  package func addOnce(_ guard: Guard, between: () -> Void) {
    switch `guard` {
    case .none:
      let seen = value.loadRelaxed()
      between()
      value.storeRelaxed(seen &+ 1)
    case .access:
      let mutex = SharedMutex(lock, reach)
      let seen = mutex.locked { value.loadRelaxed() }
      between()
      mutex.locked { value.storeRelaxed(seen &+ 1) }
    case .mutex, .spin, .atomic:
      between()
      add(1, `guard`)
    }
  }
}
