/// Gustafson's law: with the share α of the time on P workers serial, one worker takes α + P(1 − α) times as long
/// for the same work (Gustafson 1988).
package struct GustafsonLaw: Sendable, Equatable {
  /// The serial share α of the time on P workers, 0...1.
  package let serialShare: Double

  /// The law for a serial share; nil unless it lies in 0...1.
  package init?(serialShare: Double) {
    guard (0...1).contains(serialShare) else { return nil }
    self.serialShare = serialShare
  }

  /// The scaled speedup: the time of one worker for the work of P by that of P workers.
  package func scaledSpeedup(workers: Int) -> Double {
    serialShare + (1 - serialShare) * Double(workers)
  }

  /// The serial fraction that Amdahl's law has for the work of P workers: α / (α + P(1 − α)) (Shi 1996). It shrinks
  /// as the work grows.
  package func serialFraction(workers: Int) -> Double {
    serialShare / scaledSpeedup(workers: workers)
  }
}
