/// What was measured with one number of workers.
package struct FitPoint: Sendable, Equatable {
  package var workers: Int
  /// By repetition; NaN where a run is missing or does not take part.
  package var values: [Double]
  /// Weak scaling: of one worker on the work of this point, by repetition; empty where it was not measured.
  package var references: [Double]

  package init(workers: Int, values: [Double], references: [Double] = []) {
    self.workers = workers
    self.values = values
    self.references = references
  }
}

/// What the measured values are. The laws speak of the time of one piece of work that P workers share.
package enum FitQuantity: Sendable, Equatable {
  /// The time of the whole work, or another cost.
  case time
  /// Work a second, of all workers together.
  case rate
  /// The time in which each of P workers does the whole work: a P-th of it is the time of one piece.
  case copyTime

  /// The time of one piece of work.
  func time(_ value: Double, workers: Double) -> Double {
    switch self {
    case .time: value
    case .rate: 1 / value
    case .copyTime: value / workers
    }
  }

  /// The measured value that belongs to a time of one piece.
  func value(_ time: Double, workers: Double) -> Double {
    switch self {
    case .time: time
    case .rate: 1 / time
    case .copyTime: time * workers
    }
  }
}
