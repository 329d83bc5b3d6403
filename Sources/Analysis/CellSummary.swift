package import Jobs
import Statistics

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

/// The largest memory that the processes of a run have together, over the runs of a cell.
package struct TreePeak: Sendable, Equatable {
  /// Bytes.
  package var median: Double
  /// How many runs were sampled.
  package var runs: Int

  /// Nil where there is no run.
  package init?(peaks: [Int]) {
    guard let median = Quantile.median(sorted: peaks.sorted().map(Double.init)) else { return nil }
    self.median = median
    runs = peaks.count
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
  /// The measure of each repetition, by repetition; NaN where a run is missing or does not take part.
  package var values: [Double] = []
  /// Runs that ended badly. Interrupted and skipped runs are not done and are not counted here.
  package var failed: Int
  /// Good runs that something disturbed. Throttled ones are counted but are not in the statistics.
  package var tainted: Int
  package var base: Base?
  /// Weak scaling: the measure over the good reference runs, in which one worker does the work of this cell; nil where
  /// there are none.
  package var reference: SampleSummary?
  /// As ``values``, of the reference runs.
  package var referenceValues: [Double] = []
  /// Over the base of the series; under weak scaling over one worker on the same work.
  package var speedup: Estimate?
  /// Speedup over the cell of the executor `serial` with the same parameters.
  package var absoluteSpeedup: Estimate?
  package var efficiency: Estimate?
  /// The experimentally determined serial fraction.
  package var karpFlatt: Estimate?
  /// How the intervals of the ratios were made, `bootstrap`, `bonett-price` or `exact`; `order-statistics` where only
  /// the median has one; nil where there is none.
  package var intervalMethod: String?
  /// Whether the runs of the cell and of what it is compared with were resampled apart from each other, since there
  /// are no rounds that hold one of each.
  package var drawsApart = false
  /// Median over the good runs.
  package var achievedParallelism: Double?
  /// What limits the workload.
  package var bound: Bound?
  /// Seconds: the median of the wall time.
  package var wall: Double?
  /// The amount of work of the cell, in the unit that the manifest gives; nil where it gives none.
  package var work: Double?
  /// Seconds: CPU time of a run, user and system, median.
  package var cpu: Double?
  /// Bytes: largest resident size of a process of the run, median.
  package var maxRSS: Double?
  /// The memory of all processes of a run together, at its peak; nil where nothing was sampled.
  package var treePeak: TreePeak?
  /// Seconds: what the workers took to be ready, median; nil for commands.
  package var startup: Double?
  /// How often the run's threads lost their CPU to others, median.
  package var involuntarySwitches: Double?
  /// Seconds for which the run's threads were ready and had no CPU, median; nil for commands.
  package var runDelay: Double?
  /// How often the run's threads gave up their CPU to wait, median.
  package var voluntarySwitches: Double?
  /// The share of time that the host of a virtual machine took, median.
  package var stealRatio: Double?
  /// Seconds for which a quota stopped a run, at most.
  package var throttledTime: Double?
  /// Runs that were contaminated and measured again; they are not in the statistics.
  package var remeasured = 0
  /// More threads that compute than CPUs; nil where there is one for each.
  package var oversubscribed: Oversubscribed?
  /// More threads than were asked for, where they hinder each other; nil where none were seen.
  package var hiddenThreads: HiddenThreads?
  /// Whether the one run was computed and not measured.
  package var isSimulated = false
  /// Why no more runs were made.
  package var stop: StopReason
  /// In words, one sentence part each.
  package var warnings: [String]
  /// For every metric of the job, the median of its values with its interval; nil where there is none.
  package var metrics: [Estimate?]

  /// The amount of work by the median wall time: so much a second.
  package var rate: Double? {
    guard let work, let wall, wall > 0 else { return nil }
    return work / wall
  }

  /// A quantile of the measure, type 7, from the good runs; nil where fewer than one of them lies beyond it, so that it
  /// would be made of the outermost value: the 90th percentile needs 10 runs, the 99th 100.
  ///
  /// - Parameter percent: 1 … 99.
  package func quantile(percent: Int) -> Double? {
    let sorted = values.filter { !$0.isNaN }.sorted()
    guard sorted.count * min(percent, 100 - percent) >= 100 else { return nil }
    return Quantile.type7(sorted: sorted, probability: Double(percent) / 100)
  }

  /// Seconds: what the cell costs in cores, workers × median wall time.
  package var coreSeconds: Double? {
    wall.map { $0 * Double(workers) }
  }
}
