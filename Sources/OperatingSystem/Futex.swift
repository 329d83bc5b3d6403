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
      os_futex_wait(word, value, reach == .processes ? 1 : 0, -1)
    }
  }

  /// Sleeps until the word has another value than this one, for so many nanoseconds from now at the longest.
  ///
  /// - Returns: whether the value has changed; false: the time is over and it has not.
  package func wait(while value: UInt32, _ reach: FutexReach, nanoseconds: UInt64) -> Bool {
    let begin = SystemClock.nanoseconds()
    var passed: UInt64 = 0
    while load() == value {
      guard passed < nanoseconds else { return false }
      let rest = Int64(min(nanoseconds - passed, UInt64(Int64.max)))
      os_futex_wait(word, value, reach == .processes ? 1 : 0, rest)
      passed = SystemClock.nanoseconds() - begin
    }
    return true
  }

  /// Wakes all that sleep on the word.
  package func wakeAll(_ reach: FutexReach) {
    _ = os_futex_wake(word, Int32.max, reach == .processes ? 1 : 0)
  }

  /// Wakes so many of those that sleep on the word, in no order that could be relied on.
  ///
  /// - Returns: how many it woke; less than asked for where no more slept.
  @discardableResult
  package func wake(_ count: Int, _ reach: FutexReach) -> Int {
    Int(os_futex_wake(word, Int32(clamping: count), reach == .processes ? 1 : 0))
  }
}
