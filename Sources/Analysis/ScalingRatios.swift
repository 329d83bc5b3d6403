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
