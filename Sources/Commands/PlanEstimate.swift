import Expressions
import Jobs
import Sweep
import Workloads

/// How large a sweep is and how long it will take, where that can be known.
enum PlanEstimate {
  /// `16 cells × 10 runs`, with the warm-up runs of a command; `8 cells × 10 runs and 8 cells simulated once`.
  static func size(of plan: SweepPlan) -> String {
    let job = plan.job
    func cells(_ count: Int) -> String { "\(count) \(count == 1 ? "cell" : "cells")" }
    let simulated = "\(cells(plan.simulatedCount)) simulated once"
    if plan.simulatedCount == plan.count {
      let references = plan.referenceRuns
      return references > 0 ? "\(simulated) and \(references) reference runs" : simulated
    }
    let measured = cells(plan.count - plan.simulatedCount)
    var text = "\(measured) × \(runs(of: job))"
    if plan.simulatedCount > 0 { text += " and \(simulated)" }
    if case .command = job.workload, job.warmup > 0 { text += " and \(job.warmup) warm-up" }
    let references = plan.referenceRuns
    if references > 0, job.adaptive != nil {
      text += " and as many reference runs of \(cells(plan.references.count))"
    } else if references > 0 {
      text += " and \(references) reference \(references == 1 ? "run" : "runs")"
    }
    return text
  }

  /// `10 runs`, or `10 to 50 runs` where a cell ends when it is known well enough.
  private static func runs(of job: Job) -> String {
    let runs = "\(job.repetitions) \(job.repetitions == 1 ? "run" : "runs")"
    guard let adaptive = job.adaptive, adaptive.minimum < job.repetitions else { return runs }
    return "\(adaptive.minimum) to \(runs)"
  }

  /// Seconds for all runs of a sweep that begins afresh, the most that there may be; nil where the workload does not
  /// know its time. Simulated cells do not count, and a sweep of them alone has no time that is known.
  static func seconds(of plan: SweepPlan) -> Double? {
    let seconds = secondsOfOneRound(plan).map { $0 * Double(plan.job.repetitions * (1 + plan.job.warmup)) }
    guard let budget = plan.job.adaptive?.budget else { return seconds }
    return seconds.map { min($0, budget) } ?? (plan.simulatedCount < plan.count ? budget : nil)
  }

  /// Seconds in which every executed cell has one run.
  private static func secondsOfOneRound(_ plan: SweepPlan) -> Double? {
    guard case .builtIn(let kind) = plan.job.workload, plan.simulatedCount < plan.count,
      let description = WorkloadCatalogue.descriptions.first(where: { $0.kind == kind })
    else { return nil }
    var total = 0.0
    for position in 0..<plan.count {
      if plan.isSimulated(position) { continue }
      let cell = plan.cell(position)
      let arguments = plan.job.arguments(of: cell)
      // A copy of the whole work is what one worker does.
      let workers = plan.job.scaling == .throughput ? 1 : cell.workers
      guard let seconds = description.estimate(arguments, workers) else { return nil }
      total += seconds
      guard plan.job.needsReference(cell) else { continue }
      guard let reference = reference(of: cell, arguments, description, seconds: seconds) else { return nil }
      total += reference
    }
    return total
  }

  /// Seconds of a reference run, which does the work of a cell with one worker.
  ///
  /// - Parameter seconds: the time of the cell itself.
  private static func reference(
    of cell: Cell, _ arguments: WorkloadArguments, _ description: WorkloadDescription, seconds: Double
  ) -> Double? {
    guard description.growsWithWorkers else { return description.estimate(arguments, 1) }
    // Gustafson 1988: what is not serial takes one worker P times as long.
    let serial = description.serialFraction(arguments) ?? 0
    return seconds * (serial + (1 - serial) * Double(cell.workers))
  }

  /// `16 cells × 10 runs, about 1 min 10 s`.
  static func text(of plan: SweepPlan) -> String {
    guard let seconds = seconds(of: plan) else { return size(of: plan) }
    let most = plan.job.adaptive == nil ? "" : "at most "
    return "\(size(of: plan)), \(most)about \(Quantity.printedDuration(seconds))"
  }
}
