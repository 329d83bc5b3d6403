import Executors
import Jobs
import Testing
import Workloads

@Suite struct StencilWorkloadTests {
  private func workload(
    _ side: Double, _ steps: Double, workers: Int, chunk: Chunk? = nil
  ) throws -> StencilWorkload {
    try StencilWorkload(
      request("stencil", arguments(["n": side, "steps": steps]), workers: workers, chunk: chunk))
  }

  @Test(arguments: [1, 2, 3, 7])
  func `every number of workers gives the same grid`(workers: Int) throws {
    for steps in [1.0, 2, 25] {
      let outcome = try outcome(of: workload(30, steps, workers: workers), workers: workers)
      #expect(outcome == WorkloadOutcome(result: "n=30 steps=\(Int(steps)) middle=\(450 + Int(steps))"))
    }
  }

  @Test func `more workers than rows wait with the others`() throws {
    #expect(try outcome(of: workload(3, 10, workers: 4), workers: 4).fault == nil)
  }

  @Test func `a second iteration begins anew`() throws {
    #expect(try outcome(of: workload(20, 5, workers: 2), workers: 2, iterations: 2).fault == nil)
  }

  @Test func `a single wrong point is found out`() throws {
    let workload = try workload(20, 5, workers: 2)
    let fault = try outcome(of: workload, workers: 2) { _ in try spoil(workload, byteFromEnd: 8 * 25) }.fault
    #expect(fault?.hasPrefix("point (18, 15) is ") == true)
  }

  /// The rows of the second worker stay as they are after no step.
  @Test func `rows that nobody computes are found out`() throws {
    let workload = try workload(20, 1, workers: 2)
    workload.beginIteration()
    let results = [try workload.makeTask()(0, TaskContext(worker: 1)), TaskResult(count: 9)]
    let combined = results.withUnsafeBufferPointer { workload.combine(serial: nil, tasks: $0) }
    #expect(workload.check(combined).fault == "point (10, 0) is 0.0 instead of 101.0")
  }

  @Test func `rows that were not counted are found out`() throws {
    let fault = try outcome(of: workload(20, 5, workers: 2), workers: 2) { $0[1].count = 0 }.fault
    #expect(fault == "45 rows were done instead of 90")
  }

  @Test func `what cannot be done is refused`() {
    for (side, steps) in [(2.0, 1.0), (1e6, 1), (10, 0), (10, 1e9), (.nan, 1)] {
      #expect(throws: WorkloadError.self) { _ = try workload(side, steps, workers: 1) }
    }
    #expect(throws: WorkloadError.self) { _ = try workload(10, 1, workers: 2, chunk: .tasks(4)) }
  }

  @Test func `it tells its memory`() throws {
    let memory = try description(of: "stencil").memory(arguments(["n": 1000, "steps": 1]), 4, .threads)
    #expect(memory == MemoryNeed(bytes: 16_004_096, parameter: "n"))
  }
}
