/// Why a submitted task has no result. Tasks count from 1 in the order of their submission.
///
/// Indirect: every future has room for one, and hardly any has one.
package indirect enum TaskError: Error, Equatable, CustomStringConvertible {
  /// The task threw an error of this type.
  case failed(task: Int, type: String, message: String)
  /// It was cancelled before it began.
  case cancelled(task: Int)
  /// The pool broke before the task was done; the cause names the worker, and the task that it was running.
  case poolBroken(task: Int, cause: PoolError)
  /// A value could not cross.
  case notTransferred(task: Int, stage: TransferStage, message: String)
  /// The result is larger than the pool hands on.
  case tooLarge(task: Int, bytes: Int, limit: Int)
  /// The result was not there in time; the task goes on.
  case timedOut(task: Int, seconds: Double)

  package var description: String {
    switch self {
    case .failed(let task, let type, let message): "task \(task) failed: \(message) (\(type))"
    case .cancelled(let task): "task \(task) was cancelled before it began"
    case .poolBroken(let task, .workerDied(let worker, let end, let running)) where running == task:
      "task \(task) has no result: worker \(worker) \(end) while running it"
    case .poolBroken(let task, let cause): "task \(task) has no result: \(cause)"
    case .notTransferred(let task, let stage, let message): "task \(task): \(stage): \(message)"
    case .tooLarge(let task, let bytes, let limit):
      "task \(task): its result of \(bytes) bytes is larger than the limit of \(limit) bytes"
    case .timedOut(let task, let seconds): "task \(task) was not done within \(PoolError.text(seconds)) s"
    }
  }

  /// The same error of a later task.
  func moved(by offset: Int) -> TaskError {
    switch self {
    case .failed(let task, let type, let message):
      .failed(task: task + offset, type: type, message: message)
    case .cancelled(let task): .cancelled(task: task + offset)
    case .poolBroken(let task, let cause): .poolBroken(task: task + offset, cause: cause)
    case .notTransferred(let task, let stage, let message):
      .notTransferred(task: task + offset, stage: stage, message: message)
    case .tooLarge(let task, let bytes, let limit): .tooLarge(task: task + offset, bytes: bytes, limit: limit)
    case .timedOut(let task, let seconds): .timedOut(task: task + offset, seconds: seconds)
    }
  }
}
