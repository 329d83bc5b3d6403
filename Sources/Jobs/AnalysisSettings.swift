/// Runs of a cell that end when its median is known well enough.
package struct AdaptiveRepetitions: Sendable, Equatable {
  /// The fewest runs of each cell.
  package var minimum: Int
  /// The relative half width of the interval of the median at which a cell has enough runs: 0.02 is 2 %.
  package var precision: Double
  /// Seconds for all runs of the sweep; nil where only the number of runs is bounded.
  package var budget: Double?

  package init(minimum: Int, precision: Double, budget: Double? = nil) {
    self.minimum = minimum
    self.precision = precision
    self.budget = budget
  }

  /// The confidence of the interval that must be narrow enough: higher than that of the intervals that are reported,
  /// since to stop when it suits makes them optimistic.
  package static let stoppingConfidence = 0.99
}

/// Why a cell had no more runs; the raw value stands in the column `stop` of `summary.csv`.
package enum StopReason: String, Sendable, CaseIterable {
  /// As many as the manifest says.
  case repetitions
  /// The interval is narrow enough.
  case precision
  /// `max` was reached before the interval was narrow enough.
  case max
  /// The budget of time is spent.
  case budget
  /// The sweep was ended before any of these.
  case incomplete
  /// Computed, not executed: once is enough.
  case simulated
}

/// The values of one axis are compared with each other inside one sweep.
package struct ComparisonSetting: Sendable, Equatable {
  /// Index into ``Job/axes``.
  package var axis: Int
  /// Index into the values of the axis: what the others are compared with.
  package var base: Int
  /// The smallest relative difference that matters: 0.02 is 2 %.
  package var threshold: Double

  package init(axis: Int, base: Int, threshold: Double = ComparisonSetting.defaultThreshold) {
    self.axis = axis
    self.base = base
    self.threshold = threshold
  }

  /// What matters unless someone says otherwise: 2 %.
  package static let defaultThreshold = 0.02
}

/// What `not regressed` compares a sweep with.
package enum ReferenceChoice: Sendable, Equatable {
  /// The newest earlier folder of the same name whose exit code was 0.
  case lastGood
  /// A result folder, by its absolute path.
  case folder(String)
}

/// How quiet the machine has to be.
package struct QuietMachine: Sendable, Equatable {
  package enum Expiry: String, Sendable, CaseIterable {
    /// Begin all the same.
    case run
    /// Run nothing; the exit code says that the sweep is incomplete.
    case skip
  }

  /// The most tasks of the machine that may be running or ready to when the sweep begins, swrun left out; nil: any
  /// number.
  package var maximumRunning: Int?
  /// Seconds to wait for that.
  package var wait: Double
  package var onExpiry: Expiry
  /// The share of stolen time above which a run is contaminated.
  package var steal: Double
  /// How often a contaminated run is measured again.
  package var retries: Int

  package init(
    maximumRunning: Int? = nil, wait: Double = 600, onExpiry: Expiry = .run,
    steal: Double = QuietMachine.defaultSteal, retries: Int = 2
  ) {
    self.maximumRunning = maximumRunning
    self.wait = wait
    self.onExpiry = onExpiry
    self.steal = steal
    self.retries = retries
  }

  /// Half a percent.
  package static let defaultSteal = 0.005
}

/// The formats of pictures; the raw value is the word in the manifest.
package enum PictureFormat: String, Sendable, CaseIterable {
  case svg, png, pdf, tikz

  /// The ending of the file's name, without the dot.
  package var suffix: String { self == .tikz ? "tex" : rawValue }
}
