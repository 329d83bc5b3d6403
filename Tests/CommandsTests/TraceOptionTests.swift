import TestPrograms
import Testing

/// What `--trace` and the plot of a trace are refused for and what they work with.
struct TraceOptionTests {
  @Test func `a command cannot be traced`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(.command("[ls]"), "--trace")
    #expect(result.exitCode == 64)
    #expect(result.errors.contains("--trace: m.yaml runs a command, and swrun sees no tasks in it"))
    #expect(try !sandbox.exists("out"))
  }

  @Test func `the timeline of a command is an error of the manifest`() throws {
    let sandbox = try Sandbox()
    try sandbox.folder.write(
      "name: t\nworkload: { command: [ls] }\noutput: { plots: [timeline] }\n", to: "m.yaml")
    let result = try sandbox.swrun("validate", "m.yaml")
    #expect(result.exitCode == 65)
    #expect(result.errors.contains("m.yaml:3:19: error: 'plots' in 'output' is 'timeline'"))
  }

  @Test(arguments: ["serial", "threads", "simulated"])
  func `every executor can be traced`(executor: String) throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(
      .builtIn("{ kind: sleep, duration: 1ms, tasks: 3 }", executor: executor), "--trace")
    #expect(result.exitCode == 0, "\(result.errors)")
    let text = try sandbox.folder.read(sandbox.runFolder() + "/tasks.csv")
    #expect(text.split(separator: "\n").count == 4, "\(text)")
  }

  @Test func `without it there is no trace`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(.builtIn("{ kind: sleep, duration: 1ms, tasks: 3 }"))
    #expect(try !sandbox.folder.names(in: sandbox.runFolder()).contains("tasks.csv"))
  }
}
