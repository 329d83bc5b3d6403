import Executors
import Jobs
import Testing

private func serial(_ configuration: PoolConfiguration, _ body: @escaping TaskBody) throws -> SerialPool {
  try SerialPool(configuration, PoolWork(name: "test", body: body))
}

@Suite struct SerialPoolTests {
  @Test func `tasks run in order`() throws {
    let pool = try serial(PoolConfiguration(workers: 1, capacity: 100)) { task, context in
      TaskResult(count: UInt64(task), word: UInt64(context.worker))
    }
    let run = try pool.run(tasks: 100, chunk: .auto)
    let results = pool.withResults { Array($0) }
    #expect(results == (0..<100).map { TaskResult(count: UInt64($0), word: 1) })
    #expect(run.workers.map(\.tasks) == [100])
    #expect(try pool.shutDown().runDelays.isEmpty)
  }

  /// There is no CPU of that number: binding to it would fail.
  @Test func `it is not bound to a CPU`() throws {
    let pool = try serial(PoolConfiguration(workers: 1, cpus: [8000, 8001], capacity: 1)) { _, _ in
      TaskResult(count: 1)
    }
    _ = try pool.shutDown()
  }

  @Test func `it has one worker`() {
    let error = #expect(throws: PoolError.self) {
      _ = try serial(PoolConfiguration(workers: 2, capacity: 1)) { _, _ in TaskResult(count: 1) }
    }
    #expect(
      error?.description == "the workers cannot be started: the executor 'serial' has one worker, not 2")
  }
}
