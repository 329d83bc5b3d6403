import RealModule

/// The regularised incomplete beta function I_x(a, b), which the distributions of Student, Fisher and the binomial
/// are made of.
package enum IncompleteBeta {
  /// I_x(a, b) for x in 0...1 and positive a and b.
  package static func lower(_ x: Double, a: Double, b: Double) -> Double {
    tails(x, complement: 1 - x, a: a, b: b).lower
  }

  /// I_x(a, b) and 1 − I_x(a, b), neither by subtraction from 1 where it is small.
  ///
  /// - Parameter complement: 1 − x, which the caller may know better than by subtraction.
  package static func tails(
    _ x: Double, complement: Double, a: Double, b: Double
  ) -> (lower: Double, upper: Double) {
    precondition(a > 0 && b > 0, "the parameters of a beta distribution are positive")
    guard x > 0 else { return (0, 1) }
    guard complement > 0 else { return (1, 0) }
    // The fraction converges fast below the mean; above it the other tail is the small one.
    if x <= (a + 1) / (a + b + 2) {
      let lower = min(1, front(x, complement, a, b) / (a * fraction(x, a, b)))
      return (lower, 1 - lower)
    }
    let upper = min(1, front(x, complement, a, b) / (b * fraction(complement, b, a)))
    return (1 - upper, upper)
  }

  /// x^a · (1 − x)^b / B(a, b).
  private static func front(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> Double {
    Double.exp(a * Double.log(x) + b * logOfComplement(x, y) - logBeta(a, b))
  }

  private static func logOfComplement(_ x: Double, _ y: Double) -> Double {
    x < 0.25 ? Double.log(onePlus: -x) : Double.log(y)
  }

  /// The logarithm of B(a, b).
  static func logBeta(_ a: Double, _ b: Double) -> Double {
    Double.logGamma(a) + Double.logGamma(b) - Double.logGamma(a + b)
  }

  /// The continued fraction 1 + d₁/(1 + d₂/(1 + …)) of DLMF 8.17.22, by the method of Lentz.
  private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    var value = 1.0
    var c = 1.0
    var d = 0.0
    for step in 1...20_000 {
      let m = Double(step / 2)
      let term =
        step.isMultiple(of: 2)
        ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 + term * d
      if abs(d) < tiny { d = tiny }
      c = 1 + term / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      let factor = c * d
      value *= factor
      if abs(factor - 1) < 1e-16 { break }
    }
    return value
  }

  /// The x with I_x(a, b) = p, as the logarithm of x/(1 − x): both x and 1 − x follow from it without loss.
  ///
  /// - Parameters:
  ///   - lower: p.
  ///   - upper: 1 − p, which the caller may know better than by subtraction.
  package static func logitOfQuantile(lower p: Double, upper q: Double, a: Double, b: Double) -> Double {
    guard p > 0 else { return -.infinity }
    guard q > 0 else { return .infinity }
    var low = -745.0
    var high = 745.0
    var logit = min(700, max(-700, Double.log(a / b)))
    let logBeta = logBeta(a, b)
    for _ in 0..<200 {
      let x = 1 / (1 + Double.exp(-logit))
      let y = 1 / (1 + Double.exp(logit))
      let tails = tails(x, complement: y, a: a, b: b)
      // The smaller of the two tails says where we are; the other has lost its digits.
      let excess = p <= q ? tails.lower - p : q - tails.upper
      if excess > 0 { high = logit } else { low = logit }
      // In the logarithm of the tail the steps of Newton's method do not overshoot far out.
      let slope = Double.exp(a * Double.log(x) + b * Double.log(y) - logBeta)
      let tail = p <= q ? tails.lower : tails.upper
      let ratio = p <= q ? Double.log(tail / p) : -Double.log(tail / q)
      var next = logit - ratio * tail / slope
      if !(next > low && next < high) { next = low + (high - low) / 2 }
      let step = abs(next - logit)
      logit = next
      if step <= 1e-15 * max(1, abs(logit)) || high - low <= 1e-15 * max(1, abs(logit)) { break }
    }
    return logit
  }

  /// The x with I_x(a, b) = p.
  package static func quantile(_ p: Double, a: Double, b: Double) -> Double {
    precondition((0...1).contains(p), "a probability lies between 0 and 1")
    return 1 / (1 + Double.exp(-logitOfQuantile(lower: p, upper: 1 - p, a: a, b: b)))
  }
}
