/// The ratios by which scaling is judged.
package enum ScalingRatios {
  /// Strong scaling: P0 · T(P0) / T(P), or P0 · R(P) / R(P0) where the measure is a rate. Nil unless both
  /// values are positive.
  ///
  /// - Parameters:
  ///   - value: the median of the cell, a time, a cost or a rate.
  ///   - base: the median of the base cell, in the same unit.
  ///   - baseWorkers: P0, the workers of the base cell.
  ///   - isRate: true where larger is better.
  package static func strongSpeedup(
    value: Double, base: Double, baseWorkers: Int, isRate: Bool
  ) -> Double? {
    guard value > 0, base > 0 else { return nil }
    return Double(baseWorkers) * (isRate ? value / base : base / value)
  }

  /// Weak scaling with a measured reference: T(1, size of P) / T(P, size of P), or the same of rates the other way
  /// round. Nil unless both values are positive.
  ///
  /// - Parameters:
  ///   - value: the median of the cell with P workers.
  ///   - reference: the median of one worker on the same work.
  package static func scaledSpeedup(value: Double, reference: Double, isRate: Bool) -> Double? {
    strongSpeedup(value: value, base: reference, baseWorkers: 1, isRate: isRate)
  }

  /// Throughput: every worker does the whole work. P · T(P0) / T(P), or P0 · R(P) / R(P0) for the rate of all workers
  /// together. Nil unless both values are positive.
  package static func throughputSpeedup(
    value: Double, workers: Int, base: Double, baseWorkers: Int, isRate: Bool
  ) -> Double? {
    strongSpeedup(value: value, base: base, baseWorkers: isRate ? baseWorkers : workers, isRate: isRate)
  }

  /// The work of each worker, in a cell and in its base.
  package struct WorkShares: Sendable, Equatable {
    package var value: Double
    package var base: Double

    package init(value: Double, base: Double) {
      self.value = value
      self.base = base
    }
  }

  /// Weak efficiency: T(P0) / T(P), times W(P)/P by W(P0)/P0 where the amounts of work W are known. Of a rate of all
  /// workers together it is R(P)/P by R(P0)/P0, which needs no amounts. Nil unless all values are positive.
  package static func weakEfficiency(
    value: Double, workers: Int, base: Double, baseWorkers: Int, work: WorkShares? = nil, isRate: Bool
  ) -> Double? {
    guard value > 0, base > 0 else { return nil }
    if isRate { return value / Double(workers) / (base / Double(baseWorkers)) }
    guard let work else { return base / value }
    return work.value > 0 && work.base > 0 ? base / value * (work.value / work.base) : nil
  }

  /// Speedup by the number of workers.
  package static func efficiency(speedup: Double, workers: Int) -> Double {
    speedup / Double(workers)
  }

  /// The experimentally determined serial fraction e = (P/S − 1) / (P − 1) of Karp and Flatt (1990); nil for
  /// fewer than two workers or a speedup that is not positive. The speedup must be one over a single worker.
  package static func karpFlatt(speedup: Double, workers: Int) -> Double? {
    guard workers > 1, speedup > 0 else { return nil }
    return (Double(workers) / speedup - 1) / Double(workers - 1)
  }
}
