import Foundation
import TestPrograms
import Testing

/// The key `sample`: `samples.csv`, the peak in the summary, the picture.
struct SampleTests {
  private typealias Row = [String: String]

  private static func table(_ sandbox: Sandbox, _ name: String) throws -> [Row] {
    let table = try CSVText.table(Array(sandbox.folder.read(sandbox.runFolder() + "/" + name).utf8))
    let header = try #require(table.first?.fields)
    return table.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0.fields)) }
  }

  private static func samples(_ sandbox: Sandbox) throws -> [Row] {
    try table(sandbox, "samples.csv")
  }

  /// The pids by role.
  private static func pids(_ rows: [Row]) -> [String: Set<String>] {
    var pids: [String: Set<String>] = [:]
    for row in rows { pids[row["role"] ?? "", default: []].insert(row["pid"] ?? "") }
    return pids
  }

  private static func number(_ row: Row, _ column: String) -> Double {
    row[column].flatMap { Double($0) } ?? -1
  }

  @Test func `a command and what it starts are sampled from its start to its end`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(.script("sleep 1 & sleep 1 & wait", "sample: 20ms"))
    #expect(result.exitCode == 0, "\(result)")
    let rows = try Self.samples(sandbox)
    // The shell may be a fork of swrun in the first moment, and a child a fork of the shell.
    let roles = Self.pids(rows)
    let command = try #require(roles["command"]?.first)
    #expect(roles["command"]?.count == 1 && roles["child"]?.count == 2)
    #expect(rows.filter { $0["role"] == "child" }.allSatisfy { $0["parent"] == command })
    let moments = rows.map { Self.number($0, "t_s") }
    #expect(moments == moments.sorted() && moments[0] < 0.5 && Set(moments).count >= 5)
    #expect(rows.allSatisfy { $0["seq"] == "1" && $0["threads"] == "1" && Self.number($0, "rss_bytes") > 0 })
    #expect(rows.allSatisfy { Self.number($0, "cpu_s") >= 0 })
    // Counted with the samples.
    #expect(try sandbox.rows().column("threads_peak") == ["3"])
  }

  @Test(arguments: [("fork", 0), ("spawn", 0), ("forkserver", 1)])
  func `the run and its workers are told apart`(executor: String, servers: Int) throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(
      .builtIn(
        "{ kind: sleep, duration: 600ms, tasks: 2 }", executor: executor, workers: "[2]", "sample: 20ms"))
    #expect(result.exitCode == 0, "\(result)")
    let roles = try Self.pids(Self.samples(sandbox))
    #expect(roles["run"]?.count == 1)
    #expect(roles["worker"]?.count == 2)
    #expect(roles["fork server"]?.count ?? 0 == servers)
    #expect(roles["child"] == nil && roles["command"] == nil)
  }

  @Test func `threads are in the process of the run`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(.builtIn("{ kind: sleep, duration: 600ms, tasks: 3 }", workers: "[3]", "sample: 20ms"))
    let rows = try Self.samples(sandbox)
    #expect(Self.pids(rows).keys.sorted() == ["run"])
    #expect((rows.map { Self.number($0, "threads") }.max() ?? 0) >= 3)
  }

  @Test func `the summary has the peak of all processes together`() throws {
    let sandbox = try Sandbox()
    // `tail` keeps what it is to print until its reader wakes.
    let script = "head -c 50000000 /dev/zero | tail -c 50000000 | (sleep 1; cat >/dev/null)"
    #expect(try sandbox.sweep(.script(script, repetitions: 3, "sample: 20ms")).exitCode == 0)
    var peaks: [Double] = []
    for seq in 1...3 {
      var sums: [String: Double] = [:]
      for row in try Self.samples(sandbox) where row["seq"] == String(seq) {
        let share = Self.number(row, "pss_bytes")
        sums[row["t_s"] ?? "", default: 0] += share >= 0 ? share : Self.number(row, "rss_bytes")
      }
      peaks.append(sums.values.max() ?? 0)
    }
    let summary = try Self.table(sandbox, "summary.csv")
    let peak = Self.number(summary[0], "tree_peak_median")
    #expect(peak == peaks.sorted()[1] && peak > 50_000_000)
    let closing = try sandbox.swrun("analyze", sandbox.runFolder()).output
    #expect(closing.contains("Memory: the run's processes together peak at "))
    #expect(closing.contains(" MiB (median of 3 runs)\n"))
    #expect(try Self.table(sandbox, "summary.csv") == summary)
  }

  @Test(.enabled(if: Host.canMount, "needs the right to mount"))
  func `processes are found without a cgroup too`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(.script("sleep 1 & sleep 1 & wait", "sample: 20ms"))
    let result = try sandbox.shell(
      "unshare -m sh -c 'mount -t tmpfs tmpfs /sys/fs/cgroup; \(Sandbox.shellRun)'")
    #expect(result.exitCode == 0, "\(result)")
    #expect(try sandbox.rows().column("containment") == ["subreaper"])
    #expect(try Self.pids(Self.samples(sandbox)).mapValues(\.count) == ["command": 1, "child": 2])
  }

  @Test func `the memory is drawn where nothing else is said`() throws {
    let sandbox = try Sandbox()
    var manifest = Manifest.script("sleep 0.3", repetitions: 2, "sample: 20ms")
    manifest.text.replace("output: { plots: [] }\n", with: "")
    #expect(try sandbox.sweep(manifest).exitCode == 0)
    let folder = try sandbox.runFolder()
    #expect(try sandbox.folder.read(folder + "/memory.gp").contains("title 'command ("))
    if Host.hasGnuplot { #expect(try sandbox.exists(folder + "/memory.svg")) }
  }

  @Test func `without the key nothing is sampled`() throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.sweep(.script("sleep 0.1")).exitCode == 0)
    #expect(try !sandbox.exists(sandbox.runFolder() + "/samples.csv"))
    #expect(try Self.table(sandbox, "summary.csv").map { $0["tree_peak_median"] } == [""])
  }

  @Test func `neither warm-up nor what is computed is sampled`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(.script("sleep 0.1", repetitions: 1, "warmup: 1", "sample: 20ms"))
    #expect(Set(try Self.samples(sandbox).map { $0["seq"] }) == ["2"])
    let other = try Sandbox()
    try other.sweep(
      .builtIn("{ kind: sleep, duration: 1s, tasks: 2 }", executor: "simulated", "sample: 1ms"))
    #expect(try Self.samples(other).isEmpty)
  }

  @Test func `a resume drops the samples of runs that are made again`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(.script("sleep 0.1", repetitions: 3, "sample: 20ms"))
    let folder = try sandbox.runFolder()
    let file = folder + "/measurements.csv"
    let lines = try sandbox.folder.read(file).split(separator: "\n")
    try sandbox.folder.write(lines[..<3].joined(separator: "\n") + "\n", to: file)
    let kept = try Self.samples(sandbox).filter { $0["seq"] != "3" }
    let third = try Self.samples(sandbox).filter { $0["seq"] == "3" }
    #expect(try sandbox.sweepAgain(["--resume-from", folder]).exitCode == 0)
    let rows = try Self.samples(sandbox)
    #expect(Array(rows.prefix(kept.count)) == kept)
    let again = rows.dropFirst(kept.count)
    #expect(
      Set(again.map { $0["seq"] }) == ["3"] && Set(again.map { $0["pid"] }) != Set(third.map { $0["pid"] }))
  }

  @Test func `a damaged file is damage`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(.script("sleep 0.1", "sample: 20ms"))
    let folder = try sandbox.runFolder()
    try sandbox.folder.write("name,age\n1,2\n", to: folder + "/samples.csv")
    let result = try sandbox.swrun("analyze", folder)
    #expect(result.exitCode == 65)
    #expect(result.errors.contains("samples.csv"))
  }
}
