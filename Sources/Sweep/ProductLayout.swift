import Expressions
import Jobs

/// How the index of a combination splits into an index for every axis: mixed radix, the last dimension
/// fastest. Axes that are zipped are one dimension.
struct ProductLayout: Sendable {
  /// For each axis, its dimension.
  private let dimensionOfAxis: [Int]
  private let sizes: [Int]
  let count: Int
  private let serialExecutors: [Bool]

  init(_ job: Job, maximum: Int) throws(SweepError) {
    var dimensions = Array(repeating: -1, count: job.axes.count)
    var sizes: [Int] = []
    for (index, axis) in job.axes.enumerated() where dimensions[index] < 0 {
      let group = job.zips.first { $0.contains(index) } ?? [index]
      for member in group { dimensions[member] = sizes.count }
      sizes.append(axis.values.count)
    }
    var count = 1
    for size in sizes {
      let (product, overflows) = count.multipliedReportingOverflow(by: size)
      guard !overflows, product <= maximum, product <= Int(UInt32.max) else {
        throw SweepError.tooManyCells(maximum: maximum)
      }
      count = product
    }
    self.dimensionOfAxis = dimensions
    self.sizes = sizes
    self.count = count
    self.serialExecutors = job.executors.map { $0.kind == .serial }
    self.workerCounts = job.axes[Job.workersAxis].values.map { value in
      if case .number(let number) = value.value { Int(number) } else { 1 }
    }
  }

  private let workerCounts: [Int]

  func cell(at index: Int) -> Cell {
    let choices = withUnsafeTemporaryAllocation(of: Int.self, capacity: sizes.count) { digits in
      var rest = index
      for dimension in stride(from: sizes.count - 1, through: 0, by: -1) {
        digits[dimension] = rest % sizes[dimension]
        rest /= sizes[dimension]
      }
      return dimensionOfAxis.map { digits[$0] }
    }
    let isSerial = serialExecutors[choices[Job.executorAxis]]
    return Cell(
      index: index, choices: choices, workers: isSerial ? 1 : workerCounts[choices[Job.workersAxis]],
      isSerial: isSerial)
  }

  /// True where a serial cell is the second or later on the dimension of the workers.
  func repeatsSerialCell(_ cell: Cell) -> Bool {
    serialExecutors[cell.choices[Job.executorAxis]] && cell.choices[Job.workersAxis] > 0
  }
}

/// Judges, combination by combination, what falls away.
struct CellJudge {
  private let job: Job
  private let layout: ProductLayout
  /// True for each exclusion that looks at a derived value.
  private let needsDerived: [Bool]

  init(_ job: Job, layout: ProductLayout) {
    self.job = job
    self.layout = layout
    let axisCount = job.axes.count
    needsDerived = job.exclusions.map { $0.condition.references.contains { $0 >= axisCount } }
  }

  mutating func verdict(on index: Int) throws(SweepError) -> SweepPlan.FallsAway? {
    let cell = layout.cell(at: index)
    if layout.repeatsSerialCell(cell) { return .serialHasOneWorker }
    for (position, exclusion) in job.exclusions.enumerated() {
      do throws(ExpressionError) {
        let derived = needsDerived[position] ? try derivedValues(of: cell) : []
        let holds = try exclusion.condition.evaluateCondition { name in
          name < job.axes.count
            ? job.conditionValue(name, of: cell) : derived[name - job.axes.count]
        }
        if holds { return .excluded(position) }
      } catch {
        throw SweepError.exclusion(index: position, fault: error, cell: job.text(of: cell))
      }
    }
    return nil
  }

  private func derivedValues(of cell: Cell) throws(ExpressionError) -> [Value] {
    var derived: [Value] = []
    for column in job.derived {
      let value = try column.expression.evaluate { name in
        name < job.axes.count ? job.value(name, of: cell).value : derived[name - job.axes.count]
      }
      derived.append(value)
    }
    return derived
  }
}
