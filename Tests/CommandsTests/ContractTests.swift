import TestPrograms
import Testing

/// The form of `measurements.csv` that readers may rely on.
struct ContractTests {
  private static let head =
    "seq,cell,round,repetition,attempt,segment,phase,workload,executor,workers,affinity"
  private static let body =
    "status,exit_code,signal,reason,wall_s,outer_wall_s,startup_s,shutdown_s,prepare_s,user_s,system_s,"
    + "max_rss_bytes,minor_faults,major_faults,voluntary_switches,involuntary_switches,run_delay_s,steal_ratio,"
    + "throttled_s,cpus,achieved_parallelism,threads_peak,tainted,containment,leaked,output_truncated,result"

  @Test func `a built-in workload has the columns of the contract`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(
      .builtIn("noop", executor: "[serial, threads, fork]", workers: "[1, 2]", repetitions: 2))
    let file = try sandbox.rows()
    #expect(file.header.joined(separator: ",") == "\(Self.head),\(Self.body),started_at,row_crc32")
    #expect(file.rows.count == 10)
    for row in file.rows {
      for name in ["wall_s", "outer_wall_s", "startup_s", "shutdown_s", "user_s"] {
        let number = try #require(Double(row[name] ?? ""), "\(name): \(row)")
        #expect(number >= 0)
      }
      for name in ["signal", "reason", "prepare_s", "cpus"] { #expect(row[name] == "", "\(name): \(row)") }
      #expect(row["exit_code"] == "0")
      #expect(row["leaked"] == "0")
      #expect(row["workload"] == "noop")
      #expect(row["affinity"] == "none")
      #expect(row["segment"] == "1")
    }
  }

  @Test func `workers of built-in workloads have rows of their own`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(.builtIn("{ kind: noop, tasks: 7 }", executor: "[threads, fork]", workers: "[3]"))
    let table = try CSVText.table(Array(sandbox.folder.read(sandbox.runFolder() + "/workers.csv").utf8))
    #expect(table.first?.fields == ["seq", "worker", "cpu", "node", "start_s", "end_s", "busy_s", "tasks"])
    #expect(
      table.dropFirst().map { $0.fields[0] + " " + $0.fields[1] } == [
        "1 1", "1 2", "1 3", "2 1", "2 2", "2 3",
      ])
    let tasks = table.dropFirst().compactMap { Int($0.fields[7]) }
    #expect(tasks.prefix(3).reduce(0, +) == 7)
    #expect(tasks.suffix(3).reduce(0, +) == 7)
  }

  @Test func `a command has a column for each parameter, derived value and metric`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(
      .command(
        "[sh, -c, 'echo time=1.50 n={n}; echo mem=007 >&2', '{flag}', '{size}']", workers: "[1, 2]",
        repetitions: 2, "parameters: { flag: [-O3, '1.10'], size: { small: 10, big: 1000 } }",
        "derived: { n: 'size * workers' }",
        "metrics: { time: { regex: 'time=([0-9.]+)', kind: cost }, mem: { regex: 'mem=([0-9]+)', from: stderr, "
          + "kind: count }, extra: { regex: 'no=([0-9]+)', kind: count, optional: true } }"))
    let file = try sandbox.rows()
    #expect(
      file.header.joined(separator: ",")
        == "\(Self.head),flag,size,n,\(Self.body),time,mem,extra,started_at,row_crc32")
    #expect(file.rows.count == 16)
    #expect(Set(file.column("flag")) == ["-O3", "1.10"])
    #expect(Set(file.column("size")) == ["small", "big"])
    #expect(Set(file.column("n")) == ["10", "20", "1000", "2000"])
    #expect(Set(file.column("time")) == ["1.50"])
    #expect(Set(file.column("mem")) == ["007"])
    #expect(Set(file.column("extra")) == [""])
    for name in ["startup_s", "shutdown_s", "run_delay_s", "result"] {
      #expect(Set(file.column(name)) == [""], "\(name)")
    }
    #expect(file.column("wall_s") == file.column("outer_wall_s"))
    #expect(Set(file.column("cell")).count == 8)
    #expect(file.column("cell").allSatisfy { $0.wholeMatch(of: #/c[0-9a-f]{12}/#) != nil })
  }

  @Test(arguments: [
    ("echo nothing", "matches nothing"), ("echo t=1; echo t=2", "matches 2 times"),
    ("echo t=1.2.3", "not a number"),
  ])
  func `a metric that cannot be read is a bad result`(_ script: String, _ reason: String) throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(.script(script, "metrics: { t: { regex: 't=([0-9.]+)', kind: cost } }"))
    #expect(result.exitCode == 1)
    let row = try #require(try sandbox.rows().rows.first)
    #expect(row["status"] == "bad-result")
    #expect(row["reason"]?.contains(reason) == true, "\(row["reason"] ?? "")")
    #expect(row["t"] == "")
  }

  @Test func `the cells of a manifest have the same keys wherever it lies and whatever its order`() throws {
    let (one, other) = (try Sandbox(), try Sandbox())
    try one.sweep(.script("true", workers: "[1, 2, 3]", repetitions: 2))
    try other.sweep(.script("true", workers: "[3, 1, 2]", "order: sequential", "limits: { wall_time: 1min }"))
    let keys = Dictionary(
      try one.rows().rows.map { ($0["workers"] ?? "", $0["cell"] ?? "") },
      uniquingKeysWith: { first, _ in first })
    for row in try other.rows().rows { #expect(keys[row["workers"] ?? ""] == row["cell"]) }
  }

  @Test func `warm-up runs of a command have rows of their own before round 1`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(.script("true", workers: "[1, 2]", repetitions: 2, "warmup: 1"))
    #expect(try sandbox.rows().column("phase") == ["warmup", "warmup", "timed", "timed", "timed", "timed"])
  }

  @Test func `the order of the runs comes from the seed`() throws {
    let manifest = Manifest.script("true", workers: "{ from: 1, to: 8 }", repetitions: 2)
    let sandboxes = try [Sandbox(), Sandbox(), Sandbox()]
    for (sandbox, seed) in zip(sandboxes, ["7", "7", "8"]) { try sandbox.sweep(manifest, "--seed", seed) }
    let orders = try sandboxes.map { try $0.rows().column("workers") }
    #expect(orders[0] == orders[1])
    #expect(orders[0] != orders[2])
    // Each round visits every cell once.
    for order in orders {
      #expect(order.prefix(8).sorted() == ["1", "2", "3", "4", "5", "6", "7", "8"])
      #expect(order.suffix(8).sorted() == ["1", "2", "3", "4", "5", "6", "7", "8"])
    }
    // The plan shows the first round in the order of the run.
    let plan = try sandboxes[2].swrun("plan", "m.yaml", "--format", "csv")
    #expect(plan.exitCode == 0)
  }

  @Test func `the machine's description is JSON with what it does not tell as null`() throws {
    let sandbox = try Sandbox()
    try sandbox.folder.write("x", to: "data.txt")
    try sandbox.sweep(.script("true", "inputs: [data.txt]"))
    let host = try sandbox.folder.read(sandbox.runFolder() + "/host.json")
    #expect(host.contains("2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"))
    for name in ["hostname", "kernel", "cpu_model", "containment", "swrun_version", "started_at", "governor"]
    {
      #expect(host.contains("\"\(name)\":"))
    }
  }
}
