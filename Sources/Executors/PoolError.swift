package import OperatingSystem

/// What went wrong in a pool. Workers and tasks count from 1, as people do.
package enum PoolError: Error, Equatable, CustomStringConvertible {
  /// A worker ended without being told to; `task` is what it was running.
  case workerDied(worker: Int, end: WorkerEnd, task: Int?)
  /// A worker that was told to leave did not, and was killed; `task` is what it was running.
  case workerStayed(worker: Int, seconds: Double, task: Int?)
  /// A worker that is a thread did not end in time, and was given up; `task` is what it was running.
  case threadStayed(worker: Int, seconds: Double, task: Int?)
  /// The pool, or one of its workers, could not be started.
  case cannotStart(reason: String)
  /// A worker could not be bound to its CPU.
  case affinity(worker: Int, cpu: Int, reason: String)
  /// What every worker does first failed.
  case initialiserFailed(worker: Int, message: String)
  /// A task of an indexed run reported an error; of several, the first in the order of the tasks.
  case taskFailed(task: Int, message: String)
  /// A task that cannot cross to workers that start afresh.
  case refused(task: String, reason: String)
  /// Waiting for the workers failed.
  case system(Errno)
  /// The pool was asked to do something after it had broken.
  case alreadyBroken
  /// The pool was asked to do something after it had ended.
  case alreadyEnded

  package var description: String {
    switch self {
    case .workerDied(let worker, let end, let task?): "worker \(worker) \(end) while running task \(task)"
    case .workerDied(let worker, let end, nil): "worker \(worker) \(end) between tasks"
    case .workerStayed(let worker, let seconds, let task):
      "worker \(worker) did not leave within \(Self.text(seconds)) s of being told to"
        + (task.map { ", still running task \($0)," } ?? "") + " and was killed"
    case .threadStayed(let worker, let seconds, let task):
      "worker \(worker) did not end within \(seconds) s of being told to"
        + (task.map { ", still running task \($0)" } ?? "") + ": its thread goes on by itself"
    case .cannotStart(let reason): "the workers cannot be started: \(reason)"
    case .affinity(let worker, let cpu, let reason):
      "worker \(worker) cannot be bound to CPU \(cpu): \(reason)"
    case .initialiserFailed(let worker, let message): "worker \(worker) could not prepare itself: \(message)"
    case .taskFailed(let task, let message): "task \(task): \(message)"
    case .refused(let task, let reason): "task '\(task)' cannot cross to the workers: \(reason)"
    case .system(let error): "waiting for the workers failed: \(error)"
    case .alreadyBroken: "the pool has broken before: start a new one"
    case .alreadyEnded: "the pool has ended: start a new one"
    }
  }

  /// A number without needless zeros: `5`, `0.25`.
  static func text(_ seconds: Double) -> String {
    let text = String(seconds)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
