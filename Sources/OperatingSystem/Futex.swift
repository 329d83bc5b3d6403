internal import COperatingSystem

/// Who may sleep on a word.
package enum FutexReach: Sendable {
  /// Threads of this process.
  case threads
  /// Processes that share the memory.
  case processes
}

extension AtomicWord32 {
  /// Sleeps until the word has another value than this one, and returns it.
  ///
  /// Whoever changes the word calls ``wakeAll(_:)`` after it.
  package func wait(while value: UInt32, _ reach: FutexReach) -> UInt32 {
    while true {
      let now = load()
      if now != value { return now }
      os_futex_wait(word, value, reach == .processes ? 1 : 0)
    }
  }

  /// Wakes all that sleep on the word.
  package func wakeAll(_ reach: FutexReach) {
    os_futex_wake(word, reach == .processes ? 1 : 0)
  }
}
