/// The interval of a share that was counted, exact in that it holds the true one at least as often as it says
/// (Clopper and Pearson 1934).
package enum ClopperPearson {
  /// The interval of the probability of a success.
  package static func interval(
    successes: Int, trials: Int, level: Double = 0.95
  ) -> (low: Double, high: Double) {
    precondition(trials > 0 && (0...trials).contains(successes), "as many successes as trials at most")
    precondition(level > 0 && level < 1, "a level lies between 0 and 1")
    let tail = (1 - level) / 2
    let failures = trials - successes
    let low =
      successes == 0
      ? 0 : IncompleteBeta.quantile(tail, a: Double(successes), b: Double(failures + 1))
    let high =
      failures == 0
      ? 1 : 1 - IncompleteBeta.quantile(tail, a: Double(failures), b: Double(successes + 1))
    return (low, high)
  }
}
