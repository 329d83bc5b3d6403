import Jobs
import RealModule
import Statistics

/// How the experimentally determined serial fraction e changes with the number of workers: by the universal
/// scalability law e(P) = σ + κP, so that a fraction that rises shows overhead that grows with the workers, and one that
/// stays shows a serial part.
struct KarpFlattTrend {
  /// Of e over P, by least squares in which each point counts as much as it is exact: e is (P/S − 1)/(P − 1), so that
  /// the same relative error of S moves it by (P/S)/(P − 1).
  let slope: Double
  let bounds: FitIntervals.Bounds?
  /// By how much e changes from the fewest workers to the most.
  private let change: Double

  /// A smaller change of e is none, however exact the values are.
  private static let leastChange = 1e-4

  /// Nil unless one worker and at least three larger numbers were measured.
  init?(_ sample: FitSample) {
    guard sample.workers.first == 1, sample.count > 3, sample.quantity != .copyTime else { return nil }
    let workers = sample.workers
    let weights = workers.indices.dropFirst().map { index -> Double in
      let share = sample.times[0] / sample.times[index] / workers[index] * (workers[index] - 1)
      return share * share
    }
    func line(_ times: [Double]) -> (slope: Double, error: Double) {
      var (sum, mean, center) = (0.0, 0.0, 0.0)
      let fractions = workers.indices.dropFirst().map { index in
        (workers[index] * times[index] / times[0] - 1) / (workers[index] - 1)
      }
      for (index, weight) in weights.enumerated() {
        sum += weight
        mean += weight * fractions[index]
        center += weight * workers[index + 1]
      }
      (mean, center) = (mean / sum, center / sum)
      var (product, square, rest) = (0.0, 0.0, 0.0)
      for (index, weight) in weights.enumerated() {
        let distance = workers[index + 1] - center
        product += weight * distance * (fractions[index] - mean)
        square += weight * distance * distance
        rest += weight * (fractions[index] - mean) * (fractions[index] - mean)
      }
      let variance = max(0, rest - product * product / square) / Double(max(1, weights.count - 2))
      return (product / square, Double.sqrt(variance / square))
    }
    let (estimate, error) = line(sample.times)
    slope = estimate
    change = abs(estimate) * (sample.mostWorkers - 1)
    guard let draws = sample.draws else {
      // From the scatter of the points about the line.
      let t = StudentDistribution.quantile(
        (1 + FitIntervals.level) / 2, degreesOfFreedom: Double(weights.count - 2))
      bounds = FitIntervals.Bounds(low: estimate - t * error, high: estimate + t * error)
      return
    }
    var times = sample.times
    let samples = (0..<(draws.draws.first?.count ?? 0)).map { resample in
      sample.put(resample, of: draws, into: &times)
      return line(times).slope
    }
    bounds = FitIntervals(widening: draws.widening)
      .bounds(samples, estimate: estimate, within: -Double.infinity...(.infinity))
  }

  /// Which way the fraction goes; nil where the runs do not tell.
  var direction: FractionTrend? {
    guard let bounds else { return nil }
    if change < Self.leastChange { return .level }
    return bounds.low > 0 ? .rises : bounds.high < 0 ? .falls : .level
  }
}

/// Which way the experimentally determined serial fraction goes as workers are added.
package enum FractionTrend: Sendable, Equatable {
  /// Overhead grows.
  case rises
  /// Part of the work scales better than one serial fraction allows.
  case falls
  /// No change can be told from chance.
  case level

  /// The trend in words, beside the law that was chosen; nil: none was.
  func sentence(beside chosen: LawKind?) -> String {
    // The choice of a law asks for more than the trend does, so that the two may differ.
    let isPlain = chosen == .linear || chosen == .amdahl
    switch self {
    case .rises where isPlain:
      return
        "The Karp–Flatt fraction rises with the workers all the same: some overhead grows, which the chosen law "
        + "leaves out; far beyond what was measured it says too much."
    case .rises:
      return "The Karp–Flatt fraction rises with the workers: overhead that grows, more than a serial part."
    case .falls:
      return
        "The Karp–Flatt fraction falls with the workers\(isPlain ? " all the same" : ""): part of the work "
        + "scales better than the law of one serial fraction says."
    case .level where chosen == .usl:
      return
        "The Karp–Flatt fraction by itself does not measurably change with the workers: it shows less than the fit."
    case .level where chosen == .amdahl:
      return
        "The Karp–Flatt fraction does not measurably change with the workers, as by Amdahl's law: no overhead "
        + "that grows is seen."
    case .level:
      return
        "The Karp–Flatt fraction does not measurably change with the workers: no overhead that grows is seen."
    }
  }
}
