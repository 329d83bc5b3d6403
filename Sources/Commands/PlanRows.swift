import Expressions
import Jobs
import Sweep

/// Puts the rows of a plan together from pieces of text that were formatted once for each value of an axis.
struct PlanRows {
  private let plan: SweepPlan
  private let axes: [Int]
  private let pieces: [[[UInt8]]]
  /// The worker count of a serial cell, which is not one of the axis.
  private let oneWorker: [UInt8]
  private let beforeKey: [UInt8]
  private let afterKey: [UInt8]
  private let derived: (Int, String) throws -> String

  /// - Parameters:
  ///   - axes: the axes that have a column, in its order.
  ///   - key: what stands before and behind the cell's key.
  ///   - value: the piece of a column's text, by the number of the column among `axes`.
  ///   - derived: the piece of a derived value, by its number.
  init(
    _ plan: SweepPlan, axes: [Int], key: () -> (before: String, after: String),
    value: (Int, String) throws -> String, derived: @escaping (Int, String) throws -> String
  ) rethrows {
    self.plan = plan
    self.axes = axes
    self.derived = derived
    (beforeKey, afterKey) = (Array(key().before.utf8), Array(key().after.utf8))
    pieces = try axes.enumerated().map { column, axis in
      try plan.job.axes[axis].values.map { Array(try value(column, $0.text).utf8) }
    }
    let workers = axes.firstIndex(of: Job.workersAxis) ?? 0
    oneWorker = Array(try value(workers, "1").utf8)
  }

  /// Appends the row of a cell, or of a combination that is none: that has no key, and shows the values that it
  /// would have had.
  func append(_ cell: Cell, isCell: Bool = true, to output: inout OutputBuffer) throws {
    output.append(beforeKey)
    if isCell { plan.keys.append(keyOf: cell, to: &output.bytes) }
    output.append(afterKey)
    for (column, axis) in axes.enumerated() {
      output.append(
        isCell && axis == Job.workersAxis && cell.isSerial ? oneWorker : pieces[column][cell.choices[axis]])
    }
    guard !plan.job.derived.isEmpty else { return }
    let values = try plan.values(of: cell).values.dropFirst(plan.job.axes.count)
    for (number, value) in values.enumerated() { output.append(try derived(number, value.printed)) }
  }
}
