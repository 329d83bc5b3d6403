import Executors
import Jobs
import Testing

private func pool(_ workers: Int, _ capacity: Int, _ body: @escaping TaskBody) throws -> ThreadPool {
  try ThreadPool(PoolConfiguration(workers: workers, capacity: capacity), PoolWork(name: "test", body: body))
}

@Suite struct ThreadPoolTests {
  @Test(arguments: [1, 2, 5, 13], [Chunk.auto, .tasks(1), .tasks(3), .tasks(5000)])
  func `each task runs exactly once and results are ordered`(workers: Int, chunk: Chunk) throws {
    for tasks in [0, 1, 2, 7, 1000] {
      let counters = Counters(tasks)
      let pool = try pool(workers, tasks) { task, _ in
        counters.counts[task] += 1
        return TaskResult(count: UInt64(task) * 3)
      }
      let run = try pool.run(tasks: tasks, chunk: chunk)
      #expect(counters.counts.allSatisfy { $0 == 1 })
      #expect(pool.withResults { Array($0).map(\.count) } == (0..<tasks).map { UInt64($0) * 3 })
      #expect(run.workers.count == workers)
      #expect(run.workers.reduce(0) { $0 + $1.tasks } == tasks)
      _ = try pool.shutDown()
    }
  }

  @Test func `a pool runs again and again`() throws {
    let counters = Counters(50)
    let pool = try pool(3, 50) { task, _ in
      counters.counts[task] += 1
      return TaskResult(count: 1)
    }
    for _ in 0..<100 { _ = try pool.run(tasks: 50, chunk: .auto) }
    #expect(counters.counts.allSatisfy { $0 == 100 })
    _ = try pool.shutDown()
  }

  @Test func `a run may have fewer tasks than the pool was made for`() throws {
    let pool = try pool(2, 10) { task, _ in TaskResult(count: UInt64(task)) }
    _ = try pool.run(tasks: 10, chunk: .auto)
    _ = try pool.run(tasks: 3, chunk: .auto)
    #expect(pool.withResults { $0.count } == 3)
    _ = try pool.shutDown()
  }

  @Test func `workers count from one`() throws {
    let pool = try pool(4, 200) { _, context in TaskResult(count: UInt64(context.worker)) }
    _ = try pool.run(tasks: 200, chunk: .tasks(1))
    #expect(pool.withResults { results in results.allSatisfy { (1...4).contains($0.count) } })
    _ = try pool.shutDown()
  }

  @Test func `moments of a worker lie after the release`() throws {
    let pool = try pool(3, 30) { _, _ in TaskResult(count: 1) }
    let run = try pool.run(tasks: 30, chunk: .auto)
    for worker in run.workers {
      #expect(worker.start >= run.released && worker.end >= worker.start)
      #expect(worker.busy == (worker.tasks == 0 ? 0 : worker.end - worker.start))
    }
    _ = try pool.shutDown()
  }

  @Test func `an error belongs to its task and the first one is told`() throws {
    let counters = Counters(100)
    let pool = try pool(3, 100) { task, _ in
      counters.counts[task] += 1
      if task >= 40 && task % 10 == 0 { throw Complaint(description: "no luck") }
      return TaskResult(count: 1)
    }
    let error = #expect(throws: PoolError.self) { _ = try pool.run(tasks: 100, chunk: .tasks(1)) }
    #expect(error == .taskFailed(task: 41, message: "no luck"))
    #expect(counters.counts.allSatisfy { $0 == 1 })
    #expect(pool.withResults { $0.reduce(0) { $0 + $1.count } } == 94)
    #expect(throws: PoolError.self) { _ = try pool.run(tasks: 41, chunk: .auto) }
    #expect(throws: Never.self) { _ = try pool.run(tasks: 40, chunk: .auto) }
    _ = try pool.shutDown()
  }

  @Test func `a long error is cut between two characters`() throws {
    let pool = try pool(1, 1) { _, _ in throw Complaint(description: String(repeating: "ä", count: 5000)) }
    let error = #expect(throws: PoolError.self) { _ = try pool.run(tasks: 1, chunk: .auto) }
    #expect(error == .taskFailed(task: 1, message: String(repeating: "ä", count: 384)))
    _ = try pool.shutDown()
  }

  @Test func `a CPU that does not exist is an error that names worker and CPU`() {
    let error = #expect(throws: PoolError.self) {
      _ = try ThreadPool(
        PoolConfiguration(workers: 3, cpus: [8191], capacity: 1),
        PoolWork(name: "test") { _, _ in
          TaskResult(count: 1)
        })
    }
    #expect(error == .affinity(worker: 1, cpu: 8191, reason: "invalid argument"))
  }

  @Test func `a pool that is let go ends its threads`() throws {
    for _ in 0..<50 {
      let pool = try pool(2, 2) { _, _ in TaskResult(count: 1) }
      _ = try pool.run(tasks: 2, chunk: .auto)
    }
  }

  @Test func `a pool has at least one worker`() {
    let error = #expect(throws: PoolError.self) { _ = try pool(0, 1) { _, _ in TaskResult(count: 1) } }
    #expect(error == .cannotStart(reason: "a pool has at least one worker, not 0"))
  }

  @Test func `more results than any memory holds are refused`() {
    #expect(throws: PoolError.self) { _ = try pool(1, Int.max) { _, _ in TaskResult(count: 1) } }
  }
}
