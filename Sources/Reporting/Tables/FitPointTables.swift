package import Analysis
import Expressions
import Jobs
package import Results

/// `curves.csv`: what the law to believe says of each series, at the numbers of workers of its cells and between them.
package enum CurvesTable {
  /// Columns after those that name the series.
  static let body = [
    "law", "workers", "value", "low", "high", "speedup", "speedup_low", "speedup_high",
  ]

  /// The whole file; nil where no law is believed.
  ///
  /// - Throws: ``CSVError`` for a text with a line break.
  package static func csv(_ study: Study, run: String, host: String) throws(CSVError) -> [UInt8]? {
    var text = try CSV.line(SeriesNames.header(of: study) + body)
    var isEmpty = true
    for (series, fits) in zip(study.series, study.fits) {
      guard let law = fits?.chosenLaw else { continue }
      let names = SeriesNames.fields(of: series, run: run, host: host)
      for point in law.curve {
        isEmpty = false
        text += try CSV.line(names + [law.law.rawValue] + numbers(point).map(SeriesNames.number))
      }
    }
    return isEmpty ? nil : Array(text.utf8)
  }

  /// The numbers of a row: ``body`` without the law.
  static func numbers(_ point: LawFit.CurvePoint) -> [Double] {
    [point.workers] + [point.value, point.speedup].flatMap { [$0.value, $0.low ?? .nan, $0.high ?? .nan] }
  }
}

/// `residuals.csv`: how far the cells are from each fitted law.
package enum ResidualsTable {
  /// Columns after those that name the series.
  static let body = ["law", "loss", "verdict", "workers", "relative_residual"]

  /// The whole file; nil where nothing was fitted.
  ///
  /// - Throws: ``CSVError`` for a text with a line break.
  package static func csv(_ study: Study, run: String, host: String) throws(CSVError) -> [UInt8]? {
    var text = try CSV.line(SeriesNames.header(of: study) + body)
    var isEmpty = true
    for (series, fits) in zip(study.series, study.fits) {
      let names = SeriesNames.fields(of: series, run: run, host: host)
      for law in fits?.laws ?? [] {
        for residual in law.residuals {
          isEmpty = false
          text += try CSV.line(
            names + [
              law.law.rawValue, law.loss.rawValue, law.verdict.rawValue, String(residual.workers),
              SeriesNames.number(residual.relative),
            ])
        }
      }
    }
    return isEmpty ? nil : Array(text.utf8)
  }
}

/// The first columns of a file with several rows a series: which series they are of.
enum SeriesNames {
  static func header(of study: Study) -> [String] {
    ["run", "host", "executor", "affinity"] + (study.series.first?.parameters.map(\.name) ?? [])
  }

  static func fields(of series: Series, run: String, host: String) -> [String] {
    [run, host, series.executor, series.affinity] + series.parameters.map(\.text)
  }

  /// Empty for what is not a number.
  static func number(_ value: Double) -> String {
    value.isFinite ? NumberFormat.shortest(value) : ""
  }
}
