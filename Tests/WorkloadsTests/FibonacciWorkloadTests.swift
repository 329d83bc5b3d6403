import Executors
import Jobs
import Testing
import Workloads

@Suite struct FibonacciWorkloadTests {
  private func outcome(
    _ n: Double, _ change: (inout [TaskResult]) -> Void = { _ in }
  ) throws -> WorkloadOutcome {
    let workload = try FibonacciWorkload(arguments(["n": n]))
    let task = workload.makeTask()
    var results = try (0..<workload.taskCount).map { try task($0, TaskContext(worker: 1)) }
    change(&results)
    return workload.check(results.withUnsafeBufferPointer { workload.combine(serial: nil, tasks: $0) })
  }

  @Test func `F(100) is exact`() throws {
    // The residue is that of 354224848179261915075 divided by 2^61 - 1.
    #expect(try outcome(100) == WorkloadOutcome(result: "n=100 digits=21 residue=1430867769566740572"))
  }

  @Test(arguments: [1, 2, 3, 4, 93, 94, 1000, 100_000])
  func `additions give what doubling gives`(n: Int) throws {
    let outcome = try outcome(Double(n))
    #expect(outcome.fault == nil)
    #expect(outcome.result.hasPrefix("n=\(n) "))
  }

  @Test func `a wrong number is found out`() throws {
    #expect(try outcome(1000) { $0[0].word ^= 1 }.fault == "the number is not F(1000), which doubling gives")
    #expect(try outcome(1000) { $0[0].count += 1 }.fault != nil)
    #expect(try outcome(1000) { $0 = [] }.fault != nil)
  }

  @Test func `it is one task, and serial by construction`() throws {
    #expect(try FibonacciWorkload(arguments(["n": 5])).taskCount == 1)
    let fibonacci = try description(of: "fibonacci")
    #expect(fibonacci.serialFraction(arguments()) == 1)
    #expect(fibonacci.bound(arguments()) == .cpu)
  }

  @Test(arguments: [0, -1, 0.5, 1e9, .nan, .infinity])
  func `what is no such number is refused`(n: Double) {
    #expect(throws: WorkloadError.self) { try FibonacciWorkload(arguments(["n": n])) }
  }
}
