import TestPrograms
import Testing

/// Studies that need more memory than the machine has.
struct MemoryRefusalTests {
  private static let manifest = Manifest.builtIn(
    "{ kind: triad, size: [1MiB, 15000GiB, 16000GiB] }", executor: "threads", workers: "[1, 2]")

  @Test func `what the machine has not got is refused before anything runs`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(Self.manifest)
    #expect(result.exitCode == 69, "\(result)")
    #expect(
      result.errors.contains(
        try Regex("m.yaml:2:32: error: 'size' 16000GiB needs 46.9 TiB with . workers? \\(threads, cell c")))
    #expect(
      result.errors.contains(
        try Regex("(this machine has|a cgroup limits swrun to) [0-9.]+ .iB; 3 more cells need too much: ")))
    #expect(result.errors.contains(": write a smaller size\n"))
    #expect(try !sandbox.exists("out"))
  }

  @Test func `who only validates is warned`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.manifest)
    let result = try sandbox.swrun("validate", "m.yaml")
    #expect(result.exitCode == 0, "\(result)")
    #expect((result.output + result.errors).contains("m.yaml:2:32: warning: 'size' 16000GiB needs "))
  }

  @Test func `a cell that is left out needs nothing`() throws {
    let sandbox = try Sandbox()
    var manifest = Self.manifest
    manifest.text += "exclude: [{ where: size > 1000000000, reason: too large }]\nrepetitions: 1\n"
    manifest.text.replace("repetitions: 1\noutput", with: "output")
    #expect(try sandbox.sweep(manifest).exitCode == 0)
  }

  @Test func `every copy of throughput scaling needs its own`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(
      .builtIn(
        "{ kind: prefix_sum, n: 1000000000 }", executor: "fork", workers: "[1000]", "scaling: throughput"))
    let result = try sandbox.swrun("validate", "m.yaml")
    #expect((result.output + result.errors).contains("needs 14.6 TiB with 1000 workers"), "\(result)")
  }
}
