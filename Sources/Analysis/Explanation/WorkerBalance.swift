/// How evenly the work of runs was spread over their workers.
package struct WorkerBalance: Sendable, Equatable {
  /// For each cell, by its key: the busy time of the busiest worker by the mean of all, the median over the runs. 1 is
  /// even; with P workers it is at most P.
  package var imbalance: [String: Double]

  package init(imbalance: [String: Double] = [:]) {
    self.imbalance = imbalance
  }
}
