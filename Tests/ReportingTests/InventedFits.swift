import Analysis
import Foundation
import Jobs
import Reporting
import Results
import TestPrograms

/// Laws and comparisons as if they had been fitted and tested, for studies of invented measurements.
enum InventedFits {
  /// The study with Amdahl's law with a serial fraction for each parallel series; the straight line is rejected.
  static func amdahl(_ study: Study, fraction: Double = 0.1, relativeBand: Double? = 0.04) -> Study {
    var study = study
    study.fits = study.series.map { series in
      let cells = study.cells(of: series).filter { $0.sample != nil }
      guard !series.isSerial, let first = cells.first, let tau = first.sample?.median else { return nil }
      func time(_ workers: Double, _ f: Double) -> Double { tau * (f + (1 - f) / workers) }
      func estimate(_ value: Double) -> Estimate {
        guard let relativeBand else { return Estimate(value) }
        return Estimate(value, low: value * (1 - relativeBand), high: value * (1 + relativeBand))
      }
      func residuals(_ f: Double) -> [LawFit.Residual] {
        cells.map { cell in
          let measured = cell.sample?.median ?? 1
          return LawFit.Residual(
            workers: cell.workers, relative: (measured - time(Double(cell.workers), f)) / measured)
        }
      }
      let largest = Double(cells.map(\.workers).max() ?? 1)
      let curve = (0...40).map { step in
        let workers = 1 + (2 * largest - 1) * Double(step) / 40
        return LawFit.CurvePoint(
          workers: workers, value: estimate(time(workers, fraction)),
          speedup: estimate(tau / time(workers, fraction)))
      }
      let linear = LawFit(
        law: .linear, loss: .time, parameters: [FittedParameter(name: "tau", estimate: tau)], level: 0.95,
        points: cells.count, verdict: .rejected, reason: "invented", residuals: residuals(0))
      let amdahl = LawFit(
        law: .amdahl, loss: .time,
        parameters: [
          FittedParameter(name: "tau", estimate: tau, low: tau * 0.99, high: tau * 1.01),
          FittedParameter(
            name: "serial_fraction", estimate: fraction, low: fraction * 0.96, high: fraction * 1.05),
        ], level: 0.95, points: cells.count, aicc: -30, weight: 0.9, verdict: .chosen, reason: "invented",
        residuals: residuals(fraction), curve: curve)
      return SeriesFits(laws: [linear, amdahl], chosen: 1)
    }
    return study
  }

  /// A comparison of so many cells, every fourth of each verdict.
  static func comparison(_ count: Int, labels: (Int) -> String = { "\($0 + 1)" }) -> Comparison {
    let verdicts = ComparisonVerdict.allCases
    let cells = (0..<count).map { index in
      let ratio = [1.08, 0.94, 1.003, 1.015][index % 4] + 0.001 * Double(index / 4)
      return ComparedCell(
        labels: ["fork", labels(index)], base: "-O2", value: "-O3", baseCount: 10, count: 10,
        ratio: Estimate(ratio, low: ratio * 0.985, high: ratio * 1.015), p: 0.01, adjustedP: 0.04,
        cliffsDelta: 0.5, verdict: verdicts[index % 4])
    }
    return Comparison(
      axis: "flags", columns: ["executor", "workers"], threshold: 0.02, isRate: false, cells: cells)
  }
}

/// The files that scripts read.
enum InventedFiles {
  static func write(_ study: Study, job: Job, to folder: TemporaryFolder) throws {
    let run = "2026-11-22T02-00-00Z"
    func write(_ bytes: [UInt8]?, _ name: String) throws {
      if let bytes { try folder.write(String(decoding: bytes, as: UTF8.self), to: name) }
    }
    try write(SummaryTable.csv(study, run: run, host: "invented"), "summary.csv")
    try write(CurvesTable.csv(study, run: run, host: "invented"), "curves.csv")
    try write(ResidualsTable.csv(study, run: run, host: "invented"), "residuals.csv")
    try write(measurements(study, job: job), "measurements.csv")
    if let comparison = study.comparison { try write(comparisons(comparison), "comparisons.csv") }
  }

  /// Ten runs of each cell around its median, in rounds that become slower by a percent in the end; a run in
  /// thirteen is disturbed.
  private static func measurements(_ study: Study, job: Job) throws -> [UInt8] {
    let table = MeasurementRow(job: job)
    var bytes = Array(try table.header().utf8)
    var seq = 0
    for round in 1...10 {
      for cell in study.cells {
        guard let sample = cell.sample else { continue }
        seq += 1
        var run = Measurement()
        run.seq = seq
        run.cell = cell.cell
        run.round = round
        run.repetition = round
        run.workload = study.workload
        run.executor = cell.executor
        run.workers = cell.workers
        run.parameters = cell.parameters
        run.metrics = job.metrics.map { _ in "" }
        let place = Double((seq * 7 + round * 3) % 11) / 11
        run.wall = sample.median * (0.985 + 0.03 * place * place + (round > 7 ? 0.01 : 0))
        if seq % 13 == 0 {
          run.tainted = ["steal"]
          run.wall = sample.median * 1.07
        }
        bytes += try table.encode(run)
      }
    }
    return bytes
  }

  private static func comparisons(_ comparison: Comparison) throws -> [UInt8] {
    var text = try CSV.line(
      ["run", "axis", "base", "value"] + comparison.columns + [
        "n_base", "n", "ratio", "ratio_low", "ratio_high", "p", "p_adjusted", "cliffs_delta", "verdict",
      ])
    for cell in comparison.cells {
      let numbers = [cell.ratio?.value, cell.ratio?.low, cell.ratio?.high].map { $0.map { "\($0)" } ?? "" }
      text += try CSV.line(
        ["invented", comparison.axis, cell.base, cell.value] + cell.labels + ["10", "10"] + numbers
          + ["0.01", "0.04", "0.5", cell.verdict.rawValue])
    }
    return Array(text.utf8)
  }
}
