package import Jobs

/// What a pool is made of.
package struct PoolConfiguration: Sendable, Equatable {
  /// How many workers, 1 or more.
  package var workers: Int
  /// Worker i is bound to `cpus[(i - 1) % cpus.count]`; nil binds none. The caller itself, which is the only
  /// worker of `serial`, is never bound.
  package var cpus: [Int]?
  /// The most tasks that a run may have: their results need memory that workers share from the start.
  package var capacity: Int

  package init(workers: Int, cpus: [Int]? = nil, capacity: Int) {
    self.workers = workers
    self.cpus = cpus
    self.capacity = capacity
  }

  /// The CPU of a worker, counted from 0; nil where it is not bound.
  func cpu(ofWorker index: Int) -> Int? {
    guard let cpus, !cpus.isEmpty else { return nil }
    return cpus[index % cpus.count]
  }
}

/// What one worker did in a run. Moments are nanoseconds of the monotonic clock.
package struct WorkerActivity: Sendable, Equatable {
  /// Where it ran at its end; nil where the system does not tell.
  package var cpu: Int?
  package var node: Int?
  /// When it began with its first task, or found that none was left.
  package var start: UInt64
  /// When its last task was done.
  package var end: UInt64
  /// Nanoseconds inside tasks. A worker goes from one task to the next without waiting, so that this is
  /// the time from the first to the last, and the claims (some 20 ns each) are part of it.
  package var busy: UInt64
  package var tasks: Int
}

/// One run of a pool.
package struct PoolRun: Sendable, Equatable {
  /// When the start barrier was released, in nanoseconds of the monotonic clock.
  package var released: UInt64
  /// One for each worker.
  package var workers: [WorkerActivity]
}

/// What a pool tells when it has ended.
package struct PoolEnd: Sendable, Equatable {
  /// For each worker that is not the caller itself, the nanoseconds for which it was ready to run and had
  /// no CPU in the last run; nil where the kernel does not tell.
  package var runDelays: [Int?]
}

/// Workers that run tasks.
///
/// Starting a pool starts its workers and returns when all of them are ready, waiting at a barrier. A run
/// releases them; they claim tasks from one counter, without locks, and their results are ordered by
/// task. A worker that dies breaks the pool with an error that names it; nothing waits for a dead worker.
/// A pool that is let go kills and reaps whatever is left of it.
package protocol WorkerPool: ~Copyable {
  /// Starts the workers and waits until all are ready.
  static func start(
    _ configuration: PoolConfiguration, body: @escaping TaskBody
  ) throws(PoolError) -> Self

  /// Runs the tasks 0 ..< tasks, each exactly once, and returns when all are done.
  ///
  /// `chunk: .auto` lets a worker claim a quarter of its fair share of what is left, at least one task:
  /// few claims while much is left, single tasks at the end where they balance the load.
  ///
  /// - Throws: ``PoolError/taskFailed(task:message:)`` after all tasks were run; the pool stays usable. Any
  ///   other error breaks it.
  mutating func run(tasks: Int, chunk: Chunk) throws(PoolError) -> PoolRun

  /// Hands over the results of the last run, in the order of the tasks.
  borrowing func withResults<Value>(_ read: (UnsafeBufferPointer<TaskResult>) -> Value) -> Value

  /// Tells the workers to leave and waits until they are gone.
  ///
  /// - Throws: where a worker was found dead, or had to be killed; none is left in any case.
  consuming func shutDown() throws(PoolError) -> PoolEnd
}
