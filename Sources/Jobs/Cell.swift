/// One point of the sweep: a value of every axis.
///
/// A cell is computed from its index by mixed radix, so that a sweep of a million cells takes no memory.
package struct Cell: Sendable, Equatable {
  /// The index in the product of all axes, stable for a given manifest.
  package let index: Int
  /// For every axis of the job, the index of its value.
  package let choices: [Int]
  /// The number of workers: that of the axis, but 1 for the executor `serial`.
  package let workers: Int
  /// True for the executor `serial`, whose number of workers is not that of the axis.
  package let isSerial: Bool

  package init(index: Int, choices: [Int], workers: Int, isSerial: Bool = false) {
    self.index = index
    self.choices = choices
    self.workers = workers
    self.isSerial = isSerial
  }
}

extension Job {
  /// The executor of a cell.
  package func executor(of cell: Cell) -> ExecutorChoice {
    executors[cell.choices[Job.executorAxis]]
  }

  /// Whether a cell is computed, not executed.
  package func isSimulated(_ cell: Cell) -> Bool {
    executor(of: cell).kind == .simulated
  }

  /// The timed runs of a cell: a simulated one has one, since computing it again would give the same.
  package func repetitions(of cell: Cell) -> Int {
    isSimulated(cell) ? 1 : repetitions
  }

  /// The placement of a cell.
  package func affinity(of cell: Cell) -> AffinityRequest {
    affinities[cell.choices[Job.affinityAxis]]
  }

  /// The value that a cell has on an axis.
  package func value(_ axis: Int, of cell: Cell) -> AxisValue {
    if axis == Job.workersAxis, cell.isSerial { return .integer(cell.workers) }
    return axes[axis].values[cell.choices[axis]]
  }

  /// The arguments of a built-in workload in a cell, defaults included.
  package func arguments(of cell: Cell) -> WorkloadArguments {
    var values: [String: AxisValue] = [:]
    for (index, axis) in axes.enumerated() where axis.role == .parameter {
      values[axis.name] = axis.values[cell.choices[index]]
    }
    return WorkloadArguments(values)
  }
}
