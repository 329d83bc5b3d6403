package import OperatingSystem

/// What went wrong in a pool. Workers and tasks count from 1, as people do.
package enum PoolError: Error, Equatable, CustomStringConvertible {
  /// A worker ended without being told to; `task` is what it was running.
  case workerDied(worker: Int, end: WorkerEnd, task: Int?)
  /// A worker that was told to leave did not, and was killed.
  case workerStayed(worker: Int, seconds: Int)
  /// The pool, or one of its workers, could not be started.
  case cannotStart(reason: String)
  /// A worker could not be bound to its CPU.
  case affinity(worker: Int, cpu: Int, reason: String)
  /// A task reported an error; of several, the first in the order of the tasks.
  case taskFailed(task: Int, message: String)
  /// Waiting for the workers failed.
  case system(Errno)
  /// The pool was asked to run tasks after it had broken.
  case alreadyBroken

  package var description: String {
    switch self {
    case .workerDied(let worker, let end, let task?): "worker \(worker) \(end) while running task \(task)"
    case .workerDied(let worker, let end, nil): "worker \(worker) \(end) between tasks"
    case .workerStayed(let worker, let seconds):
      "worker \(worker) did not leave within \(seconds) s of being told to, and was killed"
    case .cannotStart(let reason): "the workers cannot be started: \(reason)"
    case .affinity(let worker, let cpu, let reason):
      "worker \(worker) cannot be bound to CPU \(cpu): \(reason)"
    case .taskFailed(let task, let message): "task \(task): \(message)"
    case .system(let error): "waiting for the workers failed: \(error)"
    case .alreadyBroken: "the pool has broken before: start a new one"
    }
  }
}
