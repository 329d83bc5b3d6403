package import Jobs

/// One run of a built-in workload, as the process that is forked for it gets it.
package struct RunRequest: Sendable, Equatable {
  /// The workload's `kind`.
  package var kind: String
  package var arguments: WorkloadArguments
  package var executor: ExecutorChoice
  /// How many workers share the work, 1 or more.
  package var workers: Int
  /// Worker i is bound to `cpus[(i - 1) % cpus.count]`; nil leaves the workers where the process may run,
  /// and so does the executor `serial`.
  package var cpus: [Int]?
  package var seed: UInt64
  /// Untimed iterations before the timed one, in the same process; with the same pool if the executor's
  /// ``ExecutorChoice/reuse`` is true.
  package var warmup: Int
  /// Iterations of the spin loop a second, from ``SpinLoop/calibrate()``; needed where
  /// ``WorkloadDescription/needsCalibration`` says so.
  package var calibration: Double?
  /// Whether the report is to tell when each task ran.
  package var traces: Bool
  /// The number of workers for which the work of a workload that grows is sized: ``workers``, but in the runs that
  /// weak scaling refers to, which do the work of many with one.
  package var sizedFor: Int
  /// Whether every worker does the whole work, as for scaling by throughput.
  package var copies = false
  /// Under which path workers that start afresh find the memory that the workload shares; nil in the process of the
  /// run, which makes it, and for workloads that share none.
  package var shared: String?

  package init(
    kind: String, arguments: WorkloadArguments, executor: ExecutorChoice, workers: Int, cpus: [Int]? = nil,
    seed: UInt64 = 1, warmup: Int = 0, calibration: Double? = nil, traces: Bool = false
  ) {
    self.kind = kind
    self.arguments = arguments
    self.executor = executor
    self.workers = workers
    self.cpus = cpus
    self.seed = seed
    self.warmup = warmup
    self.calibration = calibration
    self.traces = traces
    self.sizedFor = workers
  }
}
