package import Jobs

/// A number with the bounds of its interval, where they are known.
package struct Estimate: Sendable, Equatable {
  package var value: Double
  package var low: Double?
  package var high: Double?

  package init(_ value: Double, low: Double? = nil, high: Double? = nil) {
    self.value = value
    self.low = low
    self.high = high
  }

  /// A number that is so by definition: its interval is itself.
  package static func exact(_ value: Double) -> Estimate {
    Estimate(value, low: value, high: value)
  }
}

/// All runs of one cell in one row. Nil is what is not known and stays empty.
package struct CellSummary: Sendable, Equatable {
  /// What speedups are measured against.
  package struct Base: Sendable, Equatable {
    /// The cell's key.
    package var cell: String
    package var executor: String
    package var workers: Int
    /// The median of the measure.
    package var value: Double
  }

  /// The cell's stable key.
  package var cell: String
  package var executor: String
  package var workers: Int
  package var affinity: String
  /// One text for each of ``Job/parameterColumns``.
  package var parameters: [String]
  /// The measure over all good runs; nil where there is none.
  package var sample: SampleSummary?
  /// Runs that ended badly. Interrupted and skipped runs are not done and are not counted here.
  package var failed: Int
  /// Good runs that something disturbed. Throttled ones are counted but are not in the statistics.
  package var tainted: Int
  package var base: Base?
  /// Strong scaling over the base of the series.
  package var speedup: Estimate?
  /// Speedup over the cell of the executor `serial` with the same parameters.
  package var absoluteSpeedup: Estimate?
  package var efficiency: Estimate?
  /// The experimentally determined serial fraction.
  package var karpFlatt: Estimate?
  /// How the interval of the median was made; nil where there is none.
  package var intervalMethod: String?
  /// Median over the good runs.
  package var achievedParallelism: Double?
  /// What limits the workload.
  package var bound: Bound?
  /// Seconds: the median of the wall time.
  package var wall: Double?
  /// Seconds: CPU time of a run, user and system, median.
  package var cpu: Double?
  /// Bytes: largest resident size of a process of the run, median.
  package var maxRSS: Double?
  /// More threads than were asked for, where they hinder each other; nil where none were seen.
  package var hiddenThreads: HiddenThreads?
  /// Whether the one run was computed and not measured.
  package var isSimulated = false
  /// Why no more runs were made.
  package var stop: String
  /// In words, one sentence part each.
  package var warnings: [String]
  /// For every metric of the job, the median of its values with its interval; nil where there is none.
  package var metrics: [Estimate?]

  /// Seconds: what the cell costs in cores, workers × median wall time.
  package var coreSeconds: Double? {
    wall.map { $0 * Double(workers) }
  }
}
