import Jobs
import RealModule
import Statistics

/// One of the nested laws, fitted to the medians of a series and to those of its resamples.
struct NestedFit {
  var law: LawKind
  var loss: FitLoss
  var coefficients: LawCoefficients
  /// Of the residuals that the loss speaks of.
  var sum: Double
  /// One a resample.
  var samples: [LawCoefficients]
  /// The residual sums of squares of resamples of the runs; empty where there are none.
  var sums: [Double] = []
  var intervals: FitIntervals
  /// Those of Wald, in the order of λ, σ, κ, where throughput was fitted to single measurements.
  var wald: [ClosedRange<Double>?]?
  var aicc: Double?
  var lackOfFit: LackOfFit?
  /// (measured − fitted) / measured.
  var residuals: [LawFit.Residual]

  /// How many parameters it fits.
  var freedom: Int { law.freeCoefficients }

  /// The parameters that have a meaning, by name.
  ///
  /// - Parameter furthest: the largest number of workers at which a peak is told.
  func parameters(furthest: Double) -> [FittedParameter] {
    var found: [FittedParameter] = []
    for name in law.parameterNames {
      switch name {
      case "tau" where loss == .time:
        found.append(parameter(name, { $0.tau }))
      case "tau":
        found.append(parameter("lambda", wald: 0, { 1 / $0.tau }))
      case "serial_fraction", "sigma":
        found.append(parameter(name, within: 0...1, wald: 1, { $0.sigma }))
      case "kappa":
        found.append(parameter(name, wald: 2, { $0.kappa }))
      case "peak_workers":
        if hasPeak, coefficients.peak <= furthest {
          found.append(parameter(name, within: 1...(.infinity)) { $0.peak })
        }
      default: break
      }
    }
    return found
  }

  /// Whether the time has a smallest value, in the estimate and in nearly all resamples.
  var hasPeak: Bool {
    guard coefficients.peak.isFinite else { return false }
    let finite = samples.count { $0.peak.isFinite }
    return Double(finite) >= FitIntervals.level * Double(samples.count)
  }

  /// The interval of a parameter, with what it lies between.
  func bounds(
    within range: ClosedRange<Double> = 0...(.infinity), _ value: (LawCoefficients) -> Double
  ) -> FitIntervals.Bounds? {
    intervals.bounds(samples.map(value), estimate: value(coefficients), within: range)
  }

  private func parameter(
    _ name: String, within range: ClosedRange<Double> = 0...(.infinity), wald index: Int? = nil,
    _ value: (LawCoefficients) -> Double
  ) -> FittedParameter {
    let estimate = value(coefficients)
    if let wald {
      let interval = index.flatMap { wald[$0] }
      return FittedParameter(
        name: name, estimate: estimate, low: interval.map { max($0.lowerBound, range.lowerBound) },
        high: interval.map { min($0.upperBound, range.upperBound) })
    }
    let bounds = bounds(within: range, value)
    return FittedParameter(
      name: name, estimate: estimate, low: bounds?.low,
      high: bounds.flatMap { $0.high.isFinite ? $0.high : nil })
  }

  /// The residual that is farthest from 0.
  var worst: LawFit.Residual? { residuals.max { abs($0.relative) < abs($1.relative) } }
}
