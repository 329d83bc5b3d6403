/// The laws of scaling that can be fitted; the raw value is their name in manifests and in `fits.csv`.
package enum LawKind: String, Sendable, CaseIterable {
  /// The ideal: T(P) = τ / P.
  case linear
  /// T(P) = τ (f + (1 − f) / P).
  case amdahl
  /// Of work that grows with the workers: S(P) = α + (1 − α) P, over one worker on the same work.
  case gustafson
  /// The universal scalability law: T(P) = τ (1 + σ (P − 1) + κ P (P − 1)) / P.
  case usl

  /// Who found it, for headings: `Amdahl`.
  package var title: String {
    switch self {
    case .linear: "linear"
    case .amdahl: "Amdahl"
    case .gustafson: "Gustafson"
    case .usl: "USL"
    }
  }

  /// The names of its parameters in `fits.csv`, where times were fitted.
  package var parameterNames: [String] {
    switch self {
    case .linear: ["tau"]
    case .amdahl: ["tau", "serial_fraction"]
    case .gustafson: ["serial_fraction"]
    case .usl: ["tau", "sigma", "kappa", "peak_workers"]
    }
  }
}
