import Analysis
package import Jobs
package import Sweep

/// Which cells have enough runs already, and whether the budget of time is spent: what the runs of a job whose
/// repetitions end with a precision have shown so far.
///
/// It keeps 8 bytes a run. One instance is shared by all who ask.
package final class AdaptiveRuns {
  private let plan: SweepPlan
  private let rule: AdaptiveRepetitions
  /// The metric that is the measure; nil for the wall time.
  private let metric: Int?
  private var timed: [Kept]
  private var references: [Kept]
  /// Seconds that all runs took so far, with what belongs to them.
  package private(set) var spent = 0.0

  /// What is kept of the runs of a cell in one phase.
  private struct Kept {
    /// The measure by repetition; NaN stands for a run that is missing or does not count.
    var values: [Double] = []
    /// How many values came since they were judged.
    var news = 0
    var isPrecise = false
  }

  /// The level of the interval that decides. What is reported has a lower one, since to stop as soon as the interval
  /// is narrow makes it narrower than it should be.
  private static let confidence = 0.99

  /// Nil for a job whose cells have a fixed number of runs.
  package init?(_ plan: SweepPlan) {
    guard let rule = plan.job.adaptive else { return nil }
    self.plan = plan
    self.rule = rule
    metric = plan.job.metrics.firstIndex { $0.name == plan.job.measure }
    timed = Array(repeating: Kept(), count: plan.count)
    references = Array(repeating: Kept(), count: plan.job.measuresReferences ? plan.count : 0)
  }

  /// The fewest runs of a cell.
  package var minimum: Int { rule.minimum }

  /// Whether no further run is to begin.
  package var isSpent: Bool { rule.budget.map { spent >= $0 } ?? false }

  /// Takes in the row of a run.
  ///
  /// - Parameter position: of its cell in the plan.
  package func add(_ row: Measurement, at position: Int) {
    spent += (row.outerWall ?? 0) + (row.prepare ?? 0)
    guard row.phase != .warmup, row.repetition >= 1, row.repetition <= plan.job.repetitions,
      row.status != .interrupted, row.status != .skipped
    else { return }
    let value = self.value(of: row)
    if row.phase != .reference {
      Self.set(value, row.repetition - 1, in: &timed[position])
    } else if references.indices.contains(position) {
      Self.set(value, row.repetition - 1, in: &references[position])
    }
  }

  /// Whether a cell needs no further run of a phase: it has the fewest, and the interval of its median is narrow
  /// enough. Timed and reference runs go on together until both are, unless the order brings all of one phase first.
  package func hasEnough(_ position: Int, in phase: Phase = .timed) -> Bool {
    if plan.isSimulated(position) { return false }
    let hasReferences = plan.job.needsReference(plan.cell(position))
    let isApart = plan.job.order == .sequential
    if isApart, phase == .reference { return isPrecise(&references[position]) }
    return isPrecise(&timed[position]) && (isApart || !hasReferences || isPrecise(&references[position]))
  }

  private func isPrecise(_ kept: inout Kept) -> Bool {
    // Of very many runs one more changes little, and to sort them all each time would take longer than the runs.
    guard kept.news > kept.values.count / 1000 else { return kept.isPrecise }
    kept.news = 0
    let good = kept.values.filter(\.isFinite)
    let width =
      good.count < rule.minimum ? nil : SampleSummary(good, confidence: Self.confidence)?.relativeWidth
    kept.isPrecise = width.map { $0 <= rule.precision } ?? false
    return kept.isPrecise
  }

  /// The measure of a run that takes part in the statistics; else NaN.
  private func value(of row: Measurement) -> Double {
    guard row.status == .ok, !row.tainted.contains("throttled") else { return .nan }
    guard let metric else { return row.wall ?? .nan }
    return row.metrics.indices.contains(metric) ? Double(row.metrics[metric]) ?? .nan : .nan
  }

  private static func set(_ value: Double, _ slot: Int, in kept: inout Kept) {
    let missing = slot + 1 - kept.values.count
    if missing > 0 { kept.values.append(contentsOf: repeatElement(.nan, count: missing)) }
    kept.values[slot] = value
    kept.news += 1
  }
}

extension AdaptiveRuns {
  /// Finds the cells of rows that are read back by their keys.
  package struct Positions {
    private let positions: [String: Int]

    package init(_ plan: SweepPlan) {
      positions = Dictionary(
        uniqueKeysWithValues: (0..<plan.count).map { (plan.keys.key(of: plan.cell($0)), $0) })
    }

    /// Nil for a cell that the plan does not have.
    package subscript(_ key: String) -> Int? { positions[key] }
  }
}
