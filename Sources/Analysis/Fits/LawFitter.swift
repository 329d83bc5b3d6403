package import Jobs
import RealModule
import Statistics

/// Fits laws to measurements at several numbers of workers, whatever they come from.
package struct LawFitter {
  /// What speedups refer to.
  package struct Base: Sendable, Equatable {
    package var workers: Int
    /// As measured.
    package var value: Double

    package init(workers: Int, value: Double) {
      self.workers = workers
      self.value = value
    }
  }

  /// In any order; a number of workers stands in it once.
  package var points: [FitPoint]
  package var quantity: FitQuantity
  package var loss = FitLoss.time
  package var seed: UInt64 = 1
  /// How many resamples intervals are made of.
  package var resamples = 2000
  /// Whether curves go on beyond twice the most workers, and a peak beyond that is told.
  package var extrapolates = false
  /// Nil: the point with the fewest workers.
  package var base: Base?
  /// Whether the same repetition of all points was one round, whose runs share what disturbed it.
  package var hasRounds = true
  /// Whether the workers share one piece of work, as they do under strong scaling: a serial fraction is a part of it.
  package var sharesWork = true
  /// Whether the values were computed and have no noise.
  package var isExact = false

  package init(points: [FitPoint], quantity: FitQuantity = .time) {
    self.points = points
    self.quantity = quantity
  }

  /// The fits, simpler laws first, with verdicts and what they say together.
  package func fits(_ laws: [LawKind]) -> SeriesFits {
    var result = SeriesFits(laws: [])
    let kinds = LawKind.allCases.filter(laws.contains)
    let usable = points.filter { $0.values.contains(where: \.isFinite) }.sorted { $0.workers < $1.workers }
    if kinds.contains(.gustafson) {
      result = GustafsonFitter(fitter: self, points: usable).fits()
    }
    let nested = kinds.filter { $0 != .gustafson }
    guard !nested.isEmpty else { return result }
    guard usable.allSatisfy({ $0.values.allSatisfy { !$0.isFinite || $0 > 0 } }) else {
      result.notes.append("Nothing is fitted: a measured value is not positive.")
      return result
    }
    guard
      let sample = FitSample(
        usable, quantity: quantity, isExact: isExact, hasRounds: hasRounds, resamples: resamples, seed: seed)
    else {
      result.notes.append("Nothing is fitted: there is no good run.")
      return result
    }
    let fits = nested.map { fit($0, to: sample) }
    let judged = FitJudge(fitter: self, sample: sample, laws: nested, fits: fits).judged()
    result.laws += judged.laws
    result.laws.sort { Self.rank($0.law) < Self.rank($1.law) }
    result.chosen = judged.chosen.flatMap { law in result.laws.firstIndex { $0.law == law } }
    if result.chosen == nil, result.fit(of: .gustafson)?.verdict == .chosen {
      result.chosen = result.laws.firstIndex { $0.law == .gustafson }
    }
    result.notes += judged.notes
    result.fractionTrend = judged.fractionTrend
    return result
  }

  private static func rank(_ law: LawKind) -> Int { LawKind.allCases.firstIndex(of: law) ?? 0 }

  /// The number of workers beyond which a peak is not told.
  func furthest(_ sample: FitSample) -> Double {
    extrapolates ? .infinity : 2 * sample.mostWorkers
  }

  // MARK: - One law

  /// Fits a law; nil where there are fewer points than parameters.
  private func fit(_ law: LawKind, to sample: FitSample) -> NestedFit? {
    guard sample.count >= law.freeCoefficients else { return nil }
    switch loss {
    case .time:
      guard let estimator = TimeEstimator(law, workers: sample.workers, weights: sample.weights) else {
        return nil
      }
      return fit(law, to: sample, by: estimator)
    case .throughput:
      guard var estimator = ThroughputEstimator(law, workers: sample.workers, times: sample.times),
        var fit = fit(law, to: sample, by: estimator)
      else { return nil }
      if sample.draws == nil, !isExact {
        _ = estimator.fit(sample.times)
        fit.wald = estimator.last.map(Self.waldIntervals)
      }
      return fit
    }
  }

  private func fit<E: LawEstimator>(
    _ law: LawKind, to sample: FitSample, by initial: E
  ) -> NestedFit? {
    var estimator = initial
    guard let (coefficients, sum) = estimator.fit(sample.times) else { return nil }
    let residuals = sample.points.indices.map { index in
      LawFit.Residual(
        workers: sample.points[index].workers,
        relative: 1 - coefficients.time(sample.workers[index]) / sample.times[index])
    }
    var fit = NestedFit(
      law: law, loss: loss, coefficients: coefficients, sum: sum, samples: [], intervals: FitIntervals(),
      residuals: residuals)
    if let draws = sample.draws {
      (fit.samples, fit.sums) = drawn(draws, sample, &estimator)
      fit.intervals.widening = draws.widening
    } else if !isExact {
      fit.samples = scattered(about: fit, sample, &estimator)
      fit.intervals.widening = Self.studentWidening(sample.count - fit.freedom)
    }
    fit.aicc = InformationCriterion.aicc(
      residualSumOfSquares: sum / scale(of: sample), points: sample.count, parameters: fit.freedom + 1)
    fit.lackOfFit = lackOfFit(of: law, sample)
    return fit
  }

  /// What makes a sum of squares one of relative residuals: the mean square of what was fitted.
  func scale(of sample: FitSample) -> Double {
    guard loss == .throughput else { return 1 }
    return sample.times.reduce(0) { $0 + 1 / ($1 * $1) } / Double(sample.count)
  }

  /// The law fitted to each resample of the runs.
  private func drawn<E: LawEstimator>(
    _ draws: MedianDraws, _ sample: FitSample, _ estimator: inout E
  ) -> (samples: [LawCoefficients], sums: [Double]) {
    var times = sample.times
    var samples: [LawCoefficients] = []
    var sums: [Double] = []
    samples.reserveCapacity(resamples)
    sums.reserveCapacity(resamples)
    for resample in 0..<resamples {
      sample.put(resample, of: draws, into: &times)
      guard let found = estimator.fit(times) else { continue }
      samples.append(found.coefficients)
      sums.append(found.sum)
    }
    return (samples, sums)
  }

  /// The law fitted to points that scatter about it as the measured ones do, where there are no repetitions.
  private func scattered<E: LawEstimator>(
    about fit: NestedFit, _ sample: FitSample, _ estimator: inout E
  ) -> [LawCoefficients] {
    let freedom = sample.count - fit.freedom
    guard freedom > 0 else { return [] }
    let deviation = Double.sqrt(fit.sum / Double(freedom))
    var normals = NormalNumbers(seed: seed)
    var times = sample.times
    var samples: [LawCoefficients] = []
    for _ in 0..<resamples {
      for index in times.indices {
        let fitted = fit.coefficients.time(sample.workers[index])
        let error = deviation * normals.next()
        switch loss {
        case .time: times[index] = fitted + error / Double.sqrt(sample.weights[index])
        case .throughput: times[index] = 1 / max(1 / fitted + error, 1e-9 / fitted)
        }
      }
      if let found = estimator.fit(times) { samples.append(found.coefficients) }
    }
    return samples
  }

  /// What makes of a normal quantile one of Student's t.
  private static func studentWidening(_ freedom: Int) -> Double {
    guard freedom > 0 else { return 1 }
    let probability = (1 + FitIntervals.level) / 2
    return StudentDistribution.quantile(probability, degreesOfFreedom: Double(freedom))
      / NormalDistribution.quantile(probability)
  }

  /// λ, σ, κ ± t times their standard errors.
  private static func waldIntervals(_ fit: LevenbergMarquardt.Fit) -> [ClosedRange<Double>?] {
    guard fit.degreesOfFreedom > 0 else { return [nil, nil, nil] }
    let t = StudentDistribution.quantile(
      (1 + FitIntervals.level) / 2, degreesOfFreedom: Double(fit.degreesOfFreedom))
    return (0..<3).map { index in
      guard index < fit.parameters.count, let error = fit.standardError(index) else { return nil }
      return fit.parameters[index] - t * error...fit.parameters[index] + t * error
    }
  }

  /// The test against the scatter of the runs, on logarithms of times: of the law fitted to their means, since the means
  /// of spiky runs are not their medians.
  private func lackOfFit(of law: LawKind, _ sample: FitSample) -> LackOfFit? {
    let groups = sample.logarithms
    // Runs that are all equal have no scatter but that of rounding.
    guard !groups.isEmpty, sample.fewest > 1, groups.contains(where: { $0.min() != $0.max() }) else {
      return nil
    }
    let means = groups.map { Double.exp($0.reduce(0, +) / Double($0.count)) }
    let weights = zip(means, groups).map { Double($1.count) / ($0 * $0) }
    guard var estimator = TimeEstimator(law, workers: sample.workers, weights: weights),
      let found = estimator.fit(means)
    else { return nil }
    return LackOfFit(
      groups: groups, fitted: sample.workers.map { .log(found.coefficients.time($0)) },
      parameters: law.freeCoefficients)
  }
}
