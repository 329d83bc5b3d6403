import TestPrograms
import Testing

/// CPUs that are asked for, granted and kept.
struct AffinityTests {
  @Test(arguments: ["4000", "FIRST,4000"])
  func `a CPU that is not there is an error with its place, never a smaller set`(_ list: String) throws {
    let sandbox = try Sandbox()
    let first = try #require(Host.cpus.first)
    let cpus = list.replacing("FIRST", with: String(first))
    let result = try sandbox.sweep(.script("touch started", "affinity: \"\(cpus)\""))
    #expect(result.exitCode == 69)
    #expect(result.errors.contains("m.yaml:7:"), "\(result.errors)")
    #expect(result.errors.contains("4000"))
    #expect(try sandbox.folder.names() == ["m.yaml"])
  }

  @Test func `validate only warns of a CPU that is not there`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(.script("true", "affinity: '4000'"))
    let result = try sandbox.swrun("validate", "m.yaml")
    #expect(result.exitCode == 0)
    #expect((result.output + result.errors).contains("warning"))
  }

  @Test func `a run is bound to the CPUs of the manifest`() throws {
    let sandbox = try Sandbox()
    let first = try #require(Host.cpus.first)
    let result = try sandbox.sweep(
      .command("[grep, Cpus_allowed_list, /proc/self/status]", "affinity: '\(first)'"))
    #expect(result.exitCode == 0)
    #expect(try sandbox.keptOutput() == "Cpus_allowed_list:\t\(first)\n")
    #expect(try sandbox.rows().column("cpus") == [String(first)])
  }

  @Test(.enabled(if: Host.cpus.count >= 2, "needs two CPUs"))
  func `a program that leaves its CPUs is flagged`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(
      .script(
        "taskset -cp \(Host.cpus[0]),\(Host.cpus[1]) $$ > /dev/null", "affinity: '\(Host.cpus[0])'"))
    #expect(result.exitCode == 1)
    let row = try #require(try sandbox.rows().rows.first)
    #expect(row["status"] == "affinity")
    #expect(row["exit_code"] == "0")
  }

  @Test func `only the CPUs that swrun may use count`() throws {
    let sandbox = try Sandbox()
    let first = try #require(Host.cpus.first)
    try sandbox.write(.script("true", workers: "auto"))
    let result = try sandbox.shell("taskset -c \(first) \(Sandbox.shellRun)")
    #expect(result.exitCode == 0)
    #expect(try sandbox.rows().column("workers") == ["1"])
    let host = try sandbox.folder.read(sandbox.runFolder() + "/host.json")
    #expect(host.contains("\"cpus_allowed\": \"\(first)\""))
    #expect(host.contains("\"usable_cpus\": 1,"))
  }

  @Test func `more workers than CPUs are allowed`() throws {
    let sandbox = try Sandbox()
    let workers = Host.cpus.count * 4
    #expect(
      try sandbox.sweep(.builtIn("noop", executor: "[threads, fork]", workers: "[\(workers)]")).exitCode == 0)
    #expect(try sandbox.rows().column("status") == ["ok", "ok"])
  }
}
