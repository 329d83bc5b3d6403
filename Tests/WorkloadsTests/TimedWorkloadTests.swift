import Executors
import Expressions
import Jobs
import Testing
import Workloads

/// Arguments of `functional`.
func parts(_ durations: [Double], mode: String = "spin") -> WorkloadArguments {
  WorkloadArguments([
    "parts": AxisValue(text: "list", value: .text("list"), elements: durations),
    "mode": AxisValue(text: mode, value: .text(mode)),
  ])
}

@Suite struct FunctionalWorkloadTests {
  private func workload(_ durations: [Double], mode: String = "spin") throws -> FunctionalWorkload {
    try FunctionalWorkload(parts(durations, mode: mode), calibration: 1_000_000)
  }

  @Test(arguments: [1, 2, 3, 7])
  func `all parts are done by any number of workers`(workers: Int) throws {
    let outcome = try outcome(of: workload([0.003, 0.001, 0.002]), workers: workers)
    #expect(outcome == WorkloadOutcome(result: "parts=3 iterations=6000"))
  }

  @Test func `parts that sleep tell their time`() throws {
    let outcome = try outcome(of: workload([0.003, 0.001], mode: "sleep"), workers: 2)
    #expect(outcome == WorkloadOutcome(result: "parts=2 seconds=0.004"))
  }

  @Test func `a part that was not done is found out`() throws {
    let outcome = try outcome(of: workload([0.001, 0.002]), workers: 1) { $0[1].word ^= 1 }
    #expect(outcome.fault == "task 2 has not done the work that it was given")
  }

  @Test func `no number of workers makes it faster than its longest part`() throws {
    let functional = try description(of: "functional")
    let values = parts([0.5, 0.375, 0.25, 0.125])
    #expect(functional.estimate(values, 1) == 1.25)
    #expect(functional.estimate(values, 2) == 0.625)
    #expect(functional.estimate(values, 4) == 0.5)
    #expect(functional.estimate(values, 1000) == 0.5)
    let simulated = WorkloadRunner.run(request("functional", values, .simulated, workers: 16))
    #expect(simulated.wall == 0.5)
    #expect(functional.bound(values) == .cpu && functional.needsCalibration(values))
    #expect(functional.bound(parts([1], mode: "sleep")) == .waiting)
  }

  @Test(arguments: [
    [], [0.0], [1, .nan], [1, .infinity], [6e8, 6e8], Array(repeating: 1e-3, count: 10_001),
  ])
  func `parts that cannot be are refused`(durations: [Double]) throws {
    let values = parts(durations)
    #expect(try description(of: "functional").check(values) != nil)
    #expect(try description(of: "functional").estimate(values, 2) == nil)
    #expect(throws: WorkloadError.self) { _ = try FunctionalWorkload(values, calibration: 1e9) }
  }
}

@Suite struct GustafsonWorkloadTests {
  private func arguments(_ fraction: Double, mode: String = "spin") -> WorkloadArguments {
    WorkloadsTests.arguments(["serial_fraction": fraction, "work": 0.01], texts: ["mode": mode])
  }

  private func workload(_ fraction: Double, sizedFor: Int, mode: String = "spin") throws -> GustafsonWorkload
  {
    try GustafsonWorkload(arguments(fraction, mode: mode), sizedFor: sizedFor, calibration: 1_000_000)
  }

  @Test(arguments: [1, 2, 5])
  func `the work of five workers is the same on any number of them`(workers: Int) throws {
    let outcome = try outcome(of: workload(0.3, sizedFor: 5), workers: workers)
    #expect(outcome == WorkloadOutcome(result: "tasks=5 iterations=38000"))
  }

  @Test(arguments: [(0.0, "iterations=30000"), (1, "iterations=10000")])
  func `work that is all parallel or all serial is done`(fraction: Double, amount: String) throws {
    let outcome = try outcome(of: workload(fraction, sizedFor: 3), workers: 1)
    #expect(outcome == WorkloadOutcome(result: "tasks=3 \(amount)"))
  }

  @Test func `work that was not done is found out`() throws {
    let wrong = try outcome(of: workload(0.3, sizedFor: 2), workers: 2) { $0[0].word ^= 4 }
    #expect(wrong.fault == "task 1 has not done the work that it was given")
    let short = try outcome(of: workload(0.3, sizedFor: 2, mode: "sleep"), workers: 2) { $0[1].count = 1 }
    #expect(short.fault?.hasSuffix("instead of 17000000") == true)
  }

  @Test(arguments: [1, 2, 16, 200])
  func `the time stays the same, and the reference has Gustafson's`(workers: Int) throws {
    var grown = request("gustafson", arguments(0.3, mode: "sleep"), .simulated, workers: workers)
    #expect(abs(try #require(WorkloadRunner.run(grown).wall) - 0.01) < 1e-12)
    grown.workers = 1
    let reference = try #require(WorkloadRunner.run(grown).wall)
    #expect(abs(reference / 0.01 - (0.3 + 0.7 * Double(workers))) < 1e-9)
  }

  @Test func `it grows with the workers and says what is serial`() throws {
    let gustafson = try description(of: "gustafson")
    #expect(gustafson.growsWithWorkers)
    #expect(gustafson.serialFraction(arguments(0.3)) == 0.3)
    #expect(gustafson.estimate(arguments(0.3), 7) == 0.01)
    #expect(gustafson.check(WorkloadsTests.arguments(["work": 0])) == "'work' must be longer than 0")
  }

  @Test func `more work than can be counted is refused`() {
    let values = WorkloadsTests.arguments(["serial_fraction": 0, "work": 1e9], texts: ["mode": "sleep"])
    let error = #expect(throws: WorkloadError.self) {
      _ = try GustafsonWorkload(values, sizedFor: 10, calibration: nil)
    }
    #expect(error?.message == "gustafson: 'work' is too long for 10 workers")
  }
}
