package import Analysis
import Expressions
import Jobs
package import Results

/// `summary.csv`: a row a cell.
package enum SummaryTable {
  /// The names of the columns for a study.
  package static func header(of study: Study) -> [String] {
    Columns.summaryHead + study.parameterColumns + Columns.summaryBody
      + study.metricNames.flatMap { ["\($0)_median", "\($0)_low", "\($0)_high"] }
  }

  /// The whole file. What is not known is empty.
  ///
  /// - Parameters:
  ///   - run: the name of the result folder.
  ///   - host: the name of the machine.
  /// - Throws: ``CSVError`` for a text with a line break.
  package static func csv(_ study: Study, run: String, host: String) throws(CSVError) -> [UInt8] {
    var text = try CSV.line(header(of: study))
    for cell in study.cells {
      let head = [
        run, host, cell.cell, study.workload, study.scaling.rawValue, cell.executor, String(cell.workers),
        cell.affinity,
      ]
      let metrics = cell.metrics.flatMap(estimate)
      text += try CSV.line(head + cell.parameters + body(cell, of: study) + metrics)
    }
    return Array(text.utf8)
  }

  /// The fields of ``Columns/summaryBody``.
  private static func body(_ cell: CellSummary, of study: Study) -> [String] {
    let sample = cell.sample
    var fields = [study.measure.name, study.measure.unit]
    fields += [String(sample?.count ?? 0), String(cell.failed), String(cell.tainted)]
    fields += [number(sample?.median), number(sample?.interval?.low), number(sample?.interval?.high)]
    fields += [number(sample?.interval?.level), number(sample?.minimum)]
    fields += [number(sample?.lowerQuartile), number(sample?.upperQuartile)]
    fields += [number(sample?.mean), number(sample?.standardDeviation)]
    fields += [cell.base.map { String($0.workers) } ?? "", number(cell.base?.value)]
    fields += estimate(cell.speedup) + estimate(cell.absoluteSpeedup)
    fields += estimate(cell.efficiency) + estimate(cell.karpFlatt)
    fields += [cell.intervalMethod ?? "", number(cell.achievedParallelism), cell.bound?.rawValue ?? ""]
    fields += [number(cell.coreSeconds), number(cell.work), number(cell.rate)]
    fields += [number(cell.cpu), number(cell.maxRSS), sample.map { String($0.outliers) } ?? ""]
    fields += [cell.stop.rawValue, cell.warnings.joined(separator: "; "), number(cell.treePeak?.median)]
    fields += [10, 90, 99].map { number(cell.quantile(percent: $0)) }
    return fields
  }

  private static func estimate(_ estimate: Estimate?) -> [String] {
    [number(estimate?.value), number(estimate?.low), number(estimate?.high)]
  }

  private static func number(_ value: Double?) -> String {
    value.map(NumberFormat.shortest) ?? ""
  }
}
