import RealModule

/// Student's t distribution; the degrees of freedom need not be whole.
package enum StudentDistribution {
  /// The probability of a value of at most `t`.
  package static func cumulative(_ t: Double, degreesOfFreedom: Double) -> Double {
    t <= 0
      ? tail(t, degreesOfFreedom: degreesOfFreedom) : 1 - tail(t, degreesOfFreedom: degreesOfFreedom)
  }

  /// The probability of a value at least as far from 0 as `t`, on either side.
  package static func twoSided(_ t: Double, degreesOfFreedom: Double) -> Double {
    2 * tail(t, degreesOfFreedom: degreesOfFreedom)
  }

  /// The probability beyond |t| on one side.
  private static func tail(_ t: Double, degreesOfFreedom: Double) -> Double {
    precondition(degreesOfFreedom > 0, "degrees of freedom are positive")
    guard t.isFinite else { return 0 }
    let square = t * t
    guard square.isFinite else { return 0 }
    let x = degreesOfFreedom / (degreesOfFreedom + square)
    let y = square / (degreesOfFreedom + square)
    return IncompleteBeta.tails(x, complement: y, a: degreesOfFreedom / 2, b: 0.5).lower / 2
  }

  /// The value that lies above the others with a probability in 0...1: −∞ for 0, ∞ for 1.
  package static func quantile(_ probability: Double, degreesOfFreedom: Double) -> Double {
    precondition((0...1).contains(probability), "a probability lies between 0 and 1")
    precondition(degreesOfFreedom > 0, "degrees of freedom are positive")
    guard probability <= 0.5 else {
      return -quantile(1 - probability, degreesOfFreedom: degreesOfFreedom)
    }
    guard probability > 0 else { return -.infinity }
    guard probability < 0.5 else { return 0 }
    // With x = ν/(ν + t²): I_x(ν/2, ½) = 2p, and t² = ν (1 − x)/x.
    let logit = IncompleteBeta.logitOfQuantile(
      lower: 2 * probability, upper: 1 - 2 * probability, a: degreesOfFreedom / 2, b: 0.5)
    return -Double.sqrt(degreesOfFreedom) * Double.exp(-logit / 2)
  }
}
