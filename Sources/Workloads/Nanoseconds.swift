import Executors
import OperatingSystem

/// Whole nanoseconds, as durations are slept.
enum Nanoseconds {
  /// The longest time that all tasks of a run may sleep together, in seconds: 31 years. So no sum of their
  /// nanoseconds overflows.
  static let mostSeconds = 1e9
  /// The same for people.
  static let mostSecondsText = "1,000,000,000 s (31 years)"

  /// The nanoseconds of a duration in seconds; nil where it is longer than ``mostSeconds``.
  static func of(_ seconds: Double) -> UInt64? {
    guard seconds >= 0, seconds <= mostSeconds else { return nil }
    return UInt64((seconds * 1e9).rounded())
  }

  /// Sleeps, with the global lock for others, and tells for how long.
  static func sleep(_ nanoseconds: UInt64, _ context: TaskContext) -> UInt64 {
    context.waiting {
      let start = SystemClock.nanoseconds()
      SystemClock.sleep(until: start + nanoseconds)
      return SystemClock.nanoseconds() - start
    }
  }

  /// In seconds without needless zeros: `2`, `0.25`.
  static func inSeconds(_ nanoseconds: UInt64) -> String {
    let whole = String(nanoseconds / 1_000_000_000)
    var fraction = String(nanoseconds % 1_000_000_000 + 1_000_000_000).dropFirst()
    while fraction.last == "0" { fraction.removeLast() }
    return fraction.isEmpty ? whole : "\(whole).\(fraction)"
  }
}
