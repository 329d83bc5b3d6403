import Executors
import Expressions
import Jobs
import Testing
import Workloads

/// Arguments of `outer`.
func outer(sizes: [Double], times: Double, arrays: Double, pause: Double) -> WorkloadArguments {
  let numbers = ["times": times, "arrays": arrays, "pause": pause]
  var values = numbers.mapValues { AxisValue(text: "\($0)", value: .number($0)) }
  values["sizes"] = AxisValue(text: "list", value: .text("list"), elements: sizes)
  return WorkloadArguments(values)
}

@Suite struct TriadWorkloadTests {
  private func workload(_ size: Double, repeats: Double = 2, workers: Int) throws -> TriadWorkload {
    try TriadWorkload(request("triad", arguments(["size": size, "repeats": repeats]), workers: workers))
  }

  @Test(arguments: [1, 2, 3])
  func `all elements are right, and the rate is told`(workers: Int) throws {
    let outcome = try outcome(of: workload(1_000_008, workers: workers), workers: workers)
    #expect(outcome.fault == nil)
    #expect(outcome.result == "elements=125001 repeats=2")
    let rate = try #require(outcome.metrics.first)
    #expect(rate.name == "bandwidth_gb_per_s" && rate.value > 0 && rate.value < 100_000)
  }

  @Test func `fewer elements than workers are done too`() throws {
    #expect(try outcome(of: workload(16, workers: 4), workers: 4, iterations: 2).fault == nil)
  }

  @Test func `an element that is wrong is found out`() throws {
    let fault = try outcome(of: workload(8000, workers: 2), workers: 2) { $0[0].count -= 1 }.fault
    #expect(fault == "999 of 1000 elements are right")
  }

  @Test func `sizes that cannot be are refused`() throws {
    let check = try description(of: "triad").check
    for size in [0, 7, 1e14, .infinity, .nan] {
      #expect(check(arguments(["size": size])) == "'size' must be between 8 bytes and 16 TiB")
      #expect(throws: WorkloadError.self) { _ = try workload(size, workers: 1) }
    }
  }

  @Test func `it tells its memory`() throws {
    let memory = try description(of: "triad").memory(arguments(["size": 1_048_576]), 4, .threads)
    #expect(memory == MemoryNeed(bytes: 3 << 20, parameter: "size"))
  }
}

@Suite struct OuterWorkloadTests {
  private func workload(
    _ sizes: [Double], times: Double = 2, arrays: Double = 2, pause: Double = 0, sizedFor: Int = 2
  ) throws -> OuterWorkload {
    try OuterWorkload(
      request("outer", outer(sizes: sizes, times: times, arrays: arrays, pause: pause), workers: sizedFor))
  }

  @Test(arguments: [1, 2])
  func `every worker does the whole`(workers: Int) throws {
    let outcome = try outcome(of: workload([1, 5, 64]), workers: workers)
    #expect(outcome == WorkloadOutcome(result: "workers=2 rows=560"))
  }

  @Test func `a product that is wrong is found out`() throws {
    let fault = try outcome(of: workload([10]), workers: 1) { $0[1].count -= 3 }.fault
    #expect(fault == "77 of 80 elements of the products are right")
  }

  @Test func `it pauses between two sizes`() throws {
    let values = outer(sizes: [1, 1, 1], times: 1, arrays: 1, pause: 0.02)
    let wall = try #require(WorkloadRunner.run(request("outer", values)).wall)
    #expect(wall >= 0.04)
  }

  /// 10,000² numbers of 8 bytes in two arrays on two workers.
  @Test func `its memory is that of the arrays that live at once`() throws {
    let values = outer(sizes: [100, 1000, 10_000], times: 10, arrays: 2, pause: 1)
    let memory = try description(of: "outer").memory(values, 2, .fork)
    #expect(memory == MemoryNeed(bytes: 3_200_000_000, parameter: "sizes"))
  }

  @Test func `what cannot be done is refused`() throws {
    let check = try description(of: "outer").check
    #expect(check(outer(sizes: [], times: 1, arrays: 1, pause: 0)) == "'sizes' is empty: write at least one")
    #expect(check(outer(sizes: [1e5], times: 1e6, arrays: 1000, pause: 0)) != nil)
    #expect(check(outer(sizes: [1], times: 1, arrays: 1, pause: 1e10)) != nil)
    #expect(throws: WorkloadError.self) { _ = try workload([0]) }
    #expect(throws: WorkloadError.self) { _ = try workload([2e5]) }
    #expect(throws: WorkloadError.self) { _ = try workload([10, 0.5]) }
  }
}
