import Analysis
import Jobs
import Reporting

/// Result folders of invented studies.
enum InventedRecord {
  /// What a folder with this study would tell.
  static func record(
    _ study: Study, _ job: Job, host: JSON? = InventedRecord.host, more: [Measurement] = [],
    absent: [AbsentCells] = [], plannedCells: Int? = nil
  ) -> RecordedStudy {
    var facts = RunFacts()
    for cell in study.cells {
      for _ in 0..<(cell.sample?.count ?? 0) {
        var run = Measurement()
        run.wall = cell.sample?.minimum
        run.startedAt = "2026-11-22T02:00:00.000000Z"
        run.segment = 1
        facts.add(run)
      }
    }
    for run in more { facts.add(run) }
    return RecordedStudy(
      study: study, job: job, runs: facts, hosts: host.map { [$0] } ?? [],
      plannedCells: plannedCells ?? study.cells.count, absent: absent, runName: "2026-11-22T02-00-00Z")
  }

  /// A machine with eight CPUs that tells all but its turbo.
  static let host = JSON.object([
    JSON.Member("hostname", .text("invented")), JSON.Member("kernel", .text("6.18.0")),
    JSON.Member("cpu_model", .text("Invented <CPU> & Co")), JSON.Member("virtual", .boolean(false)),
    JSON.Member("cpus_online", .integer(8)), JSON.Member("cpus_allowed", .text("0-7")),
    JSON.Member("cpu_quota", .null), JSON.Member("usable_cpus", .integer(8)),
    JSON.Member("physical_cores", .integer(4)), JSON.Member("sockets", .integer(1)),
    JSON.Member("numa_nodes", .integer(1)), JSON.Member("smt", .boolean(true)),
    JSON.Member("memory_bytes", .integer(8 << 30)), JSON.Member("swap_used_bytes", .integer(0)),
    JSON.Member("governor", .text("performance")), JSON.Member("clock_source", .text("tsc")),
    JSON.Member("transparent_huge_pages", .text("madvise")),
    JSON.Member("address_randomisation", .integer(2)),
    JSON.Member("load_averages", .array([.number(0.25), .number(0.5), .number(0.75)])),
    JSON.Member(
      "cache_kinds",
      .array([
        .object([
          JSON.Member("level", .integer(1)), JSON.Member("type", .text("Data")),
          JSON.Member("bytes", .integer(32768)),
        ])
      ])),
    JSON.Member("cgroups", .array([.object([JSON.Member("version", .integer(2))])])),
    JSON.Member("clock_read_ns", .number(25)), JSON.Member("clock_resolution_ns", .integer(1)),
    JSON.Member(
      "disturbances",
      .array([
        .object([
          JSON.Member("name", .text("SMT")), JSON.Member("value", .text("on")),
          JSON.Member("meaning", .text("two workers share a core")),
          JSON.Member("advice", .text("switch it off")),
        ])
      ])),
    JSON.Member("containment", .text("adoption")), JSON.Member("swrun_version", .text("0.1.0")),
    JSON.Member("started_at", .text("2026-11-22T02:00:00.000000Z")), JSON.Member("seed", .text("1")),
    JSON.Member("limits", .object([JSON.Member("core", .null)])),
    JSON.Member("inputs", .object([JSON.Member("/bin/invented", .text("00ff"))])),
  ])

  /// A study of two series over up to eight workers.
  static func scaling(repetitions: Int = 10) throws -> RecordedStudy {
    let job = InventedStudy.job(
      name: "amdahl", workers: [1, 2, 4, 8], parameter: ("serial_fraction", ["0.1", "0.5"]),
      repetitions: repetitions)
    let study = try InventedStudy.study(job) { _, text, workers in
      let fraction = Double(text) ?? 0
      return 2 * (fraction + (1 - fraction) / Double(workers))
    }
    return record(study, job)
  }

  /// The same with laws, gates, a comparison and an explanation.
  static func whole() throws -> RecordedStudy {
    var record = try scaling()
    let law = LawFit(
      law: .amdahl, loss: .time,
      parameters: [
        FittedParameter(name: "tau", estimate: 2, low: 1.9, high: 2.1),
        FittedParameter(name: "serial_fraction", estimate: 0.1, low: nil, high: 0.12),
      ], level: 0.95, points: 4, verdict: .ifItHolds,
      reason: "5 numbers of workers are needed to choose a law",
      residuals: [LawFit.Residual(workers: 4, relative: -0.012)])
    record.study.fits = [SeriesFits(laws: [law], notes: ["If Amdahl's law holds, f = 0.1 [0, 0.12]."]), nil]
    record.study.explanations = [
      SeriesExplanation(series: 0, causes: [], text: "10 % of the work is serial.")
    ]
    record.study.gates = [
      GateResult(
        gate: "efficiency at workers=8 >= 0.7", cell: "c0", place: "fork, 8 workers", value: 0.58, low: 0.57,
        high: 0.59, limit: 0.7, verdict: .fails, reason: "the whole interval is below 0.7")
    ]
    record.study.comparison = Comparison(
      axis: "build", columns: ["workers"], threshold: 0.02, isRate: false,
      cells: [
        ComparedCell(
          labels: ["4"], base: "old", value: "new", baseCount: 10, count: 10,
          ratio: Estimate(1.05, low: 1.03, high: 1.07), p: 0.0001, adjustedP: 0.0002, cliffsDelta: 0.9,
          verdict: .regressed, reason: "5 % longer")
      ], notes: ["adaptive repetitions"])
    record.absent = [AbsentCells(count: 3, reason: "too <many> & costly")]
    record.job.description = "How far does <it> scale?"
    return record
  }
}
