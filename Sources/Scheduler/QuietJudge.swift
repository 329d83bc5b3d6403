package import Jobs

/// Decides, look by look, whether a machine is quiet.
///
/// The number of tasks that run changes from moment to moment: it has to be low in several looks one after the other.
package struct QuietJudge {
  /// What a look came to.
  package enum Verdict: Sendable, Equatable {
    case quiet
    case goesOn
    /// The time to wait is over, and so many tasks run.
    case expired(running: Int)
    /// The system does not tell how many tasks run.
    case unknown
  }

  /// Nanoseconds between two looks.
  package static let pause: UInt64 = 100_000_000
  /// How many looks in sequence must find the machine quiet.
  package static let looks = 5

  private let maximum: Int
  private let deadline: UInt64
  private var quietLooks = 0
  private var taken = 0

  /// Nil where nothing is to be waited for.
  ///
  /// - Parameter start: a moment of the monotonic clock, in nanoseconds.
  package init?(_ quiet: QuietMachine?, from start: UInt64) {
    guard let quiet, let maximum = quiet.maximumRunning else { return nil }
    self.maximum = maximum
    deadline = start &+ ChildWatch.nanoseconds(quiet.wait)
  }

  /// When the next look is due.
  ///
  /// - Parameter now: a moment of the monotonic clock, in nanoseconds.
  package func nextLook(after now: UInt64) -> UInt64 { min(now + Self.pause, max(now, deadline)) }

  /// Takes in a look.
  ///
  /// - Parameters:
  ///   - running: how many other tasks run; nil where the system does not tell.
  ///   - now: a moment of the monotonic clock, in nanoseconds.
  package mutating func take(running: Int?, at now: UInt64) -> Verdict {
    guard let running else { return .unknown }
    taken += 1
    quietLooks = running <= maximum ? quietLooks + 1 : 0
    if quietLooks >= Self.looks { return .quiet }
    guard now >= deadline else { return .goesOn }
    // Where there was no time for more looks, those that there were decide.
    return quietLooks == taken ? .quiet : .expired(running: running)
  }
}
