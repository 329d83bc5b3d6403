import Analysis
import Expressions
import Jobs

/// The fitted laws of a study, the same in every form of the report.
struct FitColumns {
  let study: Study

  /// The series with the laws that were fitted to them; series without are left out.
  var series: [(series: Series, fits: SeriesFits)] {
    zip(study.series, study.fits).compactMap { series, fits in
      guard let fits, !fits.laws.isEmpty else { return nil }
      return (series, fits)
    }
  }

  /// A row a parameter of each law.
  func columns(_ fits: SeriesFits) -> [ReportColumn] {
    let rows = fits.laws.flatMap { law in law.parameters.map { (law, $0) } }
    /// What belongs to the law as a whole stands in the row of its first parameter.
    func once(_ text: (LawFit) -> String) -> [String] {
      fits.laws.flatMap { law in law.parameters.indices.map { $0 == 0 ? text(law) : "" } }
    }
    return [
      ReportColumn(heading: "law", isNumber: false, cells: once { $0.law.rawValue }),
      ReportColumn(
        heading: "parameter", isNumber: false,
        cells: rows.map { $1.name.replacing("_", with: " ") + unit($1.name) }),
      ReportColumn(heading: "estimate", cells: rows.map { Self.number($1.estimate) }),
      ReportColumn(heading: "interval", cells: rows.map { Self.interval($1) }),
      ReportColumn(heading: "verdict", isNumber: false, cells: once(Self.verdict)),
      ReportColumn(
        heading: "AICc",
        cells: once { $0.aicc.map { NumberFormat.fixed($0, decimals: 1) } ?? Wording.missing }),
      ReportColumn(heading: "weight", cells: once { Wording.percent($0.weight) }),
      ReportColumn(heading: "worst residual", cells: once(Self.residual)),
    ]
  }

  /// How many rows ``columns(_:)`` has.
  static func rows(_ fits: SeriesFits) -> Int {
    fits.laws.map(\.parameters.count).reduce(0, +)
  }

  /// What is said of a series' fits: their notes, or the reason of each law where there are none.
  static func notes(_ fits: SeriesFits) -> [String] {
    guard fits.notes.isEmpty else { return fits.notes }
    return fits.laws.map {
      "\($0.law.rawValue): \(verdict($0))" + ($0.reason.isEmpty ? "" : "; \($0.reason)")
    }
  }

  private func unit(_ parameter: String) -> String {
    guard parameter == "tau", !study.measure.unit.isEmpty else { return "" }
    // The laws are of times: that of a rate is its reciprocal.
    return study.measure.isRate ? " [1/(\(study.measure.unit))]" : " [\(study.measure.unit)]"
  }

  private static func verdict(_ law: LawFit) -> String {
    law.verdict.rawValue + (law.isExtrapolated ? ", extrapolated" : "")
  }

  /// Four significant digits.
  static func number(_ value: Double) -> String { Wording.number(value) }

  private static func interval(_ parameter: FittedParameter) -> String {
    switch (parameter.low, parameter.high) {
    case (let low?, let high?): "[\(number(low)), \(number(high))]"
    case (let low?, nil): "≥ \(number(low))"
    case (nil, let high?): "≤ \(number(high))"
    case (nil, nil): Wording.missing
    }
  }

  private static func residual(_ law: LawFit) -> String {
    guard let worst = law.worstResidual else { return Wording.missing }
    let percent = NumberFormat.fixed(worst.relative * 100, decimals: 1)
    return "\(percent) % at \(worst.workers)"
  }
}
