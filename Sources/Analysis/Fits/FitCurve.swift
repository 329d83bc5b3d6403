import RealModule

/// What a fitted law says between the cells and beyond them.
struct FitCurve {
  let sample: FitSample
  let base: LawFitter.Base
  let extrapolates: Bool

  /// The fewest places at which it is computed.
  static let places = 48
  /// Resamples that bands are made of: what is drawn needs fewer than what is printed.
  static let mostSamples = 500
  /// How far beyond the most workers extrapolation goes, at most.
  private static let farthest = 16.0

  /// The places: the workers of the cells, and others between and beyond them.
  func workers(peak: Double) -> [Double] {
    let (first, last) = (sample.workers[0], sample.mostWorkers)
    var end = 2 * last
    if extrapolates { end = min(max(8 * last, peak.isFinite ? 1.5 * peak : 0), Self.farthest * last) }
    let isWide = end / first > 8
    let between = (0..<Self.places).map { index in
      let share = Double(index) / Double(Self.places - 1)
      return isWide ? first * .exp(share * .log(end / first)) : first + share * (end - first)
    }
    var places: [Double] = []
    for place in (sample.workers + between + [end]).sorted() {
      // Equal but for rounding is the same place.
      if let before = places.last, place - before < 1e-9 * place { continue }
      places.append(min(place, end))
    }
    return places
  }

  /// The law at each place, with its band where that is wanted and there are resamples.
  func points(of fit: NestedFit, hasBand: Bool) -> [LawFit.CurvePoint] {
    let step = max(1, fit.samples.count / Self.mostSamples)
    let kept = hasBand ? stride(from: 0, to: fit.samples.count, by: step).map { $0 } : []
    let baseTime = sample.quantity.time(base.value, workers: Double(base.workers))
    let bases = baseTimes(kept, of: fit) ?? kept.map { _ in baseTime }
    return workers(peak: fit.coefficients.peak).map { place in
      let time = fit.coefficients.time(place)
      let times = kept.map { fit.samples[$0].time(place) }
      let value = sample.quantity.value(time, workers: place)
      let speedup = Double(base.workers) * baseTime / time
      return LawFit.CurvePoint(
        workers: place,
        value: estimate(value, times.map { sample.quantity.value($0, workers: place) }, fit),
        speedup: estimate(
          speedup, zip(times, bases).map { Double(base.workers) * $1 / $0 }, fit))
    }
  }

  private func estimate(_ value: Double, _ samples: [Double], _ fit: NestedFit) -> Estimate {
    guard let bounds = fit.intervals.bounds(samples, estimate: value), bounds.high.isFinite else {
      return Estimate(value)
    }
    return Estimate(value, low: bounds.low, high: bounds.high)
  }

  /// The time of the base in each resample, where it is one of the points.
  private func baseTimes(_ kept: [Int], of fit: NestedFit) -> [Double]? {
    guard let draws = sample.draws, fit.samples.count == draws.draws.first?.count,
      let index = sample.points.firstIndex(where: { $0.workers == base.workers }),
      sample.medians[index] == base.value
    else { return nil }
    return kept.map { sample.quantity.time(draws.draws[index][$0], workers: Double(base.workers)) }
  }
}
