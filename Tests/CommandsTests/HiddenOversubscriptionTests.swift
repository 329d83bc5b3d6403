import TestPrograms
import Testing

/// Warnings of workers that start more threads than there are CPUs.
struct HiddenOversubscriptionTests {
  private func warnings(executor: String) throws -> String {
    let sandbox = try Sandbox()
    try sandbox.write(
      .builtIn("{ kind: nested, inner_threads: [1, 1024] }", executor: executor, workers: "[1, 4]"))
    let result = try sandbox.swrun("validate", "m.yaml")
    #expect(result.exitCode == 0, "\(result.errors)")
    return result.errors
  }

  @Test func `the product of workers and their threads is named`() throws {
    let text = try warnings(executor: "threads")
    #expect(
      text.contains(#/m\.yaml:4:10: warning: up to 4 workers × 1024 threads = 4096 on [0-9]+ usable CPU/#),
      "\(text)")
  }
}
