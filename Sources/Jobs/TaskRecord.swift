/// What has become of a task.
package enum TaskState: String, Sendable {
  /// It returned a result.
  case done
  /// It reported an error, or its worker died.
  case failed
  /// It was cancelled before it began.
  case cancelled
}

/// One task of a traced run. Moments are seconds from the release of the start barrier, which the serial part
/// of a workload precedes with negative times.
package struct TaskRecord: Sendable, Equatable {
  /// 1, 2, 3, … in the order of submission; 0 is the serial part of the workload.
  package var task: Int
  /// 1, 2, 3, …; 0 is the process that hands out the work; nil where no worker has begun with it.
  package var worker: Int?
  /// When it was handed to the pool.
  package var submitted: Double
  /// When a worker began with it; nil where none has.
  package var started: Double?
  /// When it ended; nil where it has not begun.
  package var finished: Double?
  package var state: TaskState
  /// The error's text; empty where there is none.
  package var error: String

  package init(
    task: Int, worker: Int?, submitted: Double, started: Double?, finished: Double?, state: TaskState = .done,
    error: String = ""
  ) {
    self.task = task
    self.worker = worker
    self.submitted = submitted
    self.started = started
    self.finished = finished
    self.state = state
    self.error = error
  }
}
