import Executors
import Jobs
import Testing

/// Indexed runs beside submitted tasks, initialisers, and the times of single tasks.
@Suite(.timeLimit(.minutes(2))) struct MixedUseTests {
  @Test(arguments: allKinds)
  func `indexed runs and submitted tasks share a pool`(kind: ExecutorKind) throws {
    let pool = try startPool(kind, workers: 3, capacity: 40, window: 8) { task, _ in
      TaskResult(count: UInt64(task))
    }
    var futures: [Future<Int>] = []
    for round in 0..<200 {
      for number in 0..<5 { futures.append(try pool.submit(twice, round * 5 + number)) }
      let run = try pool.run(tasks: round % 41, chunk: round % 2 == 0 ? .auto : .tasks(3))
      #expect(run.workers.reduce(0) { $0 + $1.tasks } == round % 41)
      #expect(run.workers.allSatisfy { $0.busy <= $0.end - $0.start })
      #expect(pool.withResults { $0.map(\.count) } == (0..<round % 41).map { UInt64($0) })
    }
    #expect(try futures.map { try $0.result() } == (0..<1000).map { $0 * 2 })
    try pool.shutDown()
  }

  @Test(arguments: threadKinds)
  func `a run begins when its workers are free`(kind: ExecutorKind) throws {
    let (begun, latch) = (Turnstile(), Latch())
    let pool = try startPool(kind, workers: 2, capacity: 10) { task, _ in
      latch.open()
      return TaskResult(count: UInt64(task))
    }
    let future = try pool.submit(gated(begun, latch), 3)
    begun.wait(for: 1)
    // The other worker does the run's tasks; the first comes to the run after its own.
    #expect(try pool.run(tasks: 10, chunk: .tasks(1)).workers.count == 2)
    #expect(try future.result() == 3)
    try pool.shutDown()
  }

  @Test(arguments: allKinds)
  func `an initialiser that fails is an error that names the worker`(kind: ExecutorKind) {
    let last = kind == .serial ? 1 : 2
    let error = #expect(throws: PoolError.self) {
      _ = try startPool(
        kind,
        configure: { configuration in
          configuration.initialise = { context in
            if context.worker == last { throw Complaint(description: "no licence") }
          }
        })
    }
    #expect(error == .initialiserFailed(worker: last, message: "no licence"))
  }

  @Test(arguments: allKinds)
  func `every worker prepares itself once before its first task`(kind: ExecutorKind) throws {
    let workers = kind == .serial ? 1 : 4
    let counters = Counters(5)
    let pool = try startPool(kind, workers: 4, capacity: 100) { _, context in
      TaskResult(count: UInt64(counters.counts[context.worker]))
    } configure: {
      $0.initialise = { counters.counts[$0.worker] += 1 }
    }
    #expect(counters.counts.reduce(0, +) == workers)
    _ = try pool.run(tasks: 100, chunk: .tasks(1))
    #expect(pool.withResults { $0.allSatisfy { $0.count == 1 } })
    try pool.shutDown()
  }

  @Test(arguments: allKinds)
  func `each task of a run has its times`(kind: ExecutorKind) throws {
    let pool = try startPool(kind, workers: 3, capacity: 60) { task, context in
      if task % 7 == 3 { throw Complaint(description: "no luck") }
      return TaskResult(count: UInt64(context.worker))
    } configure: {
      $0.traces = true
    }
    for tasks in [3, 60, 0, 1] {
      if tasks > 3 {
        #expect(throws: PoolError.taskFailed(task: 4, message: "no luck")) {
          try pool.run(tasks: tasks, chunk: .tasks(2))
        }
        continue
      }
      let run = try pool.run(tasks: tasks, chunk: .tasks(2))
      try check(run, tasks, pool.withResults { $0.map { Int($0.count) } })
      #expect(!run.timings.contains { $0.failed })
    }
    try pool.shutDown()
  }

  private func check(_ run: PoolRun, _ tasks: Int, _ workers: [Int]) throws {
    #expect(run.timings.map(\.task) == Array(0..<tasks))
    #expect(run.timings.map(\.worker) == workers)
    for timing in run.timings {
      let worker = run.workers[timing.worker - 1]
      #expect(timing.started >= max(worker.start, run.released))
      #expect(timing.finished >= timing.started && timing.finished <= worker.end)
    }
    for worker in 1...run.workers.count {
      let own = run.timings.filter { $0.worker == worker }
      #expect(own.count == run.workers[worker - 1].tasks)
      #expect(zip(own, own.dropFirst()).allSatisfy { $0.finished <= $1.started })
    }
  }

  @Test(arguments: allKinds)
  func `many tasks are timed one after the other`(kind: ExecutorKind) throws {
    let pool = try startPool(kind, workers: 3, capacity: 5000) { _, context in
      TaskResult(count: UInt64(context.worker))
    } configure: {
      $0.traces = true
    }
    for chunk in [Chunk.auto, .tasks(1), .tasks(100)] {
      let run = try pool.run(tasks: 5000, chunk: chunk)
      try check(run, 5000, pool.withResults { $0.map { Int($0.count) } })
    }
    try pool.shutDown()
  }

  @Test(arguments: allKinds)
  func `tasks are not timed unless it is asked for`(kind: ExecutorKind) throws {
    let pool = try startPool(kind, capacity: 10)
    #expect(try pool.run(tasks: 10, chunk: .auto).timings.isEmpty)
    try pool.shutDown()
  }

  @Test(arguments: [ExecutorKind.simulated, .command])
  func `an executor without workers has no pool`(kind: ExecutorKind) {
    #expect(throws: PoolError.cannotStart(reason: "the executor '\(kind.rawValue)' has no workers")) {
      _ = try startPool(kind)
    }
  }
}
