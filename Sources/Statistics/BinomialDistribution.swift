import RealModule

/// The number of successes in trials that succeed independently and equally often.
package enum BinomialDistribution {
  /// The probability of at most `successes`.
  package static func cumulative(_ successes: Int, trials: Int, probability: Double) -> Double {
    tails(successes, trials, probability).atMost
  }

  /// The probability of more than `successes`.
  package static func upperTail(_ successes: Int, trials: Int, probability: Double) -> Double {
    tails(successes, trials, probability).more
  }

  /// P(X ≤ k) = I_{1−p}(n − k, k + 1).
  private static func tails(_ successes: Int, _ trials: Int, _ probability: Double) -> (
    atMost: Double, more: Double
  ) {
    precondition(trials >= 0, "there are at least 0 trials")
    precondition((0...1).contains(probability), "a probability lies between 0 and 1")
    guard successes >= 0 else { return (0, 1) }
    guard successes < trials else { return (1, 0) }
    let tails = IncompleteBeta.tails(
      probability, complement: 1 - probability, a: Double(successes + 1), b: Double(trials - successes))
    return (tails.upper, tails.lower)
  }

  /// The probability of exactly `successes`.
  package static func mass(_ successes: Int, trials: Int, probability: Double) -> Double {
    guard (0...trials).contains(successes) else { return 0 }
    guard probability > 0 else { return successes == 0 ? 1 : 0 }
    guard probability < 1 else { return successes == trials ? 1 : 0 }
    let failures = trials - successes
    let choices =
      Double.logGamma(Double(trials + 1)) - Double.logGamma(Double(successes + 1))
      - Double.logGamma(Double(failures + 1))
    return Double.exp(
      choices + Double(successes) * Double.log(probability)
        + Double(failures) * Double.log(onePlus: -probability))
  }
}
