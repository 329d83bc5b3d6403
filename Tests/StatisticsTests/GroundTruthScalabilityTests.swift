import Foundation
import Statistics
import Testing

/// The published fits of the universal scalability law.
struct GroundTruthScalabilityTests {
  /// X(N) = γN/(1 + α(N − 1) + βN(N − 1)), unweighted, from the starts of other tools.
  private static func fit(_ truth: GroundTruth, from start: [Double]) throws -> LevenbergMarquardt.Fit {
    let (workers, throughputs) = (try truth.inputs["N"].numbers, try truth.inputs["X"].numbers)
    return try #require(
      LevenbergMarquardt.fit(
        start: start, bounds: [0...1e9, 0...1, 0...1], points: workers.count
      ) { parameters, evaluation in
        for (row, n) in workers.enumerated() {
          let divisor = 1 + parameters[1] * (n - 1) + parameters[2] * n * (n - 1)
          let slope = -parameters[0] * n * (n - 1) / (divisor * divisor)
          evaluation.residuals[row] = throughputs[row] - parameters[0] * n / divisor
          evaluation.derivatives[0][row] = n / divisor
          evaluation.derivatives[1][row] = slope
          evaluation.derivatives[2][row] = slope * n
        }
      })
  }

  @Test(arguments: [[64.9, 0.01, 0.0001], [64.9, 0.1, 0.01], [64.9, 0.3, 0.001], [1, 0.5, 0.5]])
  func `the fit of SPEC SDM91 by R usl comes out from several starts`(start: [Double]) throws {
    let truth = try GroundTruth("usl.specsdm91.nls")
    let fit = try Self.fit(truth, from: start)
    let coefficient = try truth.tolerance["rel_coef"].number
    #expect(relativeError(fit.parameters[0], try truth.expected["gamma"].number) <= coefficient)
    #expect(relativeError(fit.parameters[1], try truth.expected["alpha"].number) <= coefficient)
    #expect(
      relativeError(fit.parameters[2], try truth.expected["beta"].number)
        <= (try truth.tolerance["beta_rel"].number))
    let tolerance = try truth.tolerance["se_rel"].number
    for (index, name) in ["se_gamma", "se_alpha", "se_beta"].enumerated() {
      let error = try #require(fit.standardError(index))
      #expect(relativeError(error, try truth.expected[name].number) <= tolerance, "\(name)")
    }
    let residual = try #require(fit.residualStandardError)
    #expect(abs(residual - (try truth.expected["residual_se"].number)) < 0.005)
    #expect(fit.degreesOfFreedom == (try truth.expected["df"].integer))
    for (value, expected) in zip(fit.residuals, try truth.expected["residuals"].numbers) {
      #expect(abs(value - expected) <= (try truth.tolerance["residual_abs"].number))
    }
    let (workers, throughputs) = (try truth.inputs["N"].numbers, try truth.inputs["X"].numbers)
    // Published without decimals.
    for (index, expected) in try truth.expected["fitted"].numbers.enumerated() {
      #expect(abs(throughputs[index] - fit.residuals[index] - expected) <= 0.5)
    }
    for (index, expected) in try truth.expected["efficiency_X_over_gammaN"].numbers.enumerated() {
      #expect(abs(throughputs[index] / (fit.parameters[0] * workers[index]) - expected) <= 5e-5)
    }
    let peak = ((1 - fit.parameters[1]) / fit.parameters[2]).squareRoot()
    #expect(
      relativeError(peak, try truth.expected["peak_N"].number) <= (try truth.tolerance["peak_rel"].number))
    let divisor = 1 + fit.parameters[1] * (peak - 1) + fit.parameters[2] * peak * (peak - 1)
    #expect(abs(fit.parameters[0] * peak / divisor - (try truth.expected["peak_X"].number)) <= 0.5)
  }

  @Test func `the linearised method of R usl 1 is a least squares of two columns`() throws {
    let truth = try GroundTruth("usl.specsdm91.linearised2")
    let (workers, throughputs) = (try truth.inputs["N"].numbers, try truth.inputs["X"].numbers)
    let one = try truth.inputs["X1"].number
    let distances = workers.map { $0 - 1 }
    let solution = try #require(
      LeastSquares.solve(
        columns: [distances.map { $0 * $0 }, distances],
        values: zip(workers, throughputs).map { $0 * one / $1 - 1 }))
    let kappa = solution.coefficients[0]
    let sigma = solution.coefficients[1] - kappa
    let tolerance = try truth.tolerance["rel"].number
    #expect(relativeError(sigma, try truth.expected["sigma"].number) <= tolerance)
    #expect(relativeError(kappa, try truth.expected["kappa"].number) <= tolerance)
    let residuals = zip(workers, throughputs).map { n, x in
      x - one * n / (1 + sigma * (n - 1) + kappa * n * (n - 1))
    }
    let sum = residuals.reduce(0) { $0 + $1 * $1 }
    #expect(abs((sum / 5).squareRoot() - (try truth.expected["residual_se_X_df5"].number)) < 0.1)
    let quantiles = [0, 0.25, 0.5, 0.75, 1].compactMap {
      Quantile.type7(sorted: residuals.sorted(), probability: $0)
    }
    for (value, expected) in zip(quantiles, try truth.expected["residual_quantiles_type7"].numbers) {
      #expect(abs(value - expected) < 0.06)
    }
    let efficiencies = zip(workers, throughputs).map { $1 / ($0 * one) }.sorted()
    for (index, expected) in try truth.expected["efficiency_quantiles"].numbers.enumerated() {
      let value = try #require(Quantile.type7(sorted: efficiencies, probability: Double(index) / 4))
      #expect(abs(value - expected) <= 5e-5)
    }
  }

  @Test func `the synthetic data of R usl give their coefficients back`() throws {
    let truth = try GroundTruth("usl.synthetic.002")
    let fit = try Self.fit(truth, from: [1, 0.01, 0.0001])
    for (index, name) in ["gamma", "alpha", "beta"].enumerated() {
      let error = relativeError(fit.parameters[index], try truth.expected[name].number)
      #expect(error <= (try truth.tolerance["rel"].number), "\(name): \(fit.parameters[index])")
    }
  }

  @Test func `the example of the Go tool comes out, with its predictions and its peak`() throws {
    let truth = try GroundTruth("usl.go_example")
    let fit = try Self.fit(truth, from: [65, 0.01, 0.0001])
    let tolerance = try truth.tolerance["rel"].number
    for (index, name) in ["lambda_", "sigma", "kappa"].enumerated() {
      #expect(relativeError(fit.parameters[index], try truth.expected[name].number) <= tolerance, "\(name)")
    }
    func predicted(_ n: Double) -> Double {
      fit.parameters[0] * n / (1 + fit.parameters[1] * (n - 1) + fit.parameters[2] * n * (n - 1))
    }
    for (count, expected) in try truth.expected["predict"].numbersByName {
      #expect(relativeError(predicted(try #require(Double(count))), expected) <= tolerance)
    }
    let peak = ((1 - fit.parameters[1]) / fit.parameters[2]).squareRoot()
    #expect(peak.rounded(.down) == (try truth.expected["Nmax"].number))
    #expect(relativeError(predicted(peak.rounded(.down)), try truth.expected["Xmax"].number) <= tolerance)
  }
}
