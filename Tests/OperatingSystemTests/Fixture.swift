import Foundation
import Testing
import TestPrograms

/// Runs a scenario of os-fixture and gives the lines that it printed.
///
/// The fixture itself prints what leaks: descriptors, processes, the keeper.
func scenario(_ name: String, _ containment: String, _ arguments: String...) throws -> [String] {
  let result = try TestProgram("os-fixture").run(arguments: [name, containment] + arguments)
  #expect(!result.timedOut)
  #expect(result.exitCode == 0, "\(result.output)\(result.errors)")
  return result.lines
}

/// Both ways of holding processes together. Where there is no cgroup, the first falls back to the second.
let containments = ["cgroup-v2", "subreaper"]

/// Whether a process runs; zombies, which wait for their parent, do not.
func isAlive(_ pid: Int32) -> Bool {
  guard let bytes = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else { return false }
  let state = String(decoding: bytes, as: UTF8.self).split(separator: ")").last?.first { $0 != " " }
  return state != nil && state != "Z" && state != "X"
}
