import Analysis
import Expressions
import Jobs

/// The rules on numbers: bases, means, ratios, intervals, comparisons.
struct AuditedNumbers {
  let record: RecordedStudy

  private var study: Study { record.study }
  private var words: StatisticsWords { StatisticsWords(study: study) }

  // MARK: - Rule 1

  private static let baseTitle = "The base of each speedup is named, with its absolute value"

  var base: AuditedRule {
    let all = study.series.filter { !$0.isSerial }.filter { series in
      study.cells(of: series).contains { $0.speedup != nil || $0.efficiency != nil }
    }
    guard !all.isEmpty else {
      return AuditedRule(1, Self.baseTitle, .notApplicable, ["The study shows no speedup."])
    }
    var reasons = all.prefix(6).map { series in
      let scale = SeriesColumns.scale(of: series, in: study)
      return "\(series.label): \(Wording.base(of: series, in: study, scale: scale))."
    }
    if all.count > 6 {
      reasons.append("\(all.count - 6) more series: base_workers and base_value of summary.csv.")
    }
    if study.cells.contains(where: { $0.absoluteSpeedup != nil }) {
      reasons.append("Speedups over the serial program stand beside them, as absolute ones.")
    } else {
      reasons.append("There is no serial cell, so that all speedups are relative ones, and are called so.")
    }
    let unnamed = all.filter { study.base(of: $0)?.sample == nil && study.scaling != .weak }
    guard unnamed.isEmpty else {
      return AuditedRule(1, Self.baseTitle, .broken, unnamed.map { "\($0.label): the base has no good run." })
    }
    return AuditedRule(1, Self.baseTitle, .held, reasons)
  }

  // MARK: - Rules 3 and 4

  var means: AuditedRule {
    let title = "Costs are averaged by the arithmetic mean, rates by the harmonic mean"
    guard study.cells.contains(where: { $0.sample != nil }) else {
      return AuditedRule(3, title, .notApplicable, ["No cell has a good run."])
    }
    let kind =
      study.measure.isRate ? "rate, whose mean is the harmonic one" : "cost, whose mean is the arithmetic one"
    return AuditedRule(
      3, title, .held,
      [
        "All numbers that are shown are medians.",
        "\(study.measure.name) is a \(kind); it is the column mean of summary.csv and stands nowhere else.",
      ])
  }

  var ratios: AuditedRule {
    let title = "Ratios are not averaged"
    guard study.cells.contains(where: { $0.speedup != nil || $0.efficiency != nil }) else {
      return AuditedRule(4, title, .notApplicable, ["The study shows no ratio."])
    }
    return AuditedRule(
      4, title, .held,
      [
        "Speedups and efficiencies are ratios of medians, and no average of them is made, over runs or over cells."
      ])
  }

  // MARK: - Rules 5 and 6

  var intervals: AuditedRule {
    let title = "Numbers that vary have intervals"
    let measured = record.measured.filter { $0.sample != nil }
    guard !measured.isEmpty else {
      let reason = study.cells.isEmpty ? "There is no run." : "No measured cell has a good run."
      return AuditedRule(5, title, .notApplicable, [reason])
    }
    let without = measured.filter { $0.sample?.interval == nil }
    let widths = measured.compactMap(\.sample?.relativeWidth).sorted()
    var reasons: [String] = []
    if let widest = widths.last, let levels = words.levels {
      let most = Self.round(widths[(widths.count * 3 - 1) / 4])
      let inside = widths.count { $0 <= most / 100 }
      reasons.append(
        "The 95 % interval is within ±\(NumberFormat.shortest(most)) % of the median for \(inside) of "
          + "\(measured.count) cells; the widest is ±\(NumberFormat.fixed(widest * 100, decimals: 1)) %. Levels that "
          + "are really had: \(levels).")
    }
    let constant = measured.count { Self.isConstant($0) }
    if constant > 0 {
      reasons.append("\(Wording.counted(constant, "cell")) with the same value in all runs: deterministic.")
    }
    if !without.isEmpty {
      let fewest = without.compactMap(\.sample?.count).min() ?? 0
      reasons.append(
        "\(without.count) of \(measured.count) cells have no interval, since they have fewer than 6 good runs "
          + "(the fewest: \(fewest)). repetitions: 6 gives one, 10 is better.")
    }
    return AuditedRule(5, title, without.isEmpty ? .held : .broken, reasons)
  }

  /// The next of 0.1, 0.2, 0.5, 1, 2, 5 … percent.
  private static func round(_ width: Double) -> Double {
    let steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100]
    return steps.first { width * 100 <= $0 } ?? (width * 100).rounded(.up)
  }

  private static func isConstant(_ cell: CellSummary) -> Bool {
    guard let sample = cell.sample, sample.count > 1 else { return false }
    return sample.standardDeviation == 0
  }

  var normality: AuditedRule {
    let title = "No normal distribution is assumed without a test"
    guard words.levels != nil else {
      return AuditedRule(6, title, .notApplicable, ["There is no interval that could assume one."])
    }
    var reasons = ["The intervals of medians come from order statistics, which assume no distribution."]
    for method in words.ratioMethods { reasons.append("Those of ratios come from \(method).") }
    if study.cells.contains(where: { $0.intervalMethod == "bonett-price" }) {
      reasons.append(
        "That takes the logarithm of a median, not the values, for normal, as it is above 50 runs.")
    }
    reasons.append("The columns mean and sd of summary.csv have no interval that would rest on them.")
    return AuditedRule(6, title, .held, reasons)
  }

  // MARK: - Rules 7 and 8

  var comparisons: AuditedRule {
    let title = "Comparisons are statistically sound"
    var reasons: [String] = []
    if let comparison = study.comparison, !comparison.cells.isEmpty {
      reasons.append(
        "\(Wording.counted(comparison.cells.count, "comparison")) of \(comparison.axis) by the test of Mann and "
          + "Whitney, adjusted after Holm, with the interval of the ratio of Hodges and Lehmann: "
          + "\(ReportChecks.counts(comparison)).")
    }
    let verdicts = study.executorVerdicts
    if !verdicts.isEmpty {
      let all = verdicts.flatMap(\.contenders).filter { $0.relation != .best }
      let unknown = all.count { $0.relation == .tooFewRuns }
      reasons.append(
        "Executors are told apart only where the 95 % interval of the ratio of their medians excludes 1: "
          + "\(all.count { $0.relation == .worse }) of \(all.count) are worse than the best one, "
          + "\(all.count { $0.relation == .notDistinguishable }) cannot be told from it"
          + (unknown > 0 ? ", \(unknown) have too few runs." : "."))
      if all.count > 1 { reasons.append("These intervals are not adjusted for their number.") }
    }
    guard !reasons.isEmpty else {
      return AuditedRule(
        7, title, .notApplicable, ["Nothing is called faster or slower than something else."])
    }
    return AuditedRule(7, title, .held, reasons)
  }

  var centre: AuditedRule {
    let title = "It is asked whether a centre is the right number, or a percentile"
    let samples = record.measured.compactMap(\.sample)
    guard !samples.isEmpty else {
      return AuditedRule(8, title, .notApplicable, ["No measured cell has a good run."])
    }
    var reasons = [
      "Quartiles and, from 10 runs on, the 10th and 90th percentile stand beside the median in summary.csv, every run "
        + "in measurements.csv."
    ]
    let many = samples.count { $0.count >= 100 }
    reasons.append(
      many > 0
        ? "\(Wording.counted(many, "cell")) with 100 runs or more, of which the 99th percentile can be told."
        : "No cell has the 100 runs that the 99th percentile needs: the study says nothing of rare slow runs."
    )
    let split = record.measured.filter { $0.warnings.contains { $0.hasPrefix("two groups of values") } }
    if !split.isEmpty {
      reasons.append(
        "\(Wording.counted(split.count, "cell")) with values in two heaps, for which the median speaks badly; they "
          + "have a warning.")
    }
    return AuditedRule(8, title, .held, reasons)
  }
}
