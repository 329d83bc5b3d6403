internal import COperatingSystem

/// A lock in memory that threads or processes share, whose waiters look for some microseconds and then sleep.
///
/// A view: the memory must outlive it. The word begins as 0. Nobody takes the lock from a holder that has died.
package struct SharedMutex: Sendable {
  private let word: AtomicWord32
  private let reach: FutexReach

  /// A view of the lock's word.
  package init(_ word: AtomicWord32, _ reach: FutexReach) {
    self.word = word
    self.reach = reach
  }

  /// Runs the body while nobody else has the lock.
  package func locked<Value>(_ body: () throws -> Value) rethrows -> Value {
    os_mutex_lock(word.word, reach.isShared)
    defer { os_mutex_unlock(word.word, reach.isShared) }
    return try body()
  }
}

extension FutexReach {
  /// As the C functions want it.
  var isShared: Int32 { self == .processes ? 1 : 0 }
}
