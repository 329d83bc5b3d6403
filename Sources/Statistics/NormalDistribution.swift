import RealModule

/// The normal distribution with mean 0 and standard deviation 1.
package enum NormalDistribution {
  private static let rootOfTwo = Double.sqrt(2)
  private static let rootOfTwoPi = Double.sqrt(2 * Double.pi)

  /// The probability of a value of at most `x`.
  package static func cumulative(_ x: Double) -> Double {
    Double.erfc(-x / rootOfTwo) / 2
  }

  /// The probability of a value of at least `x`; exact where ``cumulative(_:)`` is near 1.
  package static func upperTail(_ x: Double) -> Double {
    Double.erfc(x / rootOfTwo) / 2
  }

  /// The density at `x`.
  package static func density(_ x: Double) -> Double {
    Double.exp(-x * x / 2) / rootOfTwoPi
  }

  /// The value that lies above the others with a probability in 0...1: −∞ for 0, ∞ for 1.
  ///
  /// The rational start of Abramowitz and Stegun 26.2.23 is refined by Halley's method on the tail itself, which
  /// leaves an error near the rounding of `Double`.
  package static func quantile(_ probability: Double) -> Double {
    precondition((0...1).contains(probability), "a probability lies between 0 and 1")
    // 1 − p is exact for p ≥ ½, so that nothing is lost by the reflection.
    guard probability <= 0.5 else { return -quantile(1 - probability) }
    guard probability > 0 else { return -.infinity }
    let t = Double.sqrt(-2 * Double.log(probability))
    let numerator = 2.515517 + t * (0.802853 + t * 0.010328)
    let denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    var x = numerator / denominator - t
    for _ in 0..<4 {
      let density = density(x)
      guard density > 0 else { break }
      let error = (cumulative(x) - probability) / density
      let step = error / (1 + x * error / 2)
      x -= step
      if abs(step) <= 1e-16 * abs(x) { break }
    }
    return x
  }
}
