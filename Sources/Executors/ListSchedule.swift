/// A run that is computed, not executed: list scheduling on any number of workers, in virtual time.
///
/// The tasks are claimed in their order, and each claim goes to the worker that is free first; of several
/// that are free at the same moment, to the one with the lowest number. With tasks that do not depend on each
/// other the makespan is at most 2 - 1/P times that of the best schedule on P workers (Ronald Graham, "Bounds
/// for certain multiprocessing anomalies", Bell System Technical Journal 45(9), 1966).
package struct ListSchedule: Sendable, Equatable {
  /// What one worker did. Moments are seconds after the release of the workers.
  package struct Worker: Sendable, Equatable {
    /// When its first task began; 0 where it had none.
    package var start = 0.0
    /// When its last task was done; 0 where it had none.
    package var end = 0.0
    /// Seconds inside tasks.
    package var busy = 0.0
    package var tasks = 0
  }

  /// When a task ran.
  package struct Timing: Sendable, Equatable {
    /// The worker, counted from 0.
    package var worker: Int
    /// In seconds after the release of the workers.
    package var started: Double
    /// In seconds after the release of the workers.
    package var finished: Double
  }

  /// The machine that is imagined.
  package struct Machine: Sendable, Equatable {
    /// How many workers, 1 or more.
    package var workers: Int
    /// How many tasks a worker claims at a time, 1 or more.
    package var chunk: Int
    /// What each claim costs the worker before its first task, in seconds. A claim that finds nothing left
    /// costs nothing.
    package var dispatch: Double

    package init(workers: Int, chunk: Int = 1, dispatch: Double = 0) {
      self.workers = workers
      self.chunk = chunk
      self.dispatch = dispatch
    }
  }

  /// The time until the last task is done, in seconds.
  package private(set) var makespan = 0.0
  /// One for each worker.
  package private(set) var workers: [Worker]
  /// One for each task, in order; empty unless they were asked for.
  package private(set) var timings: [Timing] = []

  /// Schedules the tasks 0 ..< tasks.
  ///
  /// - Parameters:
  ///   - withTimings: whether to keep when each task ran.
  ///   - duration: of a task, in seconds, 0 or more; asked for once each, in ascending order.
  package init(tasks: Int, on machine: Machine, withTimings: Bool = false, duration: (Int) -> Double) {
    precondition(machine.workers >= 1 && machine.chunk >= 1, "the manifest is checked for both")
    workers = Array(repeating: Worker(), count: machine.workers)
    if withTimings { timings.reserveCapacity(tasks) }
    var queue = FreeWorkers(count: machine.workers)
    var next = 0
    while next < tasks {
      let (worker, free) = queue.first
      let claimed = next..<next + min(machine.chunk, tasks - next)
      next = claimed.upperBound
      var now = free + machine.dispatch
      if workers[worker].tasks == 0 { workers[worker].start = now }
      for task in claimed {
        let seconds = duration(task)
        if withTimings {
          timings.append(Timing(worker: worker, started: now, finished: now + seconds))
        }
        now += seconds
        workers[worker].busy += seconds
      }
      workers[worker].tasks += claimed.count
      workers[worker].end = now
      makespan = max(makespan, now)
      queue.replaceFirst(freeAt: now)
    }
  }
}

/// The workers in a binary heap, the one that is free first on top.
private struct FreeWorkers {
  private struct Entry {
    var freeAt: Double
    var worker: Int

    func precedes(_ other: Entry) -> Bool {
      freeAt < other.freeAt || (freeAt == other.freeAt && worker < other.worker)
    }
  }

  /// The children of element i are 2i + 1 and 2i + 2, and neither precedes it.
  private var heap: [Entry]

  /// All are free at 0: in ascending order they are a heap.
  init(count: Int) {
    heap = (0..<count).map { Entry(freeAt: 0, worker: $0) }
  }

  var first: (worker: Int, freeAt: Double) { (heap[0].worker, heap[0].freeAt) }

  /// The first worker is free only at a later moment.
  mutating func replaceFirst(freeAt: Double) {
    let entry = Entry(freeAt: freeAt, worker: heap[0].worker)
    let count = heap.count
    heap.withUnsafeMutableBufferPointer { heap in
      var hole = 0
      while true {
        var child = 2 * hole + 1
        guard child < count else { break }
        if child + 1 < count, heap[child + 1].precedes(heap[child]) { child += 1 }
        guard heap[child].precedes(entry) else { break }
        heap[hole] = heap[child]
        hole = child
      }
      heap[hole] = entry
    }
  }
}
