import TestPrograms
import Testing

/// What a run used: memory, CPU time and CPUs.
struct UsageTests {
  @Test func `a large file with a metric does not hide the memory of the runs after it`() throws {
    let sandbox = try Sandbox()
    let large = try sandbox.shell("yes filler | head -c 30000000 > big.txt; echo; echo value=7 >> big.txt")
    #expect(large.exitCode == 0)
    let result = try sandbox.sweep(
      .command(
        "[perl, -e, 'vec($x, 60000000, 8) = 1']", repetitions: 2,
        "metrics: { value: { regex: 'value=([0-9]+)', from: big.txt, kind: count } }"))
    #expect(result.exitCode == 0, "\(result.errors)")
    let file = try sandbox.rows()
    #expect(file.column("value") == ["7", "7"])
    for peak in file.column("max_rss_bytes") {
      let bytes = try #require(Int(peak), "max_rss_bytes is '\(peak)'")
      #expect(bytes > 60_000_000 && bytes < 300_000_000)
    }
  }

  @Test func `who kills itself before the limit of CPU time can have acted has crashed`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(
      .command(
        "[perl, -e, '1 while (times)[0] + (times)[1] < 0.35; kill 9, $$']", "limits: { cpu_time: 300ms }"))
    #expect(result.exitCode == 1)
    let row = try #require(try sandbox.rows().rows.first)
    #expect(row["status"] == "crashed", "\(row)")
    #expect(row["signal"] == "SIGKILL")
  }

  @Test(.enabled(if: Host.cpus.count >= 2, "needs two CPUs"))
  func `a serial run is bound to the first CPU of the set, and its row says so`() throws {
    let sandbox = try Sandbox()
    let (first, second) = (Host.cpus[0], Host.cpus[1])
    let result = try sandbox.sweep(
      .builtIn(
        "noop", executor: "[serial, threads]", workers: "[1, 2]", "affinity: '\(first),\(second)'"))
    #expect(result.exitCode == 0, "\(result.errors)")
    let file = try sandbox.rows()
    #expect(file.column("status") == ["ok", "ok", "ok"])
    let both = second == first + 1 ? "\(first)-\(second)" : "\(first),\(second)"
    #expect(try file.row(where: "executor", is: "serial")["cpus"] == String(first))
    #expect(file.rows.filter { $0["executor"] == "threads" }.map { $0["cpus"] } == [both, both])
  }
}
