import Jobs
import TestPrograms
import Testing
import Workloads

private let fixture = TestProgram("pool-fixture")

/// The executors with several workers.
private let parallel = ["threads", "threads-gil", "fork", "spawn", "forkserver"]

/// Runs in a program of their own: the executor `fork` must not fork the test process.
@Suite struct WorkloadRunnerTests {
  private func run(
    _ kind: String, _ executor: String, _ workers: Int, chunk: String = "auto", warmup: Int = 0,
    _ values: String...
  ) throws -> [String: String] {
    let words = [kind, executor, String(workers), chunk, String(warmup)]
    let result = try fixture.run(arguments: ["run"] + words + values)
    #expect(result.exitCode == 0, "\(result.output) \(result.errors)")
    var report: [String: String] = ["workers": "", "tasks": ""]
    for line in result.lines {
      let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
      if parts[0] == "worker" { report["workers", default: ""] += "\(parts[1])\n" }
      if parts[0] == "task" { report["tasks", default: ""] += "\(parts[1])\n" }
      report[parts[0]] = parts.count > 1 ? parts[1] : ""
    }
    return report
  }

  @Test func `pi is the same for every executor and number of workers`() throws {
    let serial = try run("pi", "serial", 1, "points=1000000")
    #expect(serial["status"] == "ok")
    for executor in parallel {
      for workers in [1, 2, 5] {
        let report = try run("pi", executor, workers, chunk: workers == 5 ? "2" : "auto", "points=1000000")
        #expect(report["status"] == "ok")
        #expect(report["result"] == serial["result"])
      }
    }
  }

  @Test(arguments: parallel)
  func `noop counts its tasks`(executor: String) throws {
    let report = try run("noop", executor, 3, chunk: "7", "tasks=1000")
    #expect(report["status"] == "ok")
    #expect(report["result"] == "tasks=1000")
    // The workers, the process that hands out the work, and the server that forks.
    #expect(report["threads"] == (executor == "forkserver" ? "5" : "4"))
    #expect(report["left"] == "none")
  }

  @Test(arguments: [("serial", 1)] + parallel.map { ($0, 4) })
  func `amdahl does all its iterations`(executor: String, workers: Int) throws {
    let report = try run("amdahl", executor, workers, "serial_fraction=0.25", "work=0.01", "mode=spin")
    #expect(report["status"] == "ok")
    #expect(report["result"] == "tasks=\(workers) iterations=1000000")
  }

  @Test(arguments: parallel)
  func `sleeping tasks overlap`(executor: String) throws {
    let report = try run("sleep", executor, 4, "duration=0.1", "tasks=4")
    #expect(report["status"] == "ok")
    #expect(report["result"] == "tasks=4 seconds=0.4")
    let parallelism = try #require(Double(report["parallelism"] ?? ""))
    #expect(parallelism > 1.5 && parallelism <= 4.01)
  }

  @Test func `a list of durations is one task each`() throws {
    let report = try run("sleep", "fork", 2, "durations=0.03,0.02,0.01")
    #expect(report["result"] == "tasks=3 seconds=0.06")
  }

  @Test(
    arguments: ["serial", "threads+reuse"] + parallel + ["fork+reuse", "spawn+reuse", "forkserver+reuse"])
  func `warm-up iterations are not part of the timed one`(executor: String) throws {
    let report = try run("sleep", executor, 1, warmup: 3, "duration=0.05", "tasks=2")
    #expect(report["status"] == "ok")
    let wall = try #require(Double(report["wall"] ?? ""))
    #expect(wall >= 0.1)
    let worker = try #require(report["workers"]).split(separator: " ")
    #expect(worker[1] == "2")
    // Its moments count from the release of the timed iteration, not from the first one.
    let (end, busy) = (Double(worker[3]) ?? .infinity, Double(worker[4].dropLast()) ?? .infinity)
    #expect(end <= wall && busy <= wall)
  }

  @Test(arguments: ["threads", "fork", "fork+reuse", "spawn", "forkserver"])
  func `the times of a run are there`(executor: String) throws {
    let report = try run("noop", executor, 2, warmup: 1, "tasks=2")
    for name in ["startup", "wall", "shutdown", "parallelism"] {
      let value = try #require(Double(report[name] ?? ""))
      #expect(value > 0, "\(name)")
    }
  }

  @Test func `a pool whose worker died between two iterations is replaced`() throws {
    #expect(try fixture.run("replaced").lines == ["alive", "left none"])
  }

  @Test func `only a process that runs sleeps has its timers sharpened`() throws {
    let result = try fixture.run(arguments: ["slack"])
    #expect(result.lines == ["noop 50000", "sleep 1"])
  }

  /// Four sleeps of 50 ms on one worker each time: whatever holds a lock while it sleeps would add up.
  @Test func `who sleeps gives the global lock away`() throws {
    let report = try run("amdahl", "threads-gil", 4, "serial_fraction=0", "work=0.4", "mode=sleep")
    #expect(report["status"] == "ok")
    #expect(try #require(Double(report["parallelism"] ?? "")) > 1.5)
  }

  /// Busy is what is left when the waiting for the lock is taken off, so that this holds on one CPU as on many.
  @Test func `only one thread computes under the global lock`() throws {
    let report = try run("amdahl", "threads-gil", 4, "serial_fraction=0", "work=2", "mode=spin")
    #expect(report["status"] == "ok")
    #expect(report["result"] == "tasks=4 iterations=200000000")
    #expect(try #require(Double(report["parallelism"] ?? "")) < 1.2)
  }

  @Test(arguments: ["serial", "threads", "fork", "spawn"])
  func `tasks with threads of their own do all their work`(executor: String) throws {
    let workers = executor == "serial" ? 1 : 2
    for inner in [1, 3] {
      let report = try run("nested", executor, workers, "tasks=4", "inner_threads=\(inner)", "work=0.01")
      #expect(report["status"] == "ok")
      #expect(report["result"] == "tasks=4 iterations=1000000")
      let outer = executor == "serial" ? 1 : 3
      #expect(report["threads"] == String(outer + (inner > 1 ? workers * inner : 0)))
    }
  }

  @Test(arguments: ["serial", "threads", "threads-gil", "fork", "spawn", "forkserver"])
  func `a trace tells when each task ran`(executor: String) throws {
    let workers = executor == "serial" ? 1 : 2
    let report = try run(
      "amdahl", executor + "+traces", workers, warmup: 1, "serial_fraction=0.5", "work=0.04", "mode=sleep")
    let wall = try #require(Double(report["wall"] ?? ""))
    let tasks = try #require(report["tasks"]).split(separator: "\n").map { $0.split(separator: " ") }
    #expect(tasks.map { $0[0] } == (0...workers).map { Substring(String($0)) })
    // The serial part runs before the release, outside all workers.
    #expect(tasks[0][1] == "0")
    #expect(Double(tasks[0][3]) ?? 0 < -0.019)
    #expect(Double(tasks[0][4]) ?? 1 <= 0)
    for task in tasks.dropFirst() {
      let (started, finished) = (Double(task[3]) ?? -1, Double(task[4]) ?? -1)
      #expect((1...workers).contains(Int(task[1]) ?? 0))
      #expect(task[2] == "0.0" && task[5] == "done")
      #expect(started >= 0 && finished - started >= 0.02 / Double(workers) && finished <= wall)
    }
  }

  @Test func `without a trace no task is told`() throws {
    #expect(try run("noop", "fork", 2, "tasks=20")["tasks"] == "")
  }

  @Test func `a trace of too many tasks is refused`() throws {
    let report = try run("noop", "threads+traces", 2, "tasks=1000001")
    #expect(report["status"]?.hasPrefix("failed: a run of 1000001 tasks cannot be traced") == true)
  }

  @Test func `a trace of too many workers is refused`() throws {
    let report = try run("noop", "simulated+traces", 100_001, "tasks=1")
    #expect(report["status"]?.hasPrefix("failed: a run of 100001 workers cannot be traced") == true)
  }

  @Test func `serial with several workers is refused`() throws {
    let report = try run("noop", "serial", 2, "tasks=2")
    #expect(report["status"]?.hasSuffix("the executor 'serial' has one worker, not 2") == true)
  }

  @Test func `arguments that do not fit are refused`() throws {
    let report = try run("sleep", "threads", 2, "tasks=2")
    #expect(report["status"]?.hasSuffix("'duration' is missing") == true)
  }

  @Test func `a command is no built-in workload`() throws {
    let report = try run("noop", "command", 2, "tasks=2")
    #expect(report["status"] == "failed: the executor 'command' runs programs, not built-in workloads")
  }
}
