import Expressions
import Jobs
import Manifest
import Sweep
import Workloads

/// Warns of cells with more workers than CPUs, where workers compute: they gain nothing.
enum Oversubscription {
  /// The warning for the cells of a plan; nil where there is no such cell.
  static func warning(_ plan: SweepPlan, _ machine: Machine, at place: Place) -> Diagnostic? {
    let usable = machine.usableCPUs
    guard plan.job.axes[Job.workersAxis].values.contains(where: { count($0) > usable }) else { return nil }
    var most = usable
    let description = WorkloadCatalogue.descriptions.first { plan.job.workload == .builtIn(kind: $0.kind) }
    for position in 0..<plan.count {
      let cell = plan.cell(position)
      // Only a cell with more workers than any before it has something to add.
      guard cell.workers > most, description?.bound(plan.job.arguments(of: cell)) != .waiting else {
        continue
      }
      most = cell.workers
    }
    guard most > usable else { return nil }
    return Diagnostic(
      severity: .warning,
      message: "up to \(most) workers share \(usable) usable \(usable == 1 ? "CPU" : "CPUs"): oversubscribed "
        + "cells show no more speedup", at: place)
  }

  private static func count(_ value: AxisValue) -> Int {
    guard case .number(let number) = value.value else { return 1 }
    return Int(number)
  }
}
