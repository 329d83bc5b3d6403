import TestPrograms
import Testing

private let fixture = TestProgram("pool-fixture")

/// Workloads whose tasks write into memory that all share, under every executor; in a program of their own, since
/// nothing forks inside a test process.
@Suite struct SharedWorkloadRunTests {
  private static let executors = [
    "threads", "threads-gil", "fork", "spawn", "forkserver", "fork+reuse", "spawn+reuse",
  ]
  /// Workload, arguments, result.
  private static let runs: [(kind: String, arguments: [String], result: String)] = [
    ("domain", ["n=20000", "partition=cyclic"], "points=20000 checksum="),
    ("functional", ["parts=0.002,0.001", "mode=spin"], "parts=2 iterations=300000"),
    ("gustafson", ["serial_fraction=0.5", "work=0.002", "mode=spin"], "tasks=3 iterations=400000"),
    ("outer", ["sizes=10,20", "times=2", "arrays=2", "pause=0.001"], "workers=3 rows=360"),
    (
      "pipeline", ["stages=4", "items=30", "stage_time=0.0002", "slowest=2", "mode=sleep"],
      "items=30 stages=4 checksum="
    ),
    ("prefix_sum", ["n=30000"], "n=30000 last="),
    ("stencil", ["n=40", "steps=30"], "n=40 steps=30 middle=830"),
    ("triad", ["size=300000", "repeats=3"], "elements=37500 repeats=3"),
  ]

  @Test(arguments: executors)
  func `the result is right under every executor, after untimed iterations too`(executor: String) throws {
    for run in Self.runs {
      let words = ["run", run.kind, executor, "3", "auto", "2"] + run.arguments
      let result = try fixture.run(arguments: words)
      #expect(result.lines.first == "status ok", "\(run.kind) \(result.output) \(result.errors)")
      #expect(result.lines.dropFirst().first?.hasPrefix("result \(run.result)") == true, "\(result.output)")
      #expect(result.lines.contains("left none"))
    }
  }

  @Test(arguments: ["domain", "pipeline", "prefix_sum", "stencil"])
  func `one worker and several have one result`(kind: String) throws {
    let arguments = Self.runs.first { $0.kind == kind }?.arguments ?? []
    let results = try [("serial", "1"), ("threads", "1"), ("threads", "5"), ("fork", "2")].map {
      let run = try fixture.run(arguments: ["run", kind, $0.0, $0.1, "auto", "0"] + arguments)
      return run.lines.first { $0.hasPrefix("result ") } ?? ""
    }
    #expect(Set(results).count == 1, "\(results)")
  }

  @Test func `copies of one workload do not meet in memory`() throws {
    for kind in ["domain", "prefix_sum", "stencil"] {
      let arguments = Self.runs.first { $0.kind == kind }?.arguments ?? []
      for executor in ["threads+copies", "fork+copies"] {
        let run = try fixture.run(arguments: ["run", kind, executor, "3", "auto", "1"] + arguments)
        #expect(run.lines.first == "status ok", "\(kind) \(executor) \(run.output)")
      }
    }
  }
}
