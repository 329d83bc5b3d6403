/// One run: a row of `measurements.csv`. Times are in seconds; nil is what was not measured and stays empty.
package struct Measurement: Sendable, Equatable {
  /// 1, 2, 3, … over the whole folder; given by the journal.
  package var seq = 0
  /// The cell's stable key.
  package var cell = ""
  package var round = 1
  package var repetition = 1
  package var attempt = 1
  package var segment = 1
  package var phase = Phase.timed
  package var workload = ""
  package var executor = ""
  package var workers = 1
  package var affinity = "none"
  /// One text for each of ``Job/parameterColumns``.
  package var parameters: [String] = []
  package var status = Status.ok
  package var exitCode: Int?
  /// The signal's name, such as `SIGKILL`.
  package var signal: String?
  /// Why the run did not end well, in words.
  package var reason = ""
  package var wall: Double?
  package var outerWall: Double?
  package var startup: Double?
  package var shutdown: Double?
  package var prepare: Double?
  package var user: Double?
  package var system: Double?
  package var maxRSS: Int?
  package var minorFaults: Int?
  package var majorFaults: Int?
  package var voluntarySwitches: Int?
  package var involuntarySwitches: Int?
  package var runDelay: Double?
  package var stealRatio: Double?
  package var throttled: Double?
  /// The CPUs that the run was bound to, as a list such as `0-3,8`.
  package var cpus = ""
  package var achievedParallelism: Double?
  package var threadsPeak: Int?
  package var tainted: [String] = []
  package var containment = ""
  /// Processes that were left over after the run's own end, and were killed.
  package var leaked: Int?
  package var outputTruncated: Bool?
  package var result = ""
  /// One text for each metric of the job, as the program printed it; empty is missing.
  package var metrics: [String] = []
  /// RFC 3339, UTC, microseconds.
  package var startedAt = ""

  package init() {}

  /// CPU time of the run, user and system; nil unless both were measured.
  package var cpuTime: Double? {
    guard let user, let system else { return nil }
    return user + system
  }
}

/// What one worker of a built-in workload did in a run: a row of `workers.csv`. Times are in seconds after
/// the release of the start barrier.
package struct WorkerRecord: Sendable, Equatable {
  /// 1, 2, 3, …
  package var worker: Int
  /// The CPU that it ran on when it ended; nil where the system does not tell.
  package var cpu: Int?
  package var node: Int?
  package var start: Double
  package var end: Double
  /// Time inside tasks.
  package var busy: Double
  package var tasks: Int

  package init(
    worker: Int, cpu: Int? = nil, node: Int? = nil, start: Double, end: Double, busy: Double, tasks: Int
  ) {
    self.worker = worker
    self.cpu = cpu
    self.node = node
    self.start = start
    self.end = end
    self.busy = busy
    self.tasks = tasks
  }
}
