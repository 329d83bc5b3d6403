import Expressions
import Jobs

/// How the index of a combination splits into an index for every axis: mixed radix, the last dimension
/// fastest. Axes that are zipped are one dimension.
struct ProductLayout: Sendable {
  /// For each axis, its dimension.
  private let dimensionOfAxis: [Int]
  /// The number of choices of each dimension.
  let sizes: [Int]
  let count: Int
  private let serialExecutors: [Bool]
  private let simulatedExecutors: [Bool]
  /// How many combinations each executor has: its dimension is the slowest one.
  private let combinationsOfExecutor: Int

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
    self.simulatedExecutors = job.executors.map { $0.kind == .simulated }
    self.combinationsOfExecutor = count / max(1, sizes[dimensions[Job.executorAxis]])
    self.workerCounts = job.axes[Job.workersAxis].values.map { value in
      if case .number(let number) = value.value { Int(number) } else { 1 }
    }
  }

  private let workerCounts: [Int]

  /// The dimension of an axis.
  func dimension(ofAxis axis: Int) -> Int { dimensionOfAxis[axis] }

  /// Sets the choice of every dimension to that of a combination.
  func split(_ index: Int, into digits: inout [Int]) {
    var rest = index
    for dimension in stride(from: sizes.count - 1, through: 0, by: -1) where sizes[dimension] > 1 {
      digits[dimension] = rest % sizes[dimension]
      rest /= sizes[dimension]
    }
  }

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

  /// Whether any combination is simulated.
  var hasSimulated: Bool { simulatedExecutors.contains(true) }

  /// Whether the combination with this index is simulated, without taking the index apart.
  func isSimulated(_ index: Int) -> Bool {
    simulatedExecutors[index / combinationsOfExecutor]
  }

  /// True where a serial cell is the second or later on the dimension of the workers.
  func repeatsSerialCell(_ digits: [Int]) -> Bool {
    serialExecutors[digits[dimensionOfAxis[Job.executorAxis]]]
      && digits[dimensionOfAxis[Job.workersAxis]] > 0
  }
}
