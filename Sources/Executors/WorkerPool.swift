package import Jobs

/// What a pool is made of.
package struct PoolConfiguration: Sendable {
  /// How many workers, 1 or more.
  package var workers: Int
  /// Worker i is bound to `cpus[(i - 1) % cpus.count]`; nil binds none. The caller itself, which is the only
  /// worker of `serial`, is never bound.
  package var cpus: [Int]?
  /// The most tasks that an indexed run may have: their results need memory that workers share from the start.
  package var capacity: Int
  /// Whether the tasks of indexed runs are timed one by one.
  package var traces = false
  /// How many submitted tasks workers see at a time; more wait until the owner uses the pool again. 0: the pool
  /// is for indexed runs alone.
  package var window = 4096
  /// The most bytes of an input or a result of a submitted task.
  package var largestPayload = 1 << 30
  /// After so many submitted tasks a worker process leaves and a new one takes its place; nil: never.
  package var tasksPerWorker: Int?
  /// What every worker does before it is ready; if it throws, the pool cannot be started.
  package var initialise: (@Sendable (TaskContext) throws -> Void)?
  /// The tasks that forked workers know: what is captured is as it was when the workers were forked.
  package var registry = TaskRegistry()
  /// The program of workers that start afresh; nil: the one that belongs to this program.
  package var program: WorkerProgram?

  package init(workers: Int, cpus: [Int]? = nil, capacity: Int = 0) {
    self.workers = workers
    self.cpus = cpus
    self.capacity = capacity
  }

  /// Why no pool can be made of it, in words; nil where one can.
  var fault: String? {
    if workers < 1 { return "a pool has at least one worker, not \(workers)" }
    if capacity < 0 { return "a run cannot have \(capacity) tasks" }
    if window < 0 { return "workers cannot see \(window) tasks at a time" }
    if let tasksPerWorker, tasksPerWorker < 1 { return "a worker cannot leave after \(tasksPerWorker) tasks" }
    return nil
  }

  /// The CPU of a worker, counted from 0; nil where it is not bound.
  func cpu(ofWorker index: Int) -> Int? {
    guard let cpus, !cpus.isEmpty else { return nil }
    return cpus[index % cpus.count]
  }
}

/// How a pool is ended.
package enum PoolEnding: Sendable, Equatable {
  /// All submitted tasks are done first. After so many seconds, if there is a bound, what still runs is killed.
  case wait(atMost: Double? = nil)
  /// What has not begun is cancelled; what runs has so many seconds to end before it is killed.
  case cancel(grace: Double = 2)
}

/// Workers that run tasks.
///
/// Starting a pool starts its workers and returns when all of them are ready. An indexed run releases them
/// from a barrier; they claim tasks from one counter, without locks, and their results are ordered by task.
/// Submitted tasks have inputs and results of any size, and futures. A worker that dies breaks the pool with an
/// error that names it; nothing waits for a dead worker. A pool that is let go kills and reaps whatever is
/// left of it.
///
/// A pool and its futures belong to one thread. It has no thread of its own: completions are taken in by what
/// that thread calls.
package protocol WorkerPool: AnyObject {
  /// How many workers there are.
  var workers: Int { get }

  /// Whether the pool has broken, or has ended; a dead worker is noticed here, also while nothing runs.
  var isBroken: Bool { get }

  /// Runs the tasks 0 ..< tasks of the pool's work, each exactly once, and returns when all are done.
  ///
  /// `chunk: .auto` lets a worker claim as many tasks as take about 50 µs, by the measured time of those that
  /// it has done, but at most a quarter of its fair share of what is left.
  ///
  /// - Throws: ``PoolError/taskFailed(task:message:)`` after all tasks were run; the pool stays usable. Any
  ///   other error breaks it.
  func run(tasks: Int, chunk: Chunk) throws(PoolError) -> PoolRun

  /// Hands over the results of the last indexed run, in the order of the tasks.
  func withResults<Value>(_ read: (UnsafeBufferPointer<TaskResult>) -> Value) -> Value

  /// What `submit` and `map` are made of.
  var submission: TaskSubmission { get throws(PoolError) }

  /// Tells the workers to leave and waits until they are gone. A second time it does nothing.
  ///
  /// - Throws: where a worker was found dead, or had to be killed; none is left in any case.
  @discardableResult
  func shutDown(_ ending: PoolEnding) throws(PoolError) -> PoolEnd
}

extension WorkerPool {
  /// Ends the pool after all submitted tasks are done.
  @discardableResult
  package func shutDown() throws(PoolError) -> PoolEnd { try shutDown(.wait()) }

  /// Hands a task to the workers.
  ///
  /// - Throws: ``PoolError/refused(task:reason:)`` where the workers cannot know what to do; where the pool has
  ///   broken or ended.
  package func submit<Input: Portable, Output: Portable>(
    _ task: PoolTask<Input, Output>, _ input: Input
  ) throws(PoolError) -> Future<Output> {
    try submission.submit(task, input)
  }

  /// Does the task with every input; the results come in the order of the inputs.
  ///
  /// - Parameter chunk: how many inputs go to a worker at a time. `.auto`: as many as take about 200 µs by the
  ///   measured time of those that are done; at most four such bundles for each worker are handed out ahead of
  ///   their reading. A number: all are handed out at once.
  package func map<Input: Portable, Output: Portable>(
    _ task: PoolTask<Input, Output>, _ inputs: [Input], chunk: Chunk = .auto
  ) throws(PoolError) -> OrderedResults<Output> {
    try OrderedResults(submission, task, inputs, chunk: chunk, workers: workers)
  }

  /// The futures in the order in which they are done.
  package func inCompletionOrder<Output>(_ futures: [Future<Output>]) -> CompletionOrder<Output> {
    CompletionOrder(futures)
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
  /// the time from the first to the last without that for which it waited for the global lock; the claims
  /// (some 20 ns each) are part of it.
  package var busy: UInt64
  package var tasks: Int
}

/// One task of an indexed run. Moments are nanoseconds of the monotonic clock.
package struct TaskTiming: Sendable, Equatable {
  /// Counted from 0.
  package var task: Int
  /// 1, 2, 3, …
  package var worker: Int
  package var started: UInt64
  package var finished: UInt64
  package var failed: Bool
}

/// One run of a pool.
package struct PoolRun: Sendable, Equatable {
  /// When the start barrier was released, in nanoseconds of the monotonic clock.
  package var released: UInt64
  /// One for each worker.
  package var workers: [WorkerActivity]
  /// One for each task where the pool times them, in the order of the tasks; else none.
  package var timings: [TaskTiming]
}

/// What a pool tells when it has ended.
package struct PoolEnd: Sendable, Equatable {
  /// For each worker that is not the caller itself, the nanoseconds for which it was ready to run and had
  /// no CPU in the last run; nil where the kernel does not tell.
  package var runDelays: [Int?]
}
