import Jobs

/// How cells of a declared scaling are compared with their base.
struct ScalingComparison {
  let scaling: Scaling
  /// Whether larger values are better.
  let isRate: Bool

  /// What a comparison needs of a cell.
  struct Point {
    var workers: Int
    /// The median of the measure.
    var value: Double
    /// The median of the reference runs: one worker on the work of this cell.
    var reference: Double?
    /// The amount of work; nil where the manifest does not say.
    var work: Double?
  }

  init(_ job: Job, isRate: Bool) {
    scaling = job.scaling
    self.isRate = isRate
  }

  /// The speedup of a cell; nil where it is not defined or not known.
  ///
  /// - Parameter base: weak scaling compares each size with itself, and needs none.
  func speedup(of point: Point, over base: Point?) -> Double? {
    if scaling == .weak { return scaledSpeedup(of: point) }
    guard let base else { return nil }
    return scaling == .strong
      ? ScalingRatios.strongSpeedup(
        value: point.value, base: base.value, baseWorkers: base.workers, isRate: isRate)
      : ScalingRatios.throughputSpeedup(
        value: point.value, workers: point.workers, base: base.value, baseWorkers: base.workers,
        isRate: isRate)
  }

  /// One worker is its own reference.
  private func scaledSpeedup(of point: Point) -> Double? {
    guard point.workers > 1 else { return point.reference == nil ? nil : 1 }
    return point.reference.flatMap {
      ScalingRatios.scaledSpeedup(value: point.value, reference: $0, isRate: isRate)
    }
  }

  /// The efficiency of a cell, whose speedup is given where there is one.
  func efficiency(of point: Point, over base: Point, speedup: Double?) -> Double? {
    guard scaling == .weak else {
      return speedup.map { ScalingRatios.efficiency(speedup: $0, workers: point.workers) }
    }
    var work: ScalingRatios.WorkShares?
    if let amount = point.work, let baseAmount = base.work {
      work = ScalingRatios.WorkShares(
        value: amount / Double(point.workers), base: baseAmount / Double(base.workers))
    }
    return ScalingRatios.weakEfficiency(
      value: point.value, workers: point.workers, base: base.value, baseWorkers: base.workers, work: work,
      isRate: isRate)
  }

  /// The serial fraction after Karp and Flatt: that of the same work on one worker, so that it is there for speedups
  /// over one worker, and not for copies, which share no work.
  func karpFlatt(of point: Point, over base: Point?, speedup: Double) -> Double? {
    switch scaling {
    case .strong where base?.workers == 1, .weak:
      ScalingRatios.karpFlatt(speedup: speedup, workers: point.workers)
    case .strong, .throughput: nil
    }
  }

  /// The speedup over the serial program: T_S / T(P), or P times that where P workers each do its work.
  func absoluteSpeedup(of point: Point, overSerial serial: Double) -> Double? {
    let base = Point(workers: 1, value: serial)
    switch scaling {
    case .strong, .throughput: return speedup(of: point, over: base)
    case .weak:
      // The serial program was run for one size, that of one worker.
      guard point.workers == 1 else { return nil }
      return ScalingRatios.strongSpeedup(value: point.value, base: serial, baseWorkers: 1, isRate: isRate)
    }
  }
}
