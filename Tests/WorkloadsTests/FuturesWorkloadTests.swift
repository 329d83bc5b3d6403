import Executors
import Jobs
import Testing
import Workloads

@Suite struct FuturesWorkloadTests {
  @Test(arguments: ["threads", "threads-gil", "fork", "spawn", "forkserver"], [1, 3, 9])
  func `every step holds under every executor`(executor: String, workers: Int) throws {
    let report = try fixtureRun(
      "futures", executor, workers, chunk: workers == 3 ? "2" : "auto", "durations=0.04,0.03,0.02,0.01")
    #expect(report["status"] == "ok")
    #expect(report["result"]?.hasPrefix("submitted=0.04,0.03,0.02,0.01 completed=") == true)
    let left = min(workers, 4) + 1
    #expect(report["result"]?.hasSuffix(" failed=2 cancelled=1 closed_with=\(left)") == true)
    #expect(report["metric-tasks_done"] == "\(Double(4 + 2 + 3 + left))")
    #expect(report["metric-tasks_cancelled"] == "1.0")
    #expect(report["left"] == "none")
  }

  @Test func `serial does each task when it is submitted`() throws {
    let report = try fixtureRun("futures", "serial", 1, "durations=0.02,0.01")
    #expect(report["status"] == "ok")
    #expect(report["result"] == "submitted=0.02,0.01 completed=0.02,0.01 failed=2 cancelled=0 closed_with=2")
  }

  @Test func `one worker completes the tasks in the order of their submission`() throws {
    let report = try fixtureRun("futures", "fork", 1, "durations=0.02,0,0.01")
    #expect(report["result"]?.hasPrefix("submitted=0.02,0,0.01 completed=0.02,0,0.01 ") == true)
  }

  // MARK: - Faults

  /// The step that is found wrong where the task does something else than it should.
  private func wrongStep(
    _ kind: ExecutorKind, _ body: @escaping @Sendable (FutureInput) throws -> UInt64
  ) throws -> WrongStep? {
    let task = PoolTask<FutureInput, UInt64>(registered: "futures.sleep") { input, _ in try body(input) }
    let workload = try FuturesWorkload(arguments(durations: [0, 0, 0]), task: task)
    let pool = try Pools.start(
      kind, PoolConfiguration(workers: kind == .serial ? 1 : 2),
      PoolWork(name: "none") { _, _ in TaskResult(count: 0) })
    defer { _ = try? pool.shutDown() }
    return #expect(throws: WrongStep.self) {
      _ = try workload.drive(PoolUse(pool: pool, executor: kind, chunk: .tasks(1)))
    }
  }

  @Test(arguments: [ExecutorKind.serial, .threads])
  func `the result of another task is found`(kind: ExecutorKind) throws {
    #expect(
      try wrongStep(kind) { 3 - $0.answer + 1 }?.description == "result: task 1 has the result of task 3")
  }

  @Test(arguments: [ExecutorKind.serial, .threads])
  func `a task that should fail and does not is found`(kind: ExecutorKind) throws {
    #expect(try wrongStep(kind) { $0.answer }?.description == "error: task 5 was to fail, and has a result")
  }

  @Test func `a task that fails in another way is found`() throws {
    let wrong = try wrongStep(.threads) { input in
      if input.fails { throw InverseWorkload.DivisionByZero() }
      return input.answer
    }
    #expect(
      wrong?.description
        == "error: task 5 was to fail, and has another error: task 5 failed: 1/0 is no number (DivisionByZero)"
    )
  }

  @Test func `a wrong element of a map is found`() throws {
    let calls = Calls()
    let wrong = try wrongStep(.serial) { input in
      if input.fails { throw RequestedFailure() }
      // 3 is the answer of a task with a duration, of one beside the one that fails, and of the map's last.
      if input.answer == 3 { calls.count += 1 }
      return calls.count == 3 ? 7 : input.answer
    }
    #expect(wrong?.description == "map: element 3 is 7")
  }

  /// Counts calls.
  // @unchecked Sendable: the executor serial has one thread.
  private final class Calls: @unchecked Sendable {
    var count = 0
  }

  @Test func `a task that is done before its time is found`() throws {
    let task = PoolTask<FutureInput, UInt64>(registered: "futures.sleep") { input, _ in input.answer }
    let workload = try FuturesWorkload(arguments(durations: [5, 5]), task: task)
    let pool = try Pools.start(
      .threads, PoolConfiguration(workers: 2), PoolWork(name: "none") { _, _ in TaskResult(count: 0) })
    defer { _ = try? pool.shutDown() }
    let wrong = #expect(throws: WrongStep.self) {
      _ = try workload.drive(PoolUse(pool: pool, executor: .threads, chunk: .auto))
    }
    #expect(wrong?.description == "result: task 1 was done before its time")
  }

  // MARK: - The description

  @Test func `its time is that of the tasks, of a cancellation and of the closing`() throws {
    let futures = try description(of: "futures")
    let durations = arguments(durations: [8, 7, 6, 5, 4, 3, 2, 1])
    #expect(futures.estimate(durations, 8) == 11)
    #expect(futures.estimate(durations, 1) == 39)
    #expect(futures.estimate(arguments(durations: [0.01]), 1) == 0.08)
    #expect(futures.tellsTasks && !futures.runsAsCopies && !futures.canSimulate)
  }

  @Test func `durations that make no sense are refused`() throws {
    let check = try description(of: "futures").check
    #expect(check(arguments(durations: [])) == "'durations' is empty: write at least one")
    #expect(check(arguments(durations: [1e300]))?.contains("would sleep for more than") == true)
    #expect(
      check(arguments(durations: Array(repeating: 0, count: 10_001))) == "10001 durations are more than 10000"
    )
  }
}
