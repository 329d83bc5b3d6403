import Executors
import Jobs
import Testing
import Workloads

@Suite struct DomainWorkloadTests {
  private func workload(_ points: Double, _ partition: String, workers: Int) throws -> DomainWorkload {
    try DomainWorkload(
      request("domain", arguments(["n": points], texts: ["partition": partition]), workers: workers))
  }

  /// All values again, one by one.
  private func result(_ points: Int) -> WorkloadOutcome {
    let sum = (1...points).reduce(UInt64(0)) { $0 ^ SpinLoop.run(iterations: 32, from: UInt64($1)) }
    return WorkloadOutcome(result: "points=\(points) checksum=\(sum)")
  }

  @Test(arguments: ["block", "cyclic"], [1, 2, 3, 8])
  func `every partition and number of workers gives the same result`(partition: String, workers: Int) throws {
    #expect(
      try outcome(of: workload(10_001, partition, workers: workers), workers: workers) == result(10_001))
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8])
  func `fewer points than workers are done too`(points: Int) throws {
    for partition in ["block", "cyclic"] {
      let workload = try workload(Double(points), partition, workers: 5)
      #expect(try outcome(of: workload, workers: 5) == result(points))
    }
  }

  @Test func `a second iteration begins anew`() throws {
    #expect(try outcome(of: workload(1000, "cyclic", workers: 2), workers: 2, iterations: 2) == result(1000))
  }

  @Test func `a share that was not done is found out`() throws {
    let fault = try outcome(of: workload(1000, "block", workers: 4), workers: 2) {
      $0[1] = TaskResult(count: 0)
    }.fault
    #expect(fault == "750 points were done instead of 1000")
  }

  @Test func `a wrong point is found out`() throws {
    let wrong = try outcome(of: workload(1000, "block", workers: 2), workers: 2) { $0[1].word ^= 1 }
    #expect(wrong.fault?.hasPrefix("the checksum is ") == true)
    let workload = try workload(1000, "block", workers: 2)
    let spoilt = try outcome(of: workload, workers: 2) { _ in try spoil(workload, byteFromEnd: 8) }
    #expect(spoilt.fault?.hasPrefix("the checksum is ") == true)
  }

  @Test func `more points than it can have are refused`() {
    #expect(throws: WorkloadError.self) { _ = try workload(1e9, "block", workers: 1) }
    #expect(throws: WorkloadError.self) { _ = try workload(0, "block", workers: 1) }
  }

  @Test func `it tells its memory`() throws {
    let memory = try description(of: "domain").memory(arguments(["n": 1e8]), 4, .fork)
    #expect(memory == MemoryNeed(bytes: 800_004_096, parameter: "n"))
  }
}
