import RealModule

/// How well laws of different freedom explain the same points (Akaike 1974, corrected for few points by Hurvich and
/// Tsai 1989; Burnham and Anderson, *Model Selection and Multimodel Inference*, 2002).
package enum InformationCriterion {
  /// AICc = n ln(RSS/n) + 2k + 2k(k + 1)/(n − k − 1); smaller is better. Nil where n < k + 2.
  ///
  /// - Parameters:
  ///   - residualSumOfSquares: of relative residuals. What is below the rounding of numbers counts as that.
  ///   - points: n.
  ///   - parameters: those of the law and, as one more, the variance of the residuals: k.
  package static func aicc(residualSumOfSquares: Double, points: Int, parameters: Int) -> Double? {
    guard points >= parameters + 2 else { return nil }
    let (n, k) = (Double(points), Double(parameters))
    return n * .log(max(residualSumOfSquares / n, rounding)) + 2 * k + 2 * k * (k + 1) / (n - k - 1)
  }

  /// The square of a relative difference that numbers read from a file may have by rounding.
  private static let rounding = 1e-24

  /// The Akaike weights exp(−Δ/2), which add up to 1; nil for those that have no criterion.
  package static func weights(_ criteria: [Double?]) -> [Double?] {
    guard let best = criteria.compactMap(\.self).min() else { return criteria.map { _ in nil } }
    let likelihoods = criteria.map { $0.map { Double.exp((best - $0) / 2) } }
    let sum = likelihoods.reduce(0) { $0 + ($1 ?? 0) }
    return likelihoods.map { $0.map { $0 / sum } }
  }
}
