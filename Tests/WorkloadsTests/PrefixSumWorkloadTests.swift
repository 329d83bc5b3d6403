import Executors
import Jobs
import Testing
import Workloads

@Suite struct PrefixSumWorkloadTests {
  private func workload(
    _ count: Double, workers: Int, _ executor: ExecutorKind = .threads, chunk: Chunk? = nil
  ) throws -> PrefixSumWorkload {
    try PrefixSumWorkload(
      request("prefix_sum", arguments(["n": count]), executor, workers: workers, chunk: chunk))
  }

  @Test(arguments: [1.0, 2, 7, 10_000])
  func `two passes of any number of workers give what one pass gives`(count: Double) throws {
    let serial = try outcome(of: workload(count, workers: 1, .serial), workers: 1)
    #expect(serial.fault == nil)
    for workers in [1, 2, 3, 8] {
      #expect(try outcome(of: workload(count, workers: workers), workers: workers) == serial)
    }
  }

  @Test func `a second iteration begins anew`() throws {
    #expect(try outcome(of: workload(1000, workers: 3), workers: 3, iterations: 3).fault == nil)
  }

  @Test func `a wrong element is found out`() throws {
    let workload = try workload(1000, workers: 2)
    let fault = try outcome(of: workload, workers: 2) { _ in try spoil(workload, byteFromEnd: 12) }.fault
    #expect(fault?.hasPrefix("element 999 is ") == true)
  }

  @Test func `a block that was not done is found out`() throws {
    let short = try outcome(of: workload(1000, workers: 2), workers: 2) { $0[0].count = 0 }
    #expect(short.fault?.hasPrefix("500 elements with the last one ") == true)
    let wrong = try outcome(of: workload(1000, workers: 2), workers: 2) { $0[1].word = 0 }
    #expect(wrong.fault?.hasPrefix("1000 elements with the last one 0.0 instead of ") == true)
  }

  @Test func `a task that was left out is found out`() throws {
    let workload = try workload(1000, workers: 1)
    workload.beginIteration()
    let results = [TaskResult(count: 1000, value: 1)]
    let combined = results.withUnsafeBufferPointer { workload.combine(serial: nil, tasks: $0) }
    #expect(workload.check(combined).fault?.hasPrefix("element ") == true)
  }

  @Test func `several tasks at a time are refused, because they wait for each other`() throws {
    let error = #expect(throws: WorkloadError.self) { _ = try workload(1000, workers: 2, chunk: .tasks(2)) }
    #expect(error?.message.contains("leave out the executor's 'chunk', or write 'chunk: 1'") == true)
    #expect(try workload(1000, workers: 2, chunk: .tasks(1)).taskCount == 2)
    #expect(try workload(1000, workers: 1, chunk: .tasks(9)).taskCount == 1)
  }

  @Test func `it tells its memory`() throws {
    let memory = try #require(try description(of: "prefix_sum").memory(arguments(["n": 1e8]), 4, .threads))
    #expect(memory.parameter == "n")
    #expect((1_600_000_000..<1_600_100_000).contains(memory.bytes))
  }

  @Test func `hostile sizes are refused`() {
    for count in [0, -1, 1.5, 1e10, .infinity, .nan] {
      #expect(throws: WorkloadError.self) { _ = try workload(count, workers: 1) }
    }
  }
}
