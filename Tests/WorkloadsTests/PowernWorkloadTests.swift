import Executors
import Jobs
import Testing
import Workloads

@Suite struct PowernWorkloadTests {
  private func workload(
    tasks: Double = 2, outside: Double = 0, numbers: Double = 3, first: Double = 564_982, step: Double = 100,
    exponent: Double = 9999
  ) throws -> PowernWorkload {
    try PowernWorkload(
      arguments([
        "tasks": tasks, "outside_lock": outside, "numbers": numbers, "first": first, "step": step,
        "exponent": exponent,
      ]))
  }

  private func outcome(
    _ workload: PowernWorkload, _ change: (inout [TaskResult]) -> Void = { _ in }
  ) throws -> WorkloadOutcome {
    let task = workload.makeTask()
    var results = try (0..<workload.taskCount).map { try task($0, TaskContext(worker: 1)) }
    change(&results)
    return workload.check(results.withUnsafeBufferPointer { workload.combine(serial: nil, tasks: $0) })
  }

  @Test(arguments: [0, 0.5, 0.9, 1])
  func `the sum is exact, whatever is computed without the lock`(outside: Double) throws {
    #expect(
      try outcome(workload(outside: outside))
        == WorkloadOutcome(result: "tasks=2 residue=1547389312225959591"))
  }

  @Test func `small sums are what they are`() throws {
    let squares = try workload(tasks: 1, numbers: 4, first: 1, step: 2, exponent: 2)
    #expect(try outcome(squares).result == "tasks=1 residue=84")
    let ones = try workload(tasks: 1, numbers: 5, first: 0, step: 0, exponent: 0)
    #expect(try outcome(ones) == WorkloadOutcome(result: "tasks=1 residue=5"))
  }

  @Test func `a wrong sum is found out`() throws {
    let three = try workload(tasks: 3, exponent: 10)
    #expect(try outcome(three) { $0[1].word ^= 1 }.fault == "the sum of task 2 is wrong")
    #expect(try outcome(three) { $0[2].count ^= 1 }.fault == "the sum of task 3 is wrong")
    #expect(try outcome(three) { $0[0] = TaskResult(count: 0) }.fault == "the sum of task 1 is wrong")
    #expect(try outcome(three) { $0.removeLast() }.fault == "2 of 3 tasks have a result")
  }

  @Test func `the largest parameters do not overflow`() throws {
    let largest = try workload(tasks: 1, numbers: 1_000_000, first: 1e12, step: 1e9, exponent: 1)
    #expect(try outcome(largest).fault == nil)
  }

  @Test(arguments: [-1, 0.5, 1e13, .nan, .infinity])
  func `numbers out of bounds are refused`(number: Double) {
    #expect(throws: WorkloadError.self) { try workload(tasks: number) }
    #expect(throws: WorkloadError.self) { try workload(numbers: number) }
    #expect(throws: WorkloadError.self) { try workload(first: number) }
    #expect(throws: WorkloadError.self) { try workload(step: number) }
    #expect(throws: WorkloadError.self) { try workload(exponent: number) }
  }

  @Test(arguments: [-0.1, 1.1, .nan, .infinity])
  func `a share that is none is refused`(share: Double) {
    #expect(throws: WorkloadError.self) { try workload(outside: share) }
  }
}
