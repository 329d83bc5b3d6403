import Expressions
import Jobs
import Manifest
import Sweep

/// Holds what the runs of a study need in memory against what the machine has.
struct MemoryCheck {
  /// The most cells that are asked; of more, so many at even distances, the first and the last among them.
  private static let mostCells = 20_000

  private let plan: SweepPlan
  private let machine: Machine
  /// The cell that needs the most, and how many need more than the machine has, and than it has left.
  private var worst: (cell: Cell, need: MemoryNeed)?
  private var tooLarge = 0
  private var notAvailable = 0

  /// - Parameter description: that of the built-in workload; nil for a command, of which nothing is known.
  init(_ plan: SweepPlan, _ description: WorkloadDescription?, machine: Machine) {
    self.plan = plan
    self.machine = machine
    guard let description else { return }
    let count = min(plan.count, Self.mostCells)
    for index in 0..<count {
      let position = count == plan.count ? index : index * (plan.count - 1) / (count - 1)
      if plan.isSimulated(position) { continue }
      let cell = plan.cell(position)
      guard let need = Self.need(of: cell, in: plan.job, description) else { continue }
      if need.bytes > worst?.need.bytes ?? -1 { worst = (cell, need) }
      if let usable = machine.usableMemory, need.bytes > usable { tooLarge += 1 }
      if let available = machine.availableMemory, need.bytes > available { notAvailable += 1 }
    }
  }

  private static func need(of cell: Cell, in job: Job, _ description: WorkloadDescription) -> MemoryNeed? {
    let arguments = job.arguments(of: cell)
    let executor = job.executor(of: cell).kind
    guard job.scaling == .throughput else { return description.memory(arguments, cell.workers, executor) }
    // Every worker has all that one has.
    guard var need = description.memory(arguments, 1, executor) else { return nil }
    let (bytes, overflows) = need.bytes.multipliedReportingOverflow(by: cell.workers)
    need.bytes = overflows ? .max : bytes
    return need
  }

  /// The cell that needs more than the machine has, as something that it lacks; nil where there is none.
  func refusal(_ checked: CheckedManifest) -> Diagnostic? {
    guard tooLarge > 0, let usable = machine.usableMemory else { return nil }
    let isLimited = machine.memoryLimit.map { $0 == usable } ?? false
    let has = isLimited ? "a cgroup limits swrun to" : "this machine has"
    return diagnostic(
      .lacking, "\(has) \(Quantity.printedSize(Double(usable)))", count: tooLarge, advice: "write", checked)
  }

  /// The cell that needs more than is available now, where the machine has enough as such; nil where there is none.
  func warning(_ checked: CheckedManifest) -> Diagnostic? {
    guard tooLarge == 0, notAvailable > 0, let available = machine.availableMemory else { return nil }
    return diagnostic(
      .warning, "and \(Quantity.printedSize(Double(available))) are available now", count: notAvailable,
      advice: "end other programs, or write", checked)
  }

  private func diagnostic(
    _ severity: Diagnostic.Severity, _ limit: String, count: Int, advice: String, _ checked: CheckedManifest
  ) -> Diagnostic? {
    guard let (cell, need) = worst else { return nil }
    let job = plan.job
    let parameter = need.parameter
    let axis = job.axes.firstIndex { $0.name == parameter }
    let value =
      axis.map { " " + Terminal.printable(job.axes[$0].values[cell.choices[$0]].text, longest: 60) } ?? ""
    let workers = "\(cell.workers) \(cell.workers == 1 ? "worker" : "workers")"
    // Of a large sweep not all cells were asked.
    let least = plan.count > Self.mostCells ? "at least " : ""
    let others =
      count > 1 ? "; \(least)\(count - 1) more \(count == 2 ? "cell needs" : "cells need") too much" : ""
    return Diagnostic(
      severity: severity,
      message: "'\(parameter)'\(value) needs \(Quantity.printedSize(Double(need.bytes))) with \(workers) "
        + "(\(job.executor(of: cell).text), cell \(plan.keys.key(of: cell))), \(limit)\(others): "
        + "\(advice) \(parameter.hasSuffix("s") ? "smaller" : "a smaller") \(parameter)",
      at: checked.places["workload.\(parameter)"] ?? checked.places["workload"] ?? .none)
  }
}
