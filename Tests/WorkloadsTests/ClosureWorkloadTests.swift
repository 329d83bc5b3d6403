import Executors
import Expressions
import Jobs
import Testing
import Workloads

@Suite struct ClosureWorkloadTests {
  @Test(arguments: ["serial", "threads", "threads-gil", "fork"])
  func `workers that share or copy the memory have what was captured`(executor: String) throws {
    let report = try fixtureRun(
      "closure", executor, executor == "serial" ? 1 : 2, "captured=3,1,4,1,5")
    #expect(report["status"] == "ok")
    #expect(report["result"] == "carried=1 registered=15")
    #expect(report["metric-carried"] == "1.0")
  }

  @Test(arguments: ["spawn", "forkserver"])
  func `workers that start afresh are refused it, and have the registered task`(executor: String) throws {
    let report = try fixtureRun("closure", executor, 2, chunk: "3", "captured=3,1,4,1,5")
    #expect(report["status"] == "ok")
    let result = try #require(report["result"])
    #expect(result.hasPrefix("carried=0 registered=15 refused: task 'sum of what it captured' cannot cross"))
    #expect(result.contains("it captures state of this process"))
    #expect(report["metric-carried"] == "0.0")
    #expect(report["left"] == "none")
  }

  private func wrongStep(
    _ executor: ExecutorKind, _ body: @escaping @Sendable (Int) -> Int
  ) throws -> WrongStep? {
    let captured = AxisValue(text: "list", value: .text("list"), elements: [1, 2])
    let workload = try ClosureWorkload(
      WorkloadArguments(["captured": captured]),
      capturing: PoolTask(capturing: "it") { input, _ in body(input) })
    let pool = try Pools.start(
      .threads, PoolConfiguration(workers: 2), PoolWork(name: "none") { _, _ in TaskResult(count: 0) })
    defer { _ = try? pool.shutDown() }
    return #expect(throws: WrongStep.self) {
      _ = try workload.drive(PoolUse(pool: pool, executor: executor, chunk: .auto))
    }
  }

  @Test func `captured state that is lost is found`() throws {
    #expect(try wrongStep(.threads) { $0 }?.message.hasPrefix("the sums are [1, 2, 3") == true)
  }

  @Test func `captured state that crosses where it cannot is found`() throws {
    let wrong = try wrongStep(.spawn) { $0 + 3 }
    #expect(
      wrong?.description
        == "capture: a task with captured state was taken for workers that start afresh")
  }
}
