import Analysis
import Expressions
import Jobs

/// What the reports call the quantities of the declared scaling.
struct ScalingWords {
  private let study: Study
  /// By the first cell of the series.
  private let fits: [Int: SeriesFits]

  init(_ study: Study) {
    self.study = study
    let pairs = zip(study.series, study.fits).compactMap { series, fits in
      fits.map { (series.cells.lowerBound, $0) }
    }
    fits = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }

  /// `strong scaling`, `weak scaling`; `throughput scaling`.
  var title: String { "\(study.scaling.rawValue) scaling" }

  /// The heading of speedups: that of grown work over one worker has a name of its own.
  var speedup: String { study.scaling == .weak ? "scaled speedup" : "speedup" }

  /// Whether there are speedups: weak scaling without reference runs has none.
  var hasSpeedups: Bool { study.scaling != .weak || study.measuresReferences }

  /// `Amdahl says`; nil where no series has a law that says more than the ideal.
  var lawHeading: String? {
    let names = study.series.compactMap { $0.law?.author ?? fittedLaw(of: $0).map { $0.law.title } }
    guard let first = names.first(where: { $0 != LawKind.linear.title }) else { return nil }
    return "\(Set(names).count == 1 ? first : "law") says"
  }

  /// The speedup that the law of a series says of a cell: the declared one, else the fitted one.
  func law(_ series: Series, _ cell: CellSummary) -> String {
    // The law of grown work is over one worker, whatever the base.
    guard cell.base != nil || study.scaling == .weak else { return Wording.missing }
    if let law = series.law {
      return Wording.ratio(law.speedup(workers: cell.workers, baseWorkers: cell.base?.workers ?? 1))
    }
    let place = fittedLaw(of: series)?.curve.first { $0.workers == Double(cell.workers) }
    return place.map { Wording.ratio($0.speedup.value) } ?? Wording.missing
  }

  /// The law that the data of a series chose.
  func fittedLaw(of series: Series) -> LawFit? {
    fits[series.cells.lowerBound]?.chosenLaw
  }

  /// How speedups and efficiencies are made, as a sentence of a Markdown text.
  var formulas: String {
    let isRate = study.measure.isRate
    let efficiency = "efficiency: speedup / P"
    let fraction = "e: the serial fraction after Karp and Flatt."
    switch study.scaling {
    case .strong:
      return "Speedup at P workers over a base of P0: P0 · \(isRate ? "R(P) / R(P0)" : "T(P0) / T(P)"), of "
        + "medians; \(efficiency); \(fraction)"
    case .throughput:
      let ratio = isRate ? "P0 · R(P) / R(P0)" : "P · T(P0) / T(P)"
      return "Each of P workers does the whole work. Speedup over a base of P0: \(ratio), of medians; "
        + "\(efficiency)."
    case .weak:
      var text = "The work grows with the workers. "
      if study.measuresReferences {
        let ratio = isRate ? "R(P, size of P) / R(1, size of P)" : "T(1, size of P) / T(P, size of P)"
        text += "Scaled speedup at P workers: \(ratio), of medians; "
      }
      text += "\(study.measuresReferences ? "efficiency" : "Efficiency") over a base of P0: "
      text += isRate ? "(R(P) / P) / (R(P0) / P0)" : "T(P0) / T(P)"
      if study.workUnit != nil, !isRate { text += " · (W(P) / P) / (W(P0) / P0), W the amount of work" }
      return text + (study.measuresReferences ? "; \(fraction)" : ".")
    }
  }
}
