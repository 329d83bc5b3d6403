package import Analysis
import Expressions
package import Jobs
package import Results

/// `fits.csv`: a row a parameter of each law that was fitted to each series.
package enum FitsTable {
  /// The names of the columns for a study.
  package static func header(of study: Study) -> [String] {
    header(series: ["executor", "affinity"] + (study.series.first?.parameters.map(\.name) ?? []))
  }

  private static func header(series: [String]) -> [String] {
    Columns.fitsHead + series + Columns.fitsTail
  }

  /// The whole file; nil where nothing was fitted. What is not known is empty.
  ///
  /// - Parameters:
  ///   - run: the name of the result folder.
  ///   - host: the name of the machine.
  /// - Throws: ``CSVError`` for a text with a line break.
  package static func csv(_ study: Study, run: String, host: String) throws(CSVError) -> [UInt8]? {
    guard study.fits.contains(where: { $0?.laws.isEmpty == false }) else { return nil }
    var text = try CSV.line(header(of: study))
    for (series, fits) in zip(study.series, study.fits) {
      let names = [run, host, series.executor, series.affinity] + series.parameters.map(\.text)
      for law in fits?.laws ?? [] {
        for row in rows(law) { text += try CSV.line(names + row) }
      }
    }
    return Array(text.utf8)
  }

  /// The same of fits that belong to no study: there is neither a run nor a host.
  package static func csv(_ fits: SeriesFits) throws(CSVError) -> [UInt8] {
    var text = try CSV.line(header(series: []))
    for law in fits.laws {
      for row in rows(law) { text += try CSV.line(["", ""] + row) }
    }
    return Array(text.utf8)
  }

  /// A list of laws, each with its parameters by name.
  package static func json(_ fits: SeriesFits) -> JSON {
    .array(
      fits.laws.map { law in
        .object([
          JSON.Member("law", .text(law.law.rawValue)), JSON.Member("loss", .text(law.loss.rawValue)),
          JSON.Member("points", .integer(law.points)), JSON.Member("aicc", .optional(law.aicc)),
          JSON.Member("weight", .optional(law.weight)), JSON.Member("verdict", .text(law.verdict.rawValue)),
          JSON.Member(
            "parameters",
            .object(
              names(law).map { name in
                let parameter = law.parameter(name)
                return JSON.Member(
                  name,
                  .object([
                    JSON.Member("estimate", .optional(parameter?.estimate)),
                    JSON.Member("low", .optional(parameter?.low)),
                    JSON.Member("high", .optional(parameter?.high)),
                  ]))
              })),
        ])
      })
  }

  /// The fields of ``Columns/fitsTail``, for every parameter that the law has, known or not.
  private static func rows(_ law: LawFit) -> [[String]] {
    names(law).map { name in
      let parameter = law.parameter(name)
      let hasInterval = parameter?.low != nil || parameter?.high != nil
      return [
        law.law.rawValue, law.loss.rawValue, name, number(parameter?.estimate), number(parameter?.low),
        number(parameter?.high), hasInterval ? number(law.level) : "", String(law.points), number(law.aicc),
        number(law.weight), law.verdict.rawValue,
      ]
    }
  }

  private static func names(_ law: LawFit) -> [String] {
    law.law.parameterNames.map { $0 == "tau" && law.loss == .throughput ? "lambda" : $0 }
  }

  private static func number(_ value: Double?) -> String {
    value.map { $0.isFinite ? NumberFormat.shortest($0) : "" } ?? ""
  }
}
