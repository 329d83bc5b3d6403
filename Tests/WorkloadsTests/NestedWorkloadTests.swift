import Executors
import Jobs
import Testing
import Workloads

@Suite struct NestedWorkloadTests {
  private func workload(threads: Double, work: Double = 1) throws -> NestedWorkload {
    try NestedWorkload(
      arguments(["tasks": 3, "inner_threads": threads, "work": work]), calibration: 10_001)
  }

  private func outcome(
    _ workload: NestedWorkload, _ change: (inout [TaskResult]) -> Void = { _ in }
  ) throws -> WorkloadOutcome {
    let task = workload.makeTask()
    var results = try (0..<workload.taskCount).map { try task($0, TaskContext(worker: 1)) }
    change(&results)
    return workload.check(results.withUnsafeBufferPointer { workload.combine(serial: nil, tasks: $0) })
  }

  @Test(arguments: [1.0, 2, 7])
  func `all iterations are done, whatever the number of threads inside`(threads: Double) throws {
    #expect(try outcome(workload(threads: threads)) == WorkloadOutcome(result: "tasks=3 iterations=10001"))
  }

  @Test(arguments: [1.0, 2])
  func `iterations that were not done are found out`(threads: Double) throws {
    let outcome = try outcome(workload(threads: threads)) { $0[1].word ^= 1 }
    #expect(outcome.fault == "task 2 has not done the work that it was given")
  }

  @Test func `a task that does another amount of work is found out`() throws {
    let outcome = try outcome(workload(threads: 1)) { $0[2].count += 1 }
    #expect(outcome.fault == "task 3 has not done the work that it was given")
  }

  @Test func `fewer iterations than threads are done too`() throws {
    #expect(try outcome(workload(threads: 8, work: 0.001)).fault == nil)
  }

  @Test func `it says how many threads a task starts`() throws {
    let nested = try description(of: "nested")
    #expect(nested.innerThreads(arguments(["inner_threads": 4])) == 4)
    #expect(try description(of: "noop").innerThreads(arguments()) == 1)
    #expect(nested.needsCalibration(arguments()))
    #expect(nested.check(arguments(["work": 0])) == "'work' must be longer than 0")
  }

  @Test func `it needs the speed of the loop`() {
    let error = #expect(throws: WorkloadError.self) {
      _ = try NestedWorkload(arguments(["tasks": 1, "inner_threads": 1, "work": 1]), calibration: nil)
    }
    #expect(error?.message == "nested needs the calibrated speed of the spin loop")
  }
}
