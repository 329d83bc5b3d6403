import Analysis
import Expressions
import Jobs

/// The rules on time, bounds and plots.
struct AuditedMeasuring {
  let record: RecordedStudy

  private var study: Study { record.study }
  private var plots: [Plot] { record.job.output.plots }

  // MARK: - Rule 10

  /// The share of the shortest run that two looks at the clock may take.
  private static let mostOverhead = 0.05
  /// How many times its resolution the shortest run must take.
  private static let leastResolutions = 10.0

  var time: AuditedRule {
    let title = "It is said how parallel time is measured, and the clock is good enough"
    guard !record.measured.isEmpty else {
      return AuditedRule(10, title, .notApplicable, ["Nothing was measured; computed runs take no time."])
    }
    var reasons = [
      record.isCommand
        ? "From the start of the child to its end as its parent sees it, by CLOCK_MONOTONIC: starting counts."
        : "From the release of the barrier at which all workers wait, ready, to the combined result, by "
          + "CLOCK_MONOTONIC: the slowest worker counts, starting does not (startup_s)."
    ]
    if study.measure.metric != nil {
      reasons.append(
        "The measure is \(study.measure.name), a number of the program: its clock is the program's.")
    }
    guard record.runs.good > 0 else {
      return AuditedRule(10, title, .notApplicable, ["No run ended well: no time is shown."])
    }
    guard let shortest = record.runs.shortestWall, let cost = record.host.number("clock_read_ns"),
      let resolution = record.host.number("clock_resolution_ns"), shortest > 0
    else {
      return AuditedRule(
        10, title, .broken, reasons + ["How good the clock is does not stand in host.json."])
    }
    let overhead = 2 * cost * 1e-9 / shortest
    let steps = shortest / max(resolution * 1e-9, 1e-9)
    let isGood = overhead < Self.mostOverhead && steps >= Self.leastResolutions
    reasons.append(
      "The shortest run took \(Quantity.printedDuration(shortest)): "
        + "\(steps >= 1e6 ? "over a million" : NumberFormat.fixed(steps, decimals: 0)) times the clock's resolution of "
        + "\(NumberFormat.shortest(resolution)) ns; two looks at it take "
        + "\(Self.percent(overhead)) of that run (\(NumberFormat.significant(cost, digits: 2)) ns each).")
    if !isGood {
      reasons.append("That is too short for this clock: measure more work, at least a millisecond.")
    }
    return AuditedRule(10, title, isGood ? .held : .broken, reasons)
  }

  private static func percent(_ share: Double) -> String {
    share < 0.0001 ? "less than 0.01 %" : "\(NumberFormat.fixed(share * 100, decimals: 2)) %"
  }

  // MARK: - Rule 11

  private var drawsRatios: Bool {
    plots.contains { [.speedup, .speedupLog, .efficiency].contains($0) }
  }

  var bounds: AuditedRule {
    let title = "Upper bounds are shown"
    let ratios = study.cells.filter { $0.efficiency != nil }
    guard ratios.contains(where: { $0.base.map(\.workers) != $0.workers }) else {
      return AuditedRule(11, title, .notApplicable, ["No cell is compared with a base of fewer workers."])
    }
    var reasons = ["The efficiency of each cell is its share of the ideal."]
    if drawsRatios {
      reasons.append("The plots draw the ideal, and where the workers outnumber the physical cores.")
    }
    if let law = study.series.lazy.compactMap(\.law).first {
      let maximum = law.maximum.map { "; a speedup of at most \(PlotSeries.short($0))" } ?? ""
      reasons.append(
        "\(law.author)'s law is drawn for a known \(law.symbol) = \(PlotSeries.short(law.serialPart))\(maximum)."
      )
    }
    let fitted = study.fits.compactMap { $0?.chosenLaw }.count
    if fitted > 0 { reasons.append("A fitted law bounds \(fitted) of \(study.series.count) series.") }
    let above = ratios.filter { ($0.efficiency?.low ?? 0) > 1 }
    if !above.isEmpty {
      reasons.append(
        "\(Wording.counted(above.count, "cell")) above the ideal, whose base uses the machine worse than they do."
      )
    }
    return AuditedRule(11, title, .held, reasons)
  }

  // MARK: - Rule 12

  var plotting: AuditedRule {
    let title = "Plots show what varies, and join points only along a trend"
    guard !plots.isEmpty else {
      return AuditedRule(12, title, .notApplicable, ["The manifest asks for no plot."])
    }
    guard study.cells.contains(where: { $0.sample != nil }) else {
      return AuditedRule(12, title, .notApplicable, ["No cell has a good run: nothing is drawn."])
    }
    let measured = record.measured.filter { $0.sample != nil }
    let without = measured.count { $0.sample?.interval == nil }
    var reasons = [
      measured.isEmpty
        ? "Points are computed and have no bars; curves are laws."
        : "Points are medians with bars of their intervals; curves are laws; points are joined along the number of "
          + "workers only."
    ]
    if measured.isEmpty {
      return AuditedRule(12, title, .held, reasons)
    }
    if plots.contains(.runs) {
      reasons.append("Every run is drawn in the plot runs.")
    } else {
      reasons.append("Every run stands in measurements.csv; plots: [runs] draws them.")
    }
    let hidden = without > 0 && !plots.contains(.runs)
    if hidden {
      reasons.append(
        "\(without) of \(measured.count) cells have no bar and no plot of their runs: nothing shows how they vary."
      )
    }
    return AuditedRule(12, title, hidden ? .broken : .held, reasons)
  }
}
