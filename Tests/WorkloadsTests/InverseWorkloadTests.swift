import Executors
import Expressions
import Jobs
import Testing
import Workloads

@Suite struct InverseWorkloadTests {
  @Test(arguments: ["serial", "threads", "threads-gil", "fork", "spawn", "forkserver"])
  func `the error belongs to its task alone`(executor: String) throws {
    let report = try fixtureRun(
      "inverse", executor, executor == "serial" ? 1 : 3, chunk: "2", "values=1,2,3,4,0,5,6,7")
    #expect(report["status"] == "ok")
    #expect(
      report["result"]
        == "results=7 errors=1 sum=2.5928571428571425 first_error=task 5 failed: 1/0 is no number (DivisionByZero)"
    )
    #expect(report["metric-results"] == "7.0")
    #expect(report["metric-errors"] == "1.0")
    #expect(report["left"] == "none")
  }

  @Test func `there need be no error`() throws {
    let report = try fixtureRun("inverse", "threads", 2, "values=2,4")
    #expect(report["result"] == "results=2 errors=0 sum=0.75")
  }

  @Test func `there may be nothing but errors`() throws {
    let report = try fixtureRun("inverse", "fork", 2, "values=0,0")
    #expect(report["status"] == "ok")
    #expect(report["result"]?.hasPrefix("results=0 errors=2 sum=0.0 first_error=task 1 failed") == true)
  }

  private func wrongStep(_ body: @escaping @Sendable (Int) throws -> Double) throws -> WrongStep? {
    let task = PoolTask<Int, Double>(registered: "inverse") { value, _ in try body(value) }
    let values = AxisValue(text: "list", value: .text("list"), elements: [1, 0, 2])
    let workload = try InverseWorkload(WorkloadArguments(["values": values]), task: task)
    let pool = try Pools.start(
      .threads, PoolConfiguration(workers: 2), PoolWork(name: "none") { _, _ in TaskResult(count: 0) })
    defer { _ = try? pool.shutDown() }
    return #expect(throws: WrongStep.self) {
      _ = try workload.drive(PoolUse(pool: pool, executor: .threads, chunk: .auto))
    }
  }

  @Test func `an inverse of zero is found`() throws {
    #expect(try wrongStep { 1 / Double($0) }?.description == "read: the inverse of 0 is inf")
  }

  @Test func `a wrong inverse is found`() throws {
    let wrong = try wrongStep { value in
      if value == 0 { throw InverseWorkload.DivisionByZero() }
      return 1
    }
    #expect(wrong?.description == "read: the inverse of 2 is 1.0")
  }

  @Test func `an error where there should be none is found`() throws {
    let wrong = try wrongStep { _ in throw InverseWorkload.DivisionByZero() }
    #expect(wrong?.message.hasPrefix("the task of 1 has another's error: task 1 failed") == true)
  }

  @Test func `no values are refused`() throws {
    #expect(try description(of: "inverse").check(arguments()) == "'values' is empty: write at least one")
  }
}
