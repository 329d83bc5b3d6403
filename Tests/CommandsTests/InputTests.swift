import Foundation
import TestPrograms
import Testing

/// The files that a result depends on.
struct InputTests {
  private func writeTool(_ sandbox: Sandbox, _ name: String, saying text: String) throws {
    try sandbox.folder.write("#!/bin/sh\necho \(text)\n", to: name, mode: 0o755)
  }

  private func inputs(_ sandbox: Sandbox, host: String = "host.json") throws -> [String: String] {
    let text = try sandbox.folder.read(sandbox.runFolder() + "/" + host)
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    return try #require(object?["inputs"] as? [String: String])
  }

  @Test func `the PATH of the manifest decides whose hash is noted`() throws {
    let sandbox = try Sandbox()
    try writeTool(sandbox, "own/tool", saying: "own")
    try writeTool(sandbox, "callers/tool", saying: "callers")
    try sandbox.folder.write(
      """
      name: t
      workload: { command: [tool, "{workers}"] }
      repetitions: 1
      environment: { PATH: "\(sandbox.folder.path(of: "own")):/usr/bin:/bin" }
      output: { plots: [] }
      """, to: "m.yaml")
    let path = sandbox.folder.path(of: "callers") + ":/usr/bin:/bin"
    #expect(try sandbox.sweepAgain(environment: ["PATH": path]).exitCode == 0)
    #expect(try sandbox.keptOutput() == "own\n")
    let hash = try #require(try sandbox.shell("sha256sum own/tool").output.split(separator: " ").first)
    #expect(try inputs(sandbox) == [sandbox.folder.path(of: "own/tool"): String(hash)])
  }

  @Test func `without a PATH the system's own folders decide whose hash is noted`() throws {
    let sandbox = try Sandbox()
    try writeTool(sandbox, "callers/true", saying: "callers")
    try sandbox.folder.write(
      """
      name: t
      workload: { command: ["true", "{workers}"] }
      repetitions: 1
      environment_inherit: [HOME]
      output: { plots: [] }
      """, to: "m.yaml")
    let path = sandbox.folder.path(of: "callers") + ":/usr/bin:/bin"
    #expect(try sandbox.sweepAgain(environment: ["PATH": path]).exitCode == 0)
    #expect(try inputs(sandbox).keys.allSatisfy { $0.hasSuffix("bin/true") })
    #expect(try inputs(sandbox).count == 1)
  }

  /// A sweep of several programs, of which only the runs with one worker are there.
  private func begin(_ sandbox: Sandbox, _ more: String = "") throws {
    for name in ["a", "b", "c"] { try writeTool(sandbox, name + ".sh", saying: name) }
    let manifest = tools("[./a.sh, ./b.sh]", more)
    #expect(try sandbox.sweep(manifest, "--filter", "workers == 1").exitCode == 0)
  }

  private func tools(_ tools: String, _ more: String = "") -> Manifest {
    .command("['{tool}']", workers: "[1, 2]", "parameters: { tool: \(tools) }", more)
  }

  @Test func `a resume takes a further program and a further input`() throws {
    let sandbox = try Sandbox()
    try begin(sandbox)
    let old = try sandbox.folder.read("m.yaml")
    try sandbox.folder.write("x", to: "data.txt")
    let result = try sandbox.sweep(tools("[./a.sh, ./b.sh, ./c.sh]", "inputs: [data.txt]"), "--resume")
    #expect(result.exitCode == 0, "\(result.errors)")
    let file = try sandbox.rows()
    #expect(file.goodRuns.count == 6)
    #expect(Set(file.goodRuns.values) == [1])
    let names = try inputs(sandbox, host: "host-2.json").keys.map { $0.split(separator: "/").last ?? "" }
    #expect(names.sorted() == ["a.sh", "b.sh", "c.sh", "data.txt"])
    #expect(try sandbox.folder.read(sandbox.runFolder() + "/manifest-1.yaml") == old)
  }

  @Test(arguments: ["b.sh", "data.txt"])
  func `a resume after a change of a file is refused, and the folder stays as it is`(_ name: String) throws {
    let sandbox = try Sandbox()
    try sandbox.folder.write("x", to: "data.txt")
    try begin(sandbox, "inputs: [data.txt]")
    let old = try sandbox.folder.read("m.yaml")
    let rows = try sandbox.rows().rows
    try writeTool(sandbox, name, saying: "something else")
    let result = try sandbox.sweep(tools("[./a.sh, ./b.sh, ./c.sh]", "inputs: [data.txt]"), "--resume")
    #expect(result.exitCode == 65)
    #expect(result.errors.contains(name))
    #expect(try sandbox.folder.read(sandbox.runFolder() + "/manifest.yaml") == old)
    #expect(try !sandbox.exists(sandbox.runFolder() + "/manifest-1.yaml"))
    #expect(try sandbox.rows().rows == rows)
  }

  @Test func `an input that the second start added is compared by the third`() throws {
    let sandbox = try Sandbox()
    try begin(sandbox)
    try sandbox.folder.write("x", to: "data.txt")
    let manifest = tools("[./a.sh, ./b.sh]", "inputs: [data.txt]")
    let more = try sandbox.sweep(manifest, "--resume", "--filter", "workers == 2 and tool == './a.sh'")
    #expect(more.exitCode == 0, "\(more.errors)")
    try sandbox.folder.write("y", to: "data.txt")
    let result = try sandbox.sweepAgain(["--resume"])
    #expect(result.exitCode == 65)
    #expect(result.errors.contains("data.txt"))
  }

  @Test func `an input that one manifest lacks does not keep the next from running`() throws {
    let sandbox = try Sandbox()
    let lacking = Manifest.script("touch first", "inputs: [none.txt]").text
    try sandbox.folder.write(lacking.replacing("name: t", with: "name: first"), to: "first.yaml")
    try sandbox.write(.script("touch second"))
    let result = try sandbox.swrun("run", "first.yaml", "m.yaml", "--lock", "none", "-o", "out")
    #expect(result.exitCode == 69)
    #expect(result.errors.contains("none.txt"))
    #expect(try !sandbox.exists("first"))
    #expect(try sandbox.exists("second"))
    #expect(try sandbox.rows().column("status") == ["ok"])
    #expect(try sandbox.exists("out/t/latest"))
  }
}
