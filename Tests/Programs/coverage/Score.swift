import Foundation
import Statistics

/// How often something was so, with the interval of Clopper and Pearson.
struct Score {
  private(set) var hits = 0
  private(set) var trials = 0

  mutating func add(_ isHit: Bool) {
    trials += 1
    if isHit { hits += 1 }
  }

  var share: Double { Double(hits) / Double(trials) }

  /// `95.3 % [93.8, 96.5] of 1000`
  var text: String {
    let interval = ClopperPearson.interval(successes: hits, trials: trials, level: 0.95)
    return String(
      format: "%5.1f %% [%.1f, %.1f] of %d", share * 100, interval.low * 100, interval.high * 100, trials)
  }
}

/// Prints a row of the table: what, at how many runs, and the score.
func show(_ what: String, _ score: Score, goal: String) {
  print("\(what.padding(toLength: 58, withPad: " ", startingAt: 0)) \(score.text)  goal \(goal)")
}
