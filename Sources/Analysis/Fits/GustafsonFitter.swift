import Jobs
import RealModule
import Statistics

/// Fits Gustafson's law, S(P) = α + (1 − α) P, to speedups over one worker on the same work:
/// α = Σ(P − 1)(P − S)/Σ(P − 1)², at least 0 and at most 1.
struct GustafsonFitter {
  let fitter: LawFitter
  /// By ascending workers.
  let points: [FitPoint]

  func fits() -> SeriesFits {
    // One worker is its own reference: S(1) = 1 says nothing of α.
    let used = points.filter { $0.workers > 1 && $0.references.contains(where: \.isFinite) }
    let isPositive = used.allSatisfy { point in
      (point.values + point.references).allSatisfy { !$0.isFinite || $0 > 0 }
    }
    guard !used.isEmpty, isPositive,
      let draws = MedianDraws(
        used.map(\.values) + used.map(\.references), hasRounds: fitter.hasRounds,
        resamples: fitter.resamples, seed: fitter.seed)
    else {
      let reason =
        isPositive ? "no one-worker run of the grown size" : "a measured value is not positive"
      return SeriesFits(
        laws: [law(used.count, [], .notIdentifiable, reason, nil)],
        notes: ["Gustafson's law cannot be fitted: \(reason)."])
    }
    return fits(used, draws)
  }

  private func fits(_ used: [FitPoint], _ draws: MedianDraws) -> SeriesFits {
    let workers = used.map { Double($0.workers) }
    let speedups = speedups(draws.medians, workers)
    let estimate = Self.share(workers, speedups)
    let canDraw = !fitter.isExact && draws.fewest >= FitSample.fewestRuns && used.count > 1
    var samples: [Double] = []
    if canDraw {
      var medians = draws.medians
      samples = (0..<fitter.resamples).map { resample in
        for index in medians.indices { medians[index] = draws.draws[index][resample] }
        return Self.share(workers, self.speedups(medians, workers))
      }
    }
    let intervals = FitIntervals(widening: draws.widening)
    let bounds = intervals.bounds(samples, estimate: estimate, within: 0...1)
    let parameter = FittedParameter(
      name: "serial_fraction", estimate: estimate, low: bounds?.low, high: bounds?.high)
    let residuals = zip(used, speedups).map { point, speedup in
      LawFit.Residual(
        workers: point.workers,
        relative: 1 - (estimate + (1 - estimate) * Double(point.workers)) / speedup)
    }
    let (verdict, reason) = verdict(used, bounds, residuals)
    let curve =
      verdict == .notIdentifiable ? [] : curve(estimate, samples, intervals, furthest: workers.max() ?? 1)
    var fit = law(used.count, [parameter], verdict, reason, curve)
    fit.residuals = residuals
    var notes = [headline(parameter, verdict, reason)]
    if fitter.isExact {
      notes.append("The values were computed: they have no noise, and no interval is given.")
    }
    if canDraw, draws.method == .runs, fitter.hasRounds {
      notes.append(MedianDraws.apart(used.map(\.values) + used.map(\.references)))
    }
    return SeriesFits(laws: [fit], chosen: verdict == .chosen ? 0 : nil, notes: notes)
  }

  /// The speedups of medians: first those of the cells, then those of their references.
  private func speedups(_ medians: [Double], _ workers: [Double]) -> [Double] {
    workers.indices.map { index in
      let (value, reference) = (medians[index], medians[workers.count + index])
      return fitter.quantity == .rate ? value / reference : reference / value
    }
  }

  private static func share(_ workers: [Double], _ speedups: [Double]) -> Double {
    var (product, square) = (0.0, 0.0)
    for (count, speedup) in zip(workers, speedups) {
      product += (count - 1) * (count - speedup)
      square += (count - 1) * (count - 1)
    }
    return min(max(product / square, 0), 1)
  }

  private func verdict(
    _ used: [FitPoint], _ bounds: FitIntervals.Bounds?, _ residuals: [LawFit.Residual]
  ) -> (FitVerdict, String) {
    if used.count == 1 {
      return (
        .exactlyDetermined, "one parameter and one number of workers above 1: it goes through the point"
      )
    }
    if let bounds, bounds.high - bounds.low > FitJudge.widestFraction {
      return (
        .notIdentifiable,
        "its serial share may be anything from \(FitNumbers.short(bounds.low)) to \(FitNumbers.short(bounds.high))"
      )
    }
    guard let worst = residuals.max(by: { abs($0.relative) < abs($1.relative) }) else {
      return (.notIdentifiable, "there is no point")
    }
    let words =
      "the speedup at \(FitNotes.workers(worst.workers)) is \(FitNumbers.signedPercent(worst.relative)) off"
    // Nothing else is fitted to weak scaling: what is far off is no law of these data.
    return abs(worst.relative) > 0.1
      ? (.rejected, "\(words), more than a tenth") : (.chosen, "at worst \(words)")
  }

  private func headline(_ parameter: FittedParameter, _ verdict: FitVerdict, _ reason: String) -> String {
    guard verdict == .chosen else { return "Gustafson: \(verdict.rawValue), \(reason)." }
    return "Serial share \(FitNumbers.interval(parameter)) of the time: each further worker adds "
      + "\(FitNumbers.short(1 - parameter.estimate)) to the scaled speedup."
  }

  /// By the law the time stays; a rate of all workers grows as the speedup does.
  private func curve(
    _ share: Double, _ samples: [Double], _ intervals: FitIntervals, furthest: Double
  ) -> [LawFit.CurvePoint] {
    // Of this series: what it is compared with may be another.
    let first = points.first.flatMap { Selection.median($0.values.filter(\.isFinite)) } ?? 1
    let least = Double(points.first?.workers ?? 1)
    let base = fitter.quantity == .rate ? first / (share + (1 - share) * least) : first
    let end = (fitter.extrapolates ? 8 : 2) * furthest
    let bounds = intervals.bounds(samples, estimate: share, within: 0...1)
    let places = Set((0..<FitCurve.places).map { 1 + (end - 1) * Double($0) / Double(FitCurve.places - 1) })
      .union(points.map { Double($0.workers) })
    return places.sorted().map { place in
      func speedup(_ share: Double) -> Double { share + (1 - share) * place }
      let value = Estimate(
        speedup(share), low: bounds.map { speedup($0.high) }, high: bounds.map { speedup($0.low) })
      let measured =
        fitter.quantity == .rate
        ? Estimate(
          base * value.value, low: value.low.map { base * $0 }, high: value.high.map { base * $0 })
        : Estimate(base)
      return LawFit.CurvePoint(workers: place, value: measured, speedup: value)
    }
  }

  private func law(
    _ count: Int, _ parameters: [FittedParameter], _ verdict: FitVerdict, _ reason: String,
    _ curve: [LawFit.CurvePoint]?
  ) -> LawFit {
    LawFit(
      law: .gustafson, loss: fitter.loss, parameters: parameters, level: FitIntervals.level, points: count,
      verdict: verdict, reason: reason, curve: curve ?? [])
  }
}
