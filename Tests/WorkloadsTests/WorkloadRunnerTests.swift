import Jobs
import TestPrograms
import Testing
import Workloads

private let fixture = TestProgram("pool-fixture")

/// Runs in a program of their own: the executor `fork` must not fork the test process.
@Suite struct WorkloadRunnerTests {
  private func run(
    _ kind: String, _ executor: String, _ workers: Int, chunk: String = "auto", warmup: Int = 0,
    _ values: String...
  ) throws -> [String: String] {
    let words = [kind, executor, String(workers), chunk, String(warmup)]
    let result = try fixture.run(arguments: ["run"] + words + values)
    #expect(result.exitCode == 0, "\(result.output) \(result.errors)")
    var report: [String: String] = ["workers": ""]
    for line in result.lines {
      let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
      if parts[0] == "worker" { report["workers", default: ""] += "\(parts[1])\n" }
      report[parts[0]] = parts.count > 1 ? parts[1] : ""
    }
    return report
  }

  @Test func `pi is the same for every executor and number of workers`() throws {
    let serial = try run("pi", "serial", 1, "points=1000000")
    #expect(serial["status"] == "ok")
    for executor in ["threads", "fork"] {
      for workers in [1, 2, 5] {
        let report = try run("pi", executor, workers, chunk: workers == 5 ? "2" : "auto", "points=1000000")
        #expect(report["status"] == "ok")
        #expect(report["result"] == serial["result"])
      }
    }
  }

  @Test(arguments: ["threads", "fork"])
  func `noop counts its tasks`(executor: String) throws {
    let report = try run("noop", executor, 3, chunk: "7", "tasks=1000")
    #expect(report["status"] == "ok")
    #expect(report["result"] == "tasks=1000")
    #expect(report["threads"] == "4")
  }

  @Test(arguments: [("serial", 1), ("threads", 4), ("fork", 4)])
  func `amdahl does all its iterations`(executor: String, workers: Int) throws {
    let report = try run("amdahl", executor, workers, "serial_fraction=0.25", "work=0.01", "mode=spin")
    #expect(report["status"] == "ok")
    #expect(report["result"] == "tasks=\(workers) iterations=1000000")
  }

  @Test(arguments: ["threads", "fork"])
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

  @Test(arguments: ["serial", "threads", "fork"])
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

  @Test func `the times of a run are there`() throws {
    let report = try run("noop", "fork", 2, "tasks=2")
    for name in ["startup", "wall", "shutdown", "parallelism"] {
      let value = try #require(Double(report[name] ?? ""))
      #expect(value > 0, "\(name)")
    }
  }

  @Test func `only a process that runs sleeps has its timers sharpened`() throws {
    let result = try fixture.run(arguments: ["slack"])
    #expect(result.lines == ["noop 50000", "sleep 1"])
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
