import Executors
import Jobs
import Testing
import Workloads

@Suite struct PipelineWorkloadTests {
  private func values(
    stages: Double = 4, items: Double = 20, time: Double = 0.001, slowest: Double = 1, mode: String = "spin"
  ) -> WorkloadArguments {
    arguments(
      ["stages": stages, "items": items, "stage_time": time, "slowest": slowest], texts: ["mode": mode])
  }

  private func workload(_ values: WorkloadArguments, workers: Int) throws -> PipelineWorkload {
    var request = request("pipeline", values, workers: workers)
    request.calibration = 100_000
    return try PipelineWorkload(request)
  }

  @Test(arguments: ["spin", "sleep"])
  func `items go through all stages in order, whatever the number of workers`(mode: String) throws {
    let values = values(time: mode == "spin" ? 0.001 : 0.0001, slowest: 3, mode: mode)
    let serial = try outcome(of: workload(values, workers: 1), workers: 1)
    #expect(serial.fault == nil)
    for workers in [2, 3, 4, 9] {
      let outcome = try outcome(of: workload(values, workers: workers), workers: workers)
      #expect(outcome.fault == nil)
      #expect(outcome.result == serial.result)
    }
  }

  @Test func `one worker does the tasks of several, one after the other`() throws {
    let workload = try workload(values(), workers: 4)
    #expect(workload.taskCount == 4)
    #expect(try outcome(of: workload, workers: 1).fault == nil)
    #expect(try outcome(of: workload, workers: 2, iterations: 2).fault == nil)
  }

  @Test func `no more tasks than stages are made`() throws {
    #expect(try workload(values(stages: 3), workers: 8).taskCount == 3)
    #expect(try workload(values(stages: 3), workers: 2).taskCount == 2)
  }

  @Test func `an item that was changed on its way is found out`() throws {
    let workload = try workload(values(items: 20), workers: 2)
    let fault = try outcome(of: workload, workers: 2) { _ in try spoil(workload, byteFromEnd: 8) }.fault
    #expect(fault == "item 20 has not gone through all stages in order")
  }

  @Test func `a stage that was too fast is found out`() throws {
    let workload = try workload(values(time: 0.0001, mode: "sleep"), workers: 2)
    let fault = try outcome(of: workload, workers: 2) { $0[1].word = 1 }.fault
    #expect(fault == "task 2 has not done the work that it was given")
  }

  /// One stage of 4 ms among three of 2 ms: sleeps never end early, so that no more than 250 items a second come.
  @Test func `its rate is at most that of the slowest stage`() throws {
    let values = values(stages: 3, items: 10, time: 0.002, slowest: 2, mode: "sleep")
    let outcome = try outcome(of: workload(values, workers: 3), workers: 3)
    let rate = try #require(outcome.metrics.first)
    #expect(rate.name == "items_per_s")
    #expect(rate.value > 0 && rate.value <= 250)
  }

  @Test func `a single item has no rate`() throws {
    #expect(try outcome(of: workload(values(items: 1), workers: 2), workers: 2).metrics.isEmpty)
  }

  @Test func `the slowest share gives the estimate`() throws {
    let pipeline = try description(of: "pipeline")
    let equal = values(items: 101, time: 1, mode: "sleep")
    #expect(pipeline.estimate(equal, 1) == 404)
    #expect(pipeline.estimate(equal, 2) == 204)
    #expect(pipeline.estimate(equal, 3) == 204)
    #expect(pipeline.estimate(equal, 4) == 104)
    #expect(pipeline.estimate(equal, 100) == 104)
    // 1, 1, 3 and 1 s: two workers do best with two stages each, and nobody is faster than the slowest stage.
    let unequal = values(items: 101, time: 1, slowest: 3, mode: "sleep")
    #expect(pipeline.estimate(unequal, 2) == 406)
    #expect(pipeline.estimate(unequal, 3) == 306)
    #expect(pipeline.estimate(unequal, 4) == 306)
  }

  @Test func `what cannot be done is refused`() throws {
    let check = try description(of: "pipeline").check
    #expect(check(values()) == nil)
    #expect(check(values(time: 0)) == "'stage_time' must be longer than 0")
    #expect(check(values(items: 1_000_000)) == "'stages' times 'items' is more than 1000000")
    #expect(check(values(time: 1e8))?.hasPrefix("all items would take longer") == true)
    #expect(check(values(time: .infinity)) != nil)
    #expect(throws: WorkloadError.self) { _ = try workload(values(items: 1e7), workers: 1) }
    #expect(throws: WorkloadError.self) { _ = try workload(values(stages: 0), workers: 1) }
  }
}
