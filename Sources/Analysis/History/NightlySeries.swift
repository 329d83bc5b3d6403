/// A result folder of a history.
package struct Night: Sendable, Equatable {
  /// The folder's name: the moment of its start.
  package var run: String
  package var machine: NightMachine

  package init(run: String, machine: NightMachine) {
    self.run = run
    self.machine = machine
  }
}

/// What a night measured of a cell.
package struct NightlyValue: Sendable, Equatable {
  /// Index of the night.
  package var night: Int
  package var count: Int
  package var median: Double
  /// The interval of the median; nil where the night had too few runs.
  package var low: Double?
  package var high: Double?

  package init(night: Int, count: Int, median: Double, low: Double? = nil, high: Double? = nil) {
    self.night = night
    self.count = count
    self.median = median
    self.low = low
    self.high = high
  }
}

/// The medians of one cell, night after night.
package struct NightlySeries: Sendable, Equatable {
  /// The cell's key, which stays the same as long as what it measures does.
  package var cell: String
  package var executor: String
  package var workers: String
  package var affinity: String
  /// One text for each of ``History/parameterColumns``; empty where the cell has no such parameter.
  package var parameters: [String]
  /// `wall_s`, or a metric.
  package var measure: String
  package var unit: String
  /// By ascending night; nights that have nothing of the cell are missing.
  package var values: [NightlyValue]

  package init(
    cell: String, executor: String, workers: String, affinity: String, parameters: [String], measure: String,
    unit: String, values: [NightlyValue]
  ) {
    self.cell = cell
    self.executor = executor
    self.workers = workers
    self.affinity = affinity
    self.parameters = parameters
    self.measure = measure
    self.unit = unit
    self.values = values
  }
}
