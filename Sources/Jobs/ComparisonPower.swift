/// What a number of runs can show at all, told before the first run.
extension ComparisonSetting {
  /// The largest p, adjusted over all comparisons, that counts as a difference.
  package static let significance = 0.05

  /// The smallest two-sided p that the test of Mann and Whitney can have for two sets of runs, 2/C(n + m, n): that of
  /// sets that do not overlap. 1 where a set is empty.
  package static func smallestP(runs n: Int, and m: Int) -> Double {
    guard n > 0, m > 0 else { return 1 }
    var smallest = 2.0
    for index in 1...min(n, m) { smallest *= Double(index) / Double(max(n, m) + index) }
    return min(1, smallest)
  }

  /// How many runs each set needs at least, so that a difference can be shown in one of so many comparisons by the
  /// method of Holm.
  package static func runsNeeded(comparisons: Int) -> Int {
    var runs = 1
    // Rounding must not ask for a run more where the limit is met exactly.
    while smallestP(runs: runs, and: runs) * Double(max(1, comparisons)) > significance * (1 + 1e-12) {
      runs += 1
    }
    return runs
  }

  /// What to tell who is about to make too few runs: `5 runs cannot show any difference in 23 comparisons: at least 6
  /// are needed`; nil where they are enough.
  package static func warning(runs: Int, comparisons: Int) -> String? {
    guard comparisons > 0 else { return nil }
    let needed = runsNeeded(comparisons: comparisons)
    guard runs < needed else { return nil }
    let each = runs == 1 ? "1 run" : "\(runs) runs"
    let all = comparisons == 1 ? "a comparison" : "\(comparisons) comparisons"
    return "\(each) of each cell cannot show any difference in \(all): at least \(needed) are needed"
  }
}
