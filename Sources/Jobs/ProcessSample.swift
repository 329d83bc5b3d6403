/// What one process of a run was at one moment.
package struct ProcessSample: Sendable, Equatable {
  /// Seconds after the start of the run's own process. All processes of one look have the same.
  package var moment: Double
  package var pid: Int32
  package var parent: Int32
  package var role: ProcessRole
  package var threads: Int32
  /// Bytes in memory.
  package var resident: Int
  /// Bytes in memory, those of shared pages divided among the processes that have them; nil where the system does
  /// not tell.
  package var proportional: Int?
  /// Seconds of CPU time since its start.
  package var cpu: Double

  package init(
    moment: Double, pid: Int32, parent: Int32, role: ProcessRole, threads: Int32, resident: Int,
    proportional: Int?, cpu: Double
  ) {
    self.moment = moment
    self.pid = pid
    self.parent = parent
    self.role = role
    self.threads = threads
    self.resident = resident
    self.proportional = proportional
    self.cpu = cpu
  }

  /// What the process adds to the memory of all: its share, or where that is not known all that it has.
  package var memory: Int { proportional ?? resident }
}

/// What a process is in its run; the raw value stands in `samples.csv`.
package enum ProcessRole: String, Sendable, CaseIterable {
  /// The process of a built-in workload, which hands out the work; threads are in it.
  case run
  /// The user's program.
  case command
  /// A worker of a pool.
  case worker
  /// What forks the workers of the executor `forkserver`.
  case forkServer = "fork server"
  /// Any other process: what a program, a worker or a task started.
  case child
}
