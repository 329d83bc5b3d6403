import Executors
import Jobs
import Testing
import Workloads

/// Results that are wrong are found out.
@Suite struct WorkloadCheckTests {
  private func combined<Workload: BuiltInWorkload>(
    _ workload: Workload, _ change: (inout [TaskResult]) -> Void
  ) throws -> WorkloadOutcome {
    let task = workload.makeTask()
    var results = try (0..<workload.taskCount).map { try task($0, TaskContext(worker: 1)) }
    change(&results)
    let serial = workload.serialPart?()
    return workload.check(results.withUnsafeBufferPointer { workload.combine(serial: serial, tasks: $0) })
  }

  private func amdahl() throws -> AmdahlWorkload {
    try AmdahlWorkload(
      arguments(["serial_fraction": 0.25, "work": 1], texts: ["mode": "spin"]), workers: 3,
      calibration: 10_001)
  }

  @Test func `all iterations are done, whatever the number of tasks`() throws {
    #expect(try combined(amdahl()) { _ in } == WorkloadOutcome(result: "tasks=3 iterations=10001"))
  }

  @Test func `iterations that were not done are found out`() throws {
    let outcome = try combined(amdahl()) { $0[1].word ^= 1 }
    #expect(outcome.fault == "task 2 has not done the work that it was given")
  }

  @Test func `too little work is found out`() throws {
    let outcome = try combined(amdahl()) {
      $0[0] = TaskResult(count: 10, word: SpinLoop.state(after: 10, from: 1))
    }
    #expect(outcome.fault?.hasSuffix("units of work were done instead of 10001") == true)
  }

  @Test(arguments: [0.0, 1.0])
  func `work that is all serial or all parallel is done`(fraction: Double) throws {
    let workload = try AmdahlWorkload(
      arguments(["serial_fraction": fraction, "work": 1], texts: ["mode": "spin"]), workers: 2,
      calibration: 1000)
    #expect(try combined(workload) { _ in } == WorkloadOutcome(result: "tasks=2 iterations=1000"))
  }

  @Test func `a sleep that was too short is found out`() throws {
    let workload = try SleepWorkload(arguments(durations: [0.002, 0.001]))
    #expect(try combined(workload) { _ in } == WorkloadOutcome(result: "tasks=2 seconds=0.003"))
    #expect(
      try combined(workload) { $0[0].word = 1 }.fault == "2 tasks should have slept for 0.003 s together")
  }

  @Test func `a task that has no result is found out`() throws {
    let workload = try NoopWorkload(arguments(["tasks": 5]))
    #expect(try combined(workload) { _ in } == WorkloadOutcome(result: "tasks=5"))
    #expect(try combined(workload) { $0[3] = TaskResult(count: 0) }.fault == "4 of 5 tasks have a result")
  }

  @Test func `an estimate far from pi is found out`() throws {
    let workload = try PiWorkload(arguments(["points": 200_000]), seed: 1)
    #expect(try combined(workload) { _ in }.fault == nil)
    #expect(try combined(workload) { $0[0].count -= 3000 }.fault != nil)
  }

  /// The points again, drawn in the plainest way.
  @Test func `pi counts the points of its blocks`() throws {
    var inside = 0
    var stream = Xoshiro256(seed: 9)
    for points in [65_536, 65_536, 1000] {
      var generator = stream
      for _ in 0..<points {
        let x = Double(generator.next() >> 11) / 9_007_199_254_740_992
        let y = Double(generator.next() >> 11) / 9_007_199_254_740_992
        if x * x + y * y < 1 { inside += 1 }
      }
      stream.jump()
    }
    let outcome = try combined(try PiWorkload(arguments(["points": 132_072]), seed: 9)) { _ in }
    #expect(outcome.result.contains("inside=\(inside) points=132072"))
  }
}
