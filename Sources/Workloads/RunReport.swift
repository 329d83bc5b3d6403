package import Jobs

/// What a run of a built-in workload tells about itself. Times are in seconds; nil is what was not measured.
package struct RunReport: Sendable, Equatable {
  /// How the run ended, with the reason in words where it did not end well.
  package enum Status: Sendable, Equatable {
    case ok
    /// The workload found its own result wrong.
    case badResult(String)
    /// A worker died or could not be started.
    case poolBroken(String)
    /// A worker could not be bound to its CPU.
    case affinity(String)
    /// A task reported an error, or the request cannot be carried out.
    case failed(String)
  }

  package var status: Status
  /// Start of the pool → all workers ready.
  package var startup: Double?
  /// Release of the start barrier → combined result.
  package var wall: Double?
  /// Combined result → all workers gone.
  package var shutdown: Double?
  /// Time inside tasks, those of the workload's serial part included, divided by `wall`.
  package var achievedParallelism: Double?
  /// Threads of the run's own processes together: the workers, and the one that hands out the work.
  package var threadsPeak: Int?
  /// Time for which the run's threads were ready to run and had no CPU; nil where the kernel does not tell.
  package var runDelay: Double?
  /// What the workload computed.
  package var result: String
  /// The numbers that its description promises.
  package var metrics: [WorkloadMetric] = []
  /// One for each worker, in order; empty where the timed iteration did not end.
  package var workers: [WorkerRecord]
  /// One for each task, where the run was to be traced.
  package var tasks: [TaskRecord]

  package init(
    status: Status, startup: Double? = nil, wall: Double? = nil, shutdown: Double? = nil,
    achievedParallelism: Double? = nil, threadsPeak: Int? = nil, runDelay: Double? = nil, result: String = "",
    workers: [WorkerRecord] = [], tasks: [TaskRecord] = []
  ) {
    self.status = status
    self.startup = startup
    self.wall = wall
    self.shutdown = shutdown
    self.achievedParallelism = achievedParallelism
    self.threadsPeak = threadsPeak
    self.runDelay = runDelay
    self.result = result
    self.workers = workers
    self.tasks = tasks
  }
}
