import Executors
import Jobs
import OperatingSystem

/// The futures of one iteration, in the order of their submission.
final class TaskLog {
  private var entries: [(task: SubmittedTask, submitted: UInt64)] = []

  func note(_ task: SubmittedTask) { entries.append((task, SystemClock.nanoseconds())) }

  /// Waits until all are done, have failed or were cancelled.
  func wait() {
    for entry in entries { entry.task.wait() }
  }

  /// The first that is not known to be done, counted from 1.
  var firstUnsettled: Int? {
    entries.firstIndex { !$0.task.hasSettled }.map { $0 + 1 }
  }

  /// What became of the futures: when and where they ran, with moments that count from the start.
  ///
  /// They are numbered from 1, also where the pool has had others before.
  func records(from start: UInt64) -> [TaskRecord] {
    let first = entries.first?.task.number ?? 1
    return entries.map { entry in
      let activity = entry.task.activity
      let error = entry.task.settledError
      var state = error == nil ? TaskState.done : .failed
      if case .cancelled = error { state = .cancelled }
      return TaskRecord(
        task: entry.task.number - first + 1, worker: activity?.worker,
        submitted: seconds(from: start, to: entry.submitted),
        started: activity.map { seconds(from: start, to: $0.started) },
        finished: activity.map { seconds(from: start, to: $0.finished) }, state: state,
        error: error.map(\.description) ?? "")
    }
  }
}

extension [TaskRecord] {
  /// What each of so many workers did. One that has done nothing has no time.
  func workers(_ count: Int) -> [WorkerRecord] {
    var records = (0..<count).map { WorkerRecord(worker: $0 + 1, start: 0, end: 0, busy: 0, tasks: 0) }
    for task in self {
      guard let worker = task.worker, records.indices.contains(worker - 1), let started = task.started,
        let finished = task.finished
      else { continue }
      let isFirst = records[worker - 1].tasks == 0
      records[worker - 1].start = isFirst ? started : Swift.min(records[worker - 1].start, started)
      records[worker - 1].end = Swift.max(records[worker - 1].end, finished)
      records[worker - 1].busy += finished - started
      records[worker - 1].tasks += 1
    }
    return records
  }

  /// Time inside tasks from the start on, up to a moment, in seconds.
  func busy(until end: Double) -> Double {
    reduce(0) { sum, task in
      guard let started = task.started, let finished = task.finished else { return sum }
      return sum + Swift.max(0, Swift.min(finished, end) - Swift.max(0, started))
    }
  }
}
