import Foundation
import TestPrograms
import Testing

/// Where a program's standard output goes.
struct OutputFileTests {
  @Test func `a file in a folder that is not there fails its run alone`() throws {
    let sandbox = try Sandbox()
    try FileManager.default.createDirectory(
      atPath: sandbox.folder.path(of: "here"), withIntermediateDirectories: false)
    let result = try sandbox.sweep(
      .command(
        "[echo, hello], stdout: '{place}/said.txt'", "order: sequential",
        "parameters: { place: [gone, here] }"))
    #expect(result.exitCode == 1)
    let file = try sandbox.rows()
    #expect(file.column("place") == ["gone", "here"])
    #expect(file.column("status") == ["spawn-failed", "ok"])
    let reason = file.rows.first?["reason"] ?? ""
    #expect(reason.contains(sandbox.folder.path(of: "gone/said.txt")), "\(reason)")
    #expect(reason.contains("ENOENT"), "\(reason)")
    #expect(try sandbox.folder.read("here/said.txt") == "hello\n")
    #expect(try !sandbox.exists("gone"))
  }

  @Test func `a folder in the file's place fails its run alone`() throws {
    let sandbox = try Sandbox()
    try FileManager.default.createDirectory(
      atPath: sandbox.folder.path(of: "said-1"), withIntermediateDirectories: false)
    #expect(
      try sandbox.sweep(
        .command("[echo, hello], stdout: 'said-{workers}'", workers: "[1, 2]", "order: sequential")
      ).exitCode == 1)
    let file = try sandbox.rows()
    #expect(file.column("status") == ["spawn-failed", "ok"])
    #expect(file.rows.first?["reason"]?.contains("EISDIR") == true, "\(file.column("reason"))")
  }

  @Test func `what is discarded is not kept, although a metric is read from it`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(
      .command(
        "[sh, -c, 'echo speed=3; echo note >&2'], stdout: discard", repetitions: 2,
        "metrics: { speed: { regex: 'speed=([0-9]+)', kind: rate } }"))
    #expect(result.exitCode == 0)
    #expect(try sandbox.rows().column("speed") == ["3", "3"])
    #expect(try sandbox.keptOutput("stderr") == "note\n")
    let kept = try sandbox.folder.names(in: sandbox.runFolder() + "/output")
    #expect(kept.allSatisfy { !$0.hasSuffix(".stdout") }, "\(kept)")
  }
}
