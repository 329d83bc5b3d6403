import TestPrograms
import Testing

/// Manifests whose numbers are larger than anyone can measure.
struct ExtremeManifestTests {
  @Test func `a derived value that fails in the last of many cells is an error with its place`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(
      .command(
        "[echo, '{a}', '{d}']", "parameters: { a: { from: 1, to: 12000 } }",
        "derived: { d: 1 / (12000 - a) }"))
    let result = try sandbox.swrun("validate", "m.yaml")
    #expect(result.exitCode == 65)
    #expect(result.errors.contains("m.yaml:8:"), "\(result.errors)")
    #expect(result.errors.contains("'d'"), "\(result.errors)")
    #expect(result.errors.contains("12000"), "\(result.errors)")
  }

  private static let manifests: [String: Manifest] = [
    "random order": .command(
      "[echo, '{a}']", repetitions: 1_000_000, "order: random", "parameters: { a: { from: 1, to: 100000 } }"),
    "random order of very many": .command("[echo]", repetitions: .max, "order: random"),
    "rounds of very many": .command("[echo]", workers: "[1, 2]", repetitions: .max, "warmup: \(Int.max)"),
    "warm-up beyond a number": .command("[echo]", "warmup: 99999999999999999999"),
    "cpu time": .command("[echo]", "limits: { cpu_time: 99999999999999999999h }"),
    "wall time": .command("[echo]", "limits: { wall_time: 99999999999999999999h, grace: 999999999999999h }"),
    "file size": .command("[echo]", "limits: { file_size: 99999999999999999999GiB, stack: 9999999999GiB }"),
    "open files": .command("[echo]", "limits: { open_files: 99999999999999999999 }"),
    "long tasks": .builtIn("{ kind: sleep, duration: 2000000h, tasks: 1000000 }"),
    "longer tasks": .builtIn("{ kind: sleep, duration: 99999999999999999999h, tasks: 1000000 }"),
    "long list of tasks": .builtIn("{ kind: sleep, durations: [2000000h, 2000000h, 2000000h] }"),
    "much work": .builtIn("{ kind: amdahl, serial_fraction: 0.1, work: 99999999999999999999h }"),
    "many points": .builtIn("{ kind: pi, points: 99999999999999999999 }", workers: "[1, 2]"),
    "many workers": .builtIn("noop", workers: "[9223372036854775807]"),
    "last seed": .builtIn("noop", "seed: 18446744073709551615"),
  ]

  @Test(arguments: manifests.keys.sorted(), ["validate", "plan"])
  func `it is planned or refused with its place`(_ name: String, _ command: String) throws {
    let sandbox = try Sandbox()
    try sandbox.write(#require(Self.manifests[name]))
    let result = try sandbox.swrun(command, "m.yaml", timeLimit: 60)
    #expect(!result.timedOut)
    #expect(result.exitCode == 0 || result.exitCode == 65, "\(result)")
    #expect(result.exitCode != 65 || result.errors.contains("m.yaml:"), "\(result.errors)")
    #expect(try sandbox.folder.names() == ["m.yaml"])
  }

  @Test(arguments: ["cpu_time", "wall_time", "grace"])
  func `a limit beyond what the system counts limits nothing`(_ key: String) throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(.script("true", "limits: { \(key): 2000000000h }"))
    #expect(result.exitCode == 0 || result.exitCode == 65, "\(result)")
    if result.exitCode == 0 { #expect(try sandbox.rows().column("status") == ["ok"]) }
  }
}
