import Analysis
import Expressions

/// What the fitted laws come to, for the end of a run: a sentence a series.
struct FitLines {
  /// The most series that are told; the others are in the table.
  private static let mostSeries = 3

  private let told: [(label: String, sentence: String)]

  init(_ study: Study) {
    told = zip(study.series, study.fits).compactMap { series, fits in
      // That a handful of cells determines nothing needs no line here.
      guard let fits, let sentence = fits.notes.first,
        fits.laws.contains(where: { ![.exactlyDetermined, .notIdentifiable].contains($0.verdict) })
      else { return nil }
      return (series.label, sentence)
    }
  }

  /// The fitted serial fraction of a series with its interval: `0.120 [0.118, 0.121]`; nil where the law to believe has
  /// none.
  static func serialFraction(of series: Series, in study: Study) -> String? {
    guard let index = study.series.firstIndex(of: series), study.fits.indices.contains(index),
      let fraction = study.fits[index]?.chosenLaw?.parameter("serial_fraction")
    else { return nil }
    let value = NumberFormat.fixed(fraction.estimate, decimals: 3)
    guard let low = fraction.low, let high = fraction.high else { return value }
    return "\(value) [\(NumberFormat.fixed(low, decimals: 3)), \(NumberFormat.fixed(high, decimals: 3))]"
  }

  func lines(width: Int) -> [String] {
    var lines = told.prefix(Self.mostSeries).flatMap { entry in
      let label = told.count > 1 ? "\(entry.label): " : ""
      return PlainText.wrapped(label + entry.sentence, to: width)
    }
    if told.count > Self.mostSeries {
      lines.append("(the laws of \(told.count - Self.mostSeries) more series: see table.md)")
    }
    return lines
  }
}
