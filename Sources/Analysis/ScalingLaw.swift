import Jobs

/// The law of a series whose serial part is known by construction. Which one holds is decided by the declared
/// scaling: Amdahl's for the same work, Gustafson's for work that grows with the workers.
package enum ScalingLaw: Sendable, Equatable {
  case amdahl(AmdahlLaw)
  case gustafson(GustafsonLaw)

  /// The law of a workload; nil where none belongs to the scaling.
  ///
  /// - Parameters:
  ///   - serialPart: f of the one-worker time, or α of the time on P workers where the work grows by itself.
  ///   - grows: whether the work grows with the workers by itself.
  ///   - measuresReferences: whether weak scaling runs one worker on the grown size, without which there is no
  ///     scaled speedup that the law could speak of.
  init?(_ scaling: Scaling, serialPart: Double, grows: Bool, measuresReferences: Bool) {
    switch scaling {
    case .strong:
      guard !grows, let law = AmdahlLaw(serialFraction: serialPart) else { return nil }
      self = .amdahl(law)
    case .weak:
      guard grows, measuresReferences, let law = GustafsonLaw(serialShare: serialPart) else { return nil }
      self = .gustafson(law)
    case .throughput:
      // No part of a copy is shared, so that nothing of it is serial for the others.
      return nil
    }
  }

  /// Who found it: `Amdahl`.
  package var author: String {
    switch self {
    case .amdahl: "Amdahl"
    case .gustafson: "Gustafson"
    }
  }

  /// How its parameter is written: `f` or `α`.
  package var symbol: String {
    switch self {
    case .amdahl: "f"
    case .gustafson: "α"
    }
  }

  /// Amdahl's f or Gustafson's α.
  package var serialPart: Double {
    switch self {
    case .amdahl(let law): law.serialFraction
    case .gustafson(let law): law.serialShare
    }
  }

  /// The speedup that the law says.
  ///
  /// - Parameter baseWorkers: P0 of Amdahl's law; Gustafson's speedup is always one over a single worker.
  package func speedup(workers: Int, baseWorkers: Int = 1) -> Double {
    switch self {
    case .amdahl(let law): law.speedup(workers: workers, baseWorkers: baseWorkers)
    case .gustafson(let law): law.scaledSpeedup(workers: workers)
    }
  }

  /// The speedup over one worker that no number of workers exceeds; nil where there is no such bound.
  package var maximum: Double? {
    switch self {
    case .amdahl(let law): law.maximum
    case .gustafson(let law): law.serialShare == 1 ? 1 : nil
    }
  }

  /// False for a law that says no more than the ideal: nothing is serial.
  package var hasSerialPart: Bool { serialPart > 0 }
}
