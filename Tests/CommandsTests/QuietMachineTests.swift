import Foundation
import TestPrograms
import Testing

/// Waiting for a quiet machine, and measuring again what was disturbed.
struct QuietMachineTests {
  private static let work = "{ kind: amdahl, serial_fraction: 0.5, work: 100ms, mode: spin }"

  /// Keeps a CPU busy until the test is over.
  private func load(_ sandbox: Sandbox, cpu: Int) throws -> RunningProgram {
    let program = try sandbox.startShell(
      "exec taskset -c \(cpu) sh -c 'touch busy; while :; do :; done'")
    #expect(try sandbox.waitForFile("busy"))
    return program
  }

  private func end(_ load: RunningProgram) throws {
    load.signal(SIGKILL)
    #expect(try load.wait().signal == SIGKILL)
  }

  @Test func `a quiet enough machine is not waited for long`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(.script("true", "quiet_machine: { max_running: 100000, wait: 1h }"))
    #expect(result.exitCode == 0)
    #expect(try sandbox.rows().rows.count == 1)
  }

  @Test func `3 when the machine does not become quiet and nothing is to be run then`() throws {
    let sandbox = try Sandbox()
    let load = try load(sandbox, cpu: try #require(Host.cpus.first))
    let quiet = "quiet_machine: { max_running: 0, wait: 300ms, on_expiry: skip }"
    let result = try sandbox.sweep(.script("touch started", "setup: [touch, prepared]", quiet))
    try end(load)
    #expect(result.exitCode == 3)
    #expect(result.errors.contains("nothing was run: the machine did not become quiet within 300 ms"))
    #expect(try sandbox.rows().rows.isEmpty)
    #expect(try !sandbox.exists("prepared") && !sandbox.exists("started"))
    try sandbox.write(.script("touch started", "setup: [touch, prepared]"))
    #expect(try sandbox.sweepAgain(["--resume"]).exitCode == 0)
    #expect(try sandbox.exists("started"))
  }

  @Test func `a sweep that begins on a busy machine says so`() throws {
    let sandbox = try Sandbox()
    let load = try load(sandbox, cpu: try #require(Host.cpus.first))
    let result = try sandbox.sweep(
      .script("true", "quiet_machine: { max_running: 0, wait: 300ms, retries: 0 }"))
    try end(load)
    #expect(result.exitCode == 0)
    let host = try sandbox.folder.read(sandbox.runFolder() + "/host.json")
    #expect(host.contains("the machine did not become quiet within 300 ms"), "\(host)")
  }

  @Test func `a signal ends the waiting`() throws {
    let sandbox = try Sandbox()
    let load = try load(sandbox, cpu: try #require(Host.cpus.first))
    let running = try sandbox.startSweep(
      .script("touch started", "quiet_machine: { max_running: 0, wait: 1h }"))
    #expect(try waitUntil { try sandbox.exists("out/t/running") })
    running.signal(SIGTERM)
    #expect(try running.wait().signal == SIGTERM)
    try end(load)
    #expect(try !sandbox.exists("started"))
  }

  @Test func `what others disturbed is measured again at the end of its round, and all rows stay`() throws {
    let sandbox = try Sandbox()
    let cpu = try #require(Host.cpus.first)
    let load = try load(sandbox, cpu: cpu)
    let result = try sandbox.sweep(
      .builtIn(
        Self.work, workers: "[1]", repetitions: 2, "warmup: 0", "affinity: '\(cpu)'",
        "quiet_machine: { retries: 2 }"))
    try end(load)
    #expect(result.exitCode == 0)
    let file = try sandbox.rows()
    #expect(file.column("phase") == ["timed", "retry", "retry", "timed", "retry", "retry"])
    #expect(file.column("attempt") == ["1", "2", "3", "1", "2", "3"])
    #expect(file.column("repetition") == ["1", "1", "1", "2", "2", "2"])
    #expect(file.column("tainted").allSatisfy { $0.contains("run-delay") })
    let summary = try MeasurementsSummary.row(of: sandbox)
    #expect(summary["n"] == "2")
    #expect(summary["tainted"] == "2")
    #expect(try sandbox.sweepAgain(["--resume-from", sandbox.runFolder()]).exitCode == 0)
    #expect(try sandbox.rows().rows.count == 6)
  }

  @Test func `a service of the study disturbs nothing`() throws {
    let sandbox = try Sandbox()
    let cpu = try #require(Host.cpus.first)
    let busy = "[/bin/sh, -c, 'while :; do :; done']"
    let result = try sandbox.sweep(
      .builtIn(
        Self.work, workers: "[1]", "warmup: 0", "affinity: '\(cpu)'", "quiet_machine: { retries: 2 }",
        "services: [{ name: busy, command: \(busy), affinity: '\(cpu)' }]"))
    #expect(result.exitCode == 0)
    let file = try sandbox.rows()
    #expect(file.column("phase") == ["timed"])
    #expect(file.column("tainted").allSatisfy { !$0.contains("run-delay") })
    #expect(file.column("run_delay_s").allSatisfy { (Double($0) ?? 0) > 0.01 })
  }

  @Test func `nothing is measured again unless it is asked for`() throws {
    let sandbox = try Sandbox()
    let cpu = try #require(Host.cpus.first)
    let load = try load(sandbox, cpu: cpu)
    try sandbox.sweep(.builtIn(Self.work, workers: "[1]", "warmup: 0", "affinity: '\(cpu)'"))
    try end(load)
    let file = try sandbox.rows()
    #expect(file.column("phase") == ["timed"])
    #expect(file.column("tainted").allSatisfy { $0.contains("run-delay") })
  }
}

/// The summary of a study with one cell.
enum MeasurementsSummary {
  static func row(of sandbox: Sandbox) throws -> [String: String] {
    let bytes = try Data(
      contentsOf: URL(fileURLWithPath: sandbox.folder.path(of: sandbox.runFolder() + "/summary.csv")))
    let table = try CSVText.table([UInt8](bytes))
    try #require(table.count == 2)
    return Dictionary(uniqueKeysWithValues: zip(table[0].fields, table[1].fields))
  }
}
