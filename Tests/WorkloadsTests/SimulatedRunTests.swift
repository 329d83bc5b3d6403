import Executors
import Jobs
import Testing
import Workloads

@Suite struct SimulatedRunTests {
  private func request(
    _ kind: String, _ arguments: WorkloadArguments, workers: Int, chunk: Chunk? = nil,
    dispatch: Double? = nil,
    noise: Double? = nil, seed: UInt64 = 1, traces: Bool = false
  ) -> RunRequest {
    let executor = ExecutorChoice(kind: .simulated, chunk: chunk, dispatch: dispatch, noise: noise)
    return RunRequest(
      kind: kind, arguments: arguments, executor: executor, workers: workers, seed: seed, traces: traces)
  }

  private let amdahl = arguments(["serial_fraction": 0.25, "work": 2], texts: ["mode": "spin"])

  @Test(arguments: [1, 2, 4, 16, 200])
  func `amdahl takes the time of Amdahl's law, however many workers`(workers: Int) throws {
    let report = WorkloadRunner.run(request("amdahl", amdahl, workers: workers))
    let wall = try #require(report.wall)
    #expect(report.status == .ok)
    #expect(abs(wall - 2 * (0.25 + 0.75 / Double(workers))) < 1e-12)
    let parallelism = try #require(report.achievedParallelism)
    #expect(abs(parallelism - 2 / wall) < 1e-9)
    #expect(report.result == "simulated tasks=\(workers)")
  }

  @Test func `what was not measured is missing`() {
    let report = WorkloadRunner.run(request("amdahl", amdahl, workers: 2))
    #expect(report.startup == nil)
    #expect(report.shutdown == nil)
    #expect(report.threadsPeak == nil)
    #expect(report.runDelay == nil)
    #expect(report.workers.allSatisfy { $0.cpu == nil && $0.node == nil })
  }

  @Test func `workers begin after the serial part`() {
    let report = WorkloadRunner.run(request("amdahl", amdahl, workers: 2))
    #expect(
      report.workers == [
        WorkerRecord(worker: 1, start: 0.5, end: 1.25, busy: 0.75, tasks: 1),
        WorkerRecord(worker: 2, start: 0.5, end: 1.25, busy: 0.75, tasks: 1),
      ])
  }

  @Test func `the speed of this machine does not matter`() {
    var slow = request("amdahl", amdahl, workers: 3)
    slow.calibration = 12345.6
    #expect(WorkloadRunner.run(slow) == WorkloadRunner.run(request("amdahl", amdahl, workers: 3)))
  }

  @Test func `sleeps are scheduled one by one`() {
    let sleeps = arguments(durations: [8, 7, 6, 5, 4, 3, 2, 1])
    let report = WorkloadRunner.run(request("sleep", sleeps, workers: 4))
    #expect(report.wall == 9)
    #expect(report.achievedParallelism == 4)
    #expect(report.workers.map(\.tasks) == [2, 2, 2, 2])
  }

  @Test func `empty tasks take what their dispatch costs`() throws {
    let tasks = arguments(["tasks": 10])
    let single = WorkloadRunner.run(request("noop", tasks, workers: 2, dispatch: 0.5))
    #expect(single.wall == 2.5)
    #expect(single.achievedParallelism == 0)
    let chunks = WorkloadRunner.run(request("noop", tasks, workers: 2, chunk: .tasks(5), dispatch: 0.5))
    #expect(chunks.wall == 0.5)
    let free = WorkloadRunner.run(request("noop", tasks, workers: 2))
    #expect(free.wall == 0)
    #expect(free.achievedParallelism == nil)
  }

  @Test func `noise depends on the seed alone`() {
    let sleeps = arguments(["duration": 1, "tasks": 50])
    let runs = [1, 1, 2].map { seed in
      WorkloadRunner.run(request("sleep", sleeps, workers: 4, noise: 0.3, seed: seed))
    }
    #expect(runs[0] == runs[1])
    #expect(runs[0].wall != runs[2].wall)
  }

  @Test func `noise is the same for any number of workers`() throws {
    let sleeps = arguments(["duration": 1, "tasks": 50])
    let busy = try [1, 7].map { workers in
      let report = WorkloadRunner.run(request("sleep", sleeps, workers: workers, noise: 0.3))
      return try #require(report.workers.map(\.busy).reduce(0, +) as Double?)
    }
    #expect(abs(busy[0] - busy[1]) < 1e-9)
    #expect(abs(busy[0] - 50) > 1e-3)
  }

  @Test func `a trace has the serial part before the release, then every task`() throws {
    let report = WorkloadRunner.run(request("amdahl", amdahl, workers: 2, traces: true))
    #expect(
      report.tasks == [
        TaskRecord(task: 0, worker: 0, submitted: -0.5, started: -0.5, finished: 0),
        TaskRecord(task: 1, worker: 1, submitted: 0, started: 0, finished: 0.75),
        TaskRecord(task: 2, worker: 2, submitted: 0, started: 0, finished: 0.75),
      ])
    #expect(WorkloadRunner.run(request("amdahl", amdahl, workers: 2)).tasks.isEmpty)
  }

  @Test func `a trace of too many tasks is refused`() {
    let report = WorkloadRunner.run(
      request("noop", arguments(["tasks": 1_000_001]), workers: 2, traces: true))
    #expect(
      report.status
        == .failed(
          "a run of 1000001 tasks cannot be traced, only up to 1000000: trace a run with fewer tasks"))
  }

  @Test func `a workload whose durations are not known is refused`() {
    let report = WorkloadRunner.run(request("pi", arguments(["points": 1000]), workers: 2))
    #expect(
      report.status
        == .failed(
          "the executor 'simulated' cannot run 'pi', whose tasks' durations are not known; it can run amdahl, "
            + "functional, gustafson, noop, sleep"))
  }

  @Test func `a workload has a model exactly where it says that it can be simulated`() throws {
    let given = [
      "amdahl": amdahl, "nested": arguments(["tasks": 1, "inner_threads": 1, "work": 1]),
      "noop": arguments(["tasks": 1]), "pi": arguments(["points": 1]), "sleep": arguments(durations: [1]),
      "domain": arguments(["n": 1]), "functional": parts([1]),
      "gustafson": arguments(["serial_fraction": 0.5, "work": 1]),
      "outer": outer(sizes: [1], times: 1, arrays: 1, pause: 0),
      "pipeline": arguments(["stages": 1, "items": 1, "stage_time": 1, "slowest": 1]),
      "prefix_sum": arguments(["n": 1]), "stencil": arguments(["n": 3, "steps": 1]),
      "triad": arguments(["size": 8, "repeats": 1]),
    ]
    for description in WorkloadCatalogue.descriptions {
      guard let arguments = given[description.kind] else {
        // What is not in the list above has no model.
        #expect(!description.canSimulate, "\(description.kind)")
        continue
      }
      let workload = try WorkloadCatalogue.make(
        RunRequest(
          kind: description.kind, arguments: arguments, executor: ExecutorChoice(kind: .serial), workers: 1,
          calibration: 1e9))
      #expect((workload.model != nil) == description.canSimulate, "\(description.kind)")
    }
  }
}
