import Foundation
import TestPrograms
import Testing

/// What a traced study leaves in its folder, and how a resume goes on with it.
struct TraceFolderTests {
  private static let manifest = Manifest.builtIn(
    "{ kind: amdahl, serial_fraction: 0.2, work: 10ms, mode: sleep }", executor: "fork",
    workers: "[1, 2]", repetitions: 2)

  private static func rows(_ sandbox: Sandbox) throws -> [[Substring]] {
    try sandbox.folder.read(sandbox.runFolder() + "/tasks.csv").split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
  }

  private static func events(_ sandbox: Sandbox) throws -> [[String: Any]] {
    let text = try sandbox.folder.read(sandbox.runFolder() + "/trace.json")
    let whole = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    return try #require(whole?["traceEvents"] as? [[String: Any]])
  }

  @Test func `every task of every run is a row and an event`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(Self.manifest, "--trace")
    #expect(result.exitCode == 0, "\(result.errors)")
    let rows = try Self.rows(sandbox)
    // The serial part and a task for each worker.
    let workers = try sandbox.rows().column("workers").compactMap { Int($0) }
    for (index, count) in workers.enumerated() {
      let tasks = rows.filter { $0[0] == "\(index + 1)" }
      #expect(Set(tasks.map { $0[1] }) == Set((0...count).map { Substring("\($0)") }))
      for task in tasks {
        let (start, end) = (try #require(Double(task[4])), try #require(Double(task[5])))
        #expect(start <= end && task[6] == "done")
      }
    }
    #expect(rows.count == 10)
    let events = try Self.events(sandbox)
    #expect(events.filter { $0["ph"] as? String == "X" }.count == 10)
    #expect(try sandbox.exists(sandbox.runFolder() + "/timeline.gp"))
  }

  @Test func `analyze makes the trace again`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(Self.manifest, "--trace")
    let folder = try sandbox.runFolder()
    let names = ["trace.json", "timeline.gp"]
    let before = try names.map { try sandbox.folder.read(folder + "/" + $0) }
    for name in names {
      try FileManager.default.removeItem(atPath: sandbox.folder.path(of: folder + "/" + name))
    }
    #expect(try sandbox.swrun("analyze", folder).exitCode == 0)
    #expect(try names.map { try sandbox.folder.read(folder + "/" + $0) } == before)
  }

  @Test func `a resume goes on with traces and drops rows of runs that are made again`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(Self.manifest, "--trace")
    let folder = try sandbox.runFolder()
    // As if swrun had been killed after the tasks of run 3, whose own row a power cut took.
    let file = folder + "/measurements.csv"
    let lines = try sandbox.folder.read(file).split(separator: "\n")
    try sandbox.folder.write(lines[..<3].joined(separator: "\n") + "\n", to: file)
    let kept = try Self.rows(sandbox).filter { $0[0] == "1" || $0[0] == "2" }
    #expect(try sandbox.sweepAgain(["--resume-from", folder]).exitCode == 0)
    let rows = try Self.rows(sandbox)
    #expect(rows.count == 10 && Array(rows.prefix(kept.count)) == kept)
    #expect(Set(rows.dropFirst(kept.count).map { $0[0] }) == ["3", "4"])
  }

  @Test func `a trace of very many tasks arrives whole`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(
      .builtIn("{ kind: noop, tasks: 100000 }", executor: "threads", workers: "[2]"), "--trace")
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(try Self.rows(sandbox).count == 100_000)
    #expect(try sandbox.rows().column("status") == ["ok"])
  }
}
