import Foundation
import Statistics
import Testing

/// The published cases of least squares that are not linear: those of NIST from both starts, and fits of the universal
/// scalability law.
struct LevenbergMarquardtTests {
  /// Residuals and derivatives of a model with its gradient.
  private static func fit(
    _ start: [Double], x: [Double], y: [Double], bounds: [ClosedRange<Double>]? = nil,
    _ model: @escaping ([Double], Double) -> (value: Double, gradient: [Double])
  ) throws -> LevenbergMarquardt.Fit {
    try #require(
      LevenbergMarquardt.fit(start: start, bounds: bounds, points: x.count) { parameters, evaluation in
        for (row, place) in x.enumerated() {
          let (value, gradient) = model(parameters, place)
          evaluation.residuals[row] = y[row] - value
          for index in gradient.indices { evaluation.derivatives[index][row] = gradient[index] }
        }
      })
  }

  private static func check(
    _ id: String, _ model: @escaping ([Double], Double) -> (value: Double, gradient: [Double])
  ) throws {
    let truth = try GroundTruth(id)
    let certified = try truth.expected["certified"].numbers
    let deviations = try truth.expected["certified_sd"].numbers
    let digits = try truth.tolerance["log_relative_error_at_least"].number
    for start in ["start1", "start2"] {
      let fit = try fit(
        try truth.inputs[start].numbers, x: try truth.inputs["x"].numbers, y: try truth.inputs["y"].numbers,
        model)
      #expect(fit.hasConverged)
      for index in certified.indices {
        let error = relativeError(fit.parameters[index], certified[index])
        #expect(-log10(error) >= digits, "\(id) \(start) b\(index + 1): \(fit.parameters[index])")
        let deviation = try #require(fit.standardError(index))
        #expect(relativeError(deviation, deviations[index]) <= (try truth.tolerance["sd_rel"].number))
      }
      #expect(
        relativeError(fit.residualSumOfSquares, try truth.expected["rss"].number)
          <= (try truth.tolerance["rss_rel"].number))
      #expect(fit.degreesOfFreedom == (try truth.expected["dof"].integer))
      let error = try #require(fit.residualStandardError)
      #expect(relativeError(error, try truth.expected["residual_sd"].number) < 1e-8)
    }
  }

  @Test func `Misra1a of NIST comes out from both starts`() throws {
    try Self.check("nist.Misra1a") { b, x in
      let decay = exp(-b[1] * x)
      return (b[0] * (1 - decay), [1 - decay, b[0] * x * decay])
    }
  }

  @Test func `MGH09 of NIST comes out from both starts`() throws {
    try Self.check("nist.MGH09") { b, x in
      let (upper, lower) = (x * x + x * b[1], x * x + x * b[2] + b[3])
      let square = lower * lower
      return (
        b[0] * upper / lower,
        [upper / lower, b[0] * x / lower, -b[0] * upper * x / square, -b[0] * upper / square]
      )
    }
  }

  @Test func `Rat42 of NIST comes out from both starts`() throws {
    try Self.check("nist.Rat42") { b, x in
      let growth = exp(b[1] - b[2] * x)
      let divisor = 1 + growth
      return (
        b[0] / divisor,
        [1 / divisor, -b[0] * growth / (divisor * divisor), b[0] * x * growth / (divisor * divisor)]
      )
    }
  }

  @Test func `a parameter stays at its bound where the sum falls only beyond it`() throws {
    // The best line through these points has the slope −1; not below 0 it is their mean.
    let fit = try Self.fit([1, 1], x: [0, 1, 2], y: [3, 2, 1], bounds: [0...10, 0...10]) { b, x in
      (b[0] + b[1] * x, [1, x])
    }
    #expect(fit.parameters[1] == 0)
    #expect(abs(fit.parameters[0] - 2) < 1e-9)
    #expect(fit.standardError(1) == nil)
  }

  @Test func `a start where the model is not finite gives no fit`() {
    let fit = LevenbergMarquardt.fit(start: [1], points: 1) { _, evaluation in
      evaluation.residuals[0] = .nan
    }
    #expect(fit == nil)
  }

  @Test func `without a degree of freedom there is no residual error`() throws {
    let fit = try Self.fit([0, 0], x: [1, 2], y: [1, 2]) { b, x in (b[0] + b[1] * x, [1, x]) }
    #expect(fit.residualStandardError == nil)
    #expect(fit.standardError(0) == nil)
  }
}
