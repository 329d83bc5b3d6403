/// Amdahl's law: with the share f of the work serial, P workers are 1 / (f + (1 − f)/P) times as fast as one
/// (Amdahl 1967).
package struct AmdahlLaw: Sendable, Equatable {
  /// The serial fraction f of the one-worker time, 0...1.
  package let serialFraction: Double

  /// The law for a serial fraction; nil unless it lies in 0...1.
  package init?(serialFraction: Double) {
    guard (0...1).contains(serialFraction) else { return nil }
    self.serialFraction = serialFraction
  }

  /// The time at a number of workers, that of one worker being 1.
  package func relativeTime(workers: Double) -> Double {
    serialFraction + (1 - serialFraction) / workers
  }

  /// The speedup P0 · T(P0) / T(P) that the law says; P0 is 1 unless given.
  package func speedup(workers: Int, baseWorkers: Int = 1) -> Double {
    let base = Double(baseWorkers)
    return base * relativeTime(workers: base) / relativeTime(workers: Double(workers))
  }

  /// The speedup over one worker that no number of workers exceeds: 1/f; nil where f is 0.
  package var maximum: Double? {
    serialFraction > 0 ? 1 / serialFraction : nil
  }
}
