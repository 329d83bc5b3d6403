import Jobs
import RealModule
import Statistics

/// The coefficients of T(P) = c₀/P + c₁ + c₂(P − 1), in which the laws are nested: linear has c₀ alone, Amdahl's c₀ and
/// c₁, the universal scalability law all three.
struct LawCoefficients: Equatable {
  var shared = 0.0
  var constant = 0.0
  var growing = 0.0

  /// T(1).
  var tau: Double { shared + constant }
  /// The serial fraction, or the contention σ: c₁/τ.
  var sigma: Double { constant / tau }
  /// The crosstalk κ: c₂/τ.
  var kappa: Double { growing / tau }
  /// The number of workers with the smallest time, √((1 − σ)/κ), at least 1; infinite where κ is 0.
  var peak: Double { growing > 0 ? max(1, Double.sqrt(shared / growing)) : .infinity }

  /// The time of one piece of work on P workers.
  func time(_ workers: Double) -> Double {
    shared / workers + constant + growing * (workers - 1)
  }

  init(shared: Double = 0, constant: Double = 0, growing: Double = 0) {
    self.shared = shared
    self.constant = constant
    self.growing = growing
  }

  init(tau: Double, sigma: Double, kappa: Double) {
    self.init(shared: tau * (1 - sigma), constant: tau * sigma, growing: tau * kappa)
  }
}

/// Fits one law to the times at given numbers of workers, as often as wanted.
protocol LawEstimator {
  /// The coefficients and the residual sum of squares that the loss speaks of.
  mutating func fit(_ times: [Double]) -> (coefficients: LawCoefficients, sum: Double)?
}

/// Relative residuals of times: linear, and solved over all sets of free coefficients.
struct TimeEstimator: LawEstimator {
  private let problem: NonNegativeLeastSquares
  private let roots: [Double]
  private var workspace: NonNegativeLeastSquares.Workspace
  private var scaled: [Double]

  /// An estimator for one of the nested laws; nil where the points do not determine it.
  ///
  /// - Parameter weights: of the squared differences of times.
  init?(_ law: LawKind, workers: [Double], weights: [Double]) {
    guard let problem = NonNegativeLeastSquares(columns: Self.columns(law, workers, weights)) else {
      return nil
    }
    self.problem = problem
    roots = weights.map { Double.sqrt($0) }
    workspace = problem.workspace
    scaled = roots
  }

  /// The weighted columns of the law.
  static func columns(_ law: LawKind, _ workers: [Double], _ weights: [Double]) -> [[Double]] {
    let all = [workers.map { 1 / $0 }, workers.map { _ in 1 }, workers.map { $0 - 1 }]
    return all.prefix(law.freeCoefficients).map { column in
      zip(column, weights).map { $0 * Double.sqrt($1) }
    }
  }

  mutating func fit(_ times: [Double]) -> (coefficients: LawCoefficients, sum: Double)? {
    for index in scaled.indices { scaled[index] = times[index] * roots[index] }
    let sum = problem.solve(scaled, in: &workspace)
    let found = workspace.coefficients
    let coefficients = LawCoefficients(
      shared: found[0], constant: found.count > 1 ? found[1] : 0, growing: found.count > 2 ? found[2] : 0)
    return coefficients.tau > 0 ? (coefficients, sum) : nil
  }
}

/// Residuals of throughput, X(P) = λP/(1 + σ(P − 1) + κP(P − 1)), as other tools have them.
struct ThroughputEstimator: LawEstimator {
  private let law: LawKind
  private let workers: [Double]
  private var starts: TimeEstimator
  /// From several starts for the estimate; from the estimate alone for resamples, which are near it.
  private var known: [Double]?
  /// The fit of the last call.
  private(set) var last: LevenbergMarquardt.Fit?

  /// An estimator for one of the nested laws; nil where the points do not determine it.
  init?(_ law: LawKind, workers: [Double], times: [Double]) {
    guard let starts = TimeEstimator(law, workers: workers, weights: times.map { 1 / ($0 * $0) }) else {
      return nil
    }
    self.law = law
    self.workers = workers
    self.starts = starts
  }

  mutating func fit(_ times: [Double]) -> (coefficients: LawCoefficients, sum: Double)? {
    guard let linear = starts.fit(times)?.coefficients else { return nil }
    let throughputs = times.map { 1 / $0 }
    let lambda = 1 / linear.tau
    var candidates = [[lambda, linear.sigma, linear.kappa]]
    if known == nil {
      candidates += [[lambda, 0.01, 1e-4], [lambda, 0.1, 0.01], [lambda, 0.3, 0.001]]
    }
    var best: LevenbergMarquardt.Fit?
    for candidate in candidates {
      guard let fit = fit(throughputs, from: candidate),
        fit.residualSumOfSquares < best?.residualSumOfSquares ?? .infinity
      else { continue }
      best = fit
    }
    guard let best, best.parameters[0] > 0 else { return nil }
    if known == nil { known = best.parameters }
    last = best
    let (sigma, kappa) = (law == .linear ? 0 : best.parameters[1], law == .usl ? best.parameters[2] : 0)
    return (
      LawCoefficients(tau: 1 / best.parameters[0], sigma: sigma, kappa: kappa), best.residualSumOfSquares
    )
  }

  private func fit(_ throughputs: [Double], from start: [Double]) -> LevenbergMarquardt.Fit? {
    let free = law.freeCoefficients
    let bounds: [ClosedRange<Double>] = [0...Double.greatestFiniteMagnitude, 0...1, 0...1]
    return LevenbergMarquardt.fit(
      start: Array(start.prefix(free)), bounds: Array(bounds.prefix(free)), points: workers.count
    ) { parameters, evaluation in
      let lambda = parameters[0]
      let sigma = free > 1 ? parameters[1] : 0
      let kappa = free > 2 ? parameters[2] : 0
      for (index, count) in workers.enumerated() {
        let divisor = 1 + sigma * (count - 1) + kappa * count * (count - 1)
        let slope = -lambda * count * (count - 1) / (divisor * divisor)
        evaluation.residuals[index] = throughputs[index] - lambda * count / divisor
        evaluation.derivatives[0][index] = count / divisor
        if free > 1 { evaluation.derivatives[1][index] = slope }
        if free > 2 { evaluation.derivatives[2][index] = slope * count }
      }
    }
  }
}

extension LawKind {
  /// How many coefficients the law leaves free; Gustafson's has one parameter of its own.
  var freeCoefficients: Int {
    switch self {
    case .linear, .gustafson: 1
    case .amdahl: 2
    case .usl: 3
    }
  }
}
