import Foundation
import TestPrograms
import Testing

/// Runs that end when the medians are known well enough, or the time is spent.
struct PrecisionTests {
  private func sleeping(_ repetitions: String, workers: String = "[1]", _ more: String...) -> Manifest {
    Manifest(
      text: """
        name: t
        workload: { kind: sleep, duration: 20ms, tasks: 1 }
        executor: threads
        workers: \(workers)
        repetitions: \(repetitions)
        output: { plots: [] }
        \(more.joined(separator: "\n"))

        """)
  }

  @Test func `cells end when they are precise`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(sleeping("{ min: 8, max: 50, precision: 100% }", workers: "[1, 2]"))
    #expect(result.exitCode == 0)
    #expect(result.errors == "")
    let file = try sandbox.rows()
    #expect(file.goodRuns.count == 16)
    #expect(file.column("repetition").suffix(2) == ["8", "8"])
    #expect(try sandbox.exists("out/t/latest"))
    let summary = try sandbox.folder.read(sandbox.runFolder() + "/summary.csv")
    #expect(
      summary.split(separator: "\n").dropFirst().allSatisfy { $0.contains(",precision,") }, "\(summary)")
  }

  @Test func `cells that are never precise have the most runs`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(sleeping("{ min: 2, max: 9, precision: 0.000001% }"))
    #expect(result.exitCode == 0)
    #expect(try sandbox.rows().goodRuns.count == 9)
    #expect(try sandbox.folder.read(sandbox.runFolder() + "/summary.csv").contains(",max,"))
  }

  @Test func `when the budget is spent no further run begins`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(
      sleeping("{ min: 2, max: 1000, precision: 0.000001%, budget: 200ms }"))
    #expect(result.exitCode == 0)
    let count = try sandbox.rows().goodRuns.count
    #expect((2...10).contains(count))
    #expect(try sandbox.folder.read(sandbox.runFolder() + "/summary.csv").contains(",budget,"))
  }

  @Test func `3 when the budget is spent before every cell has its fewest runs, and a larger one goes on`()
    throws
  {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(
      sleeping("{ min: 3, max: 4, precision: 0.000001%, budget: 1ms }", workers: "[1, 2]"))
    #expect(result.exitCode == 3)
    #expect(result.errors.contains("the budget is spent: 5 runs are missing"), "\(result.errors)")
    #expect(try sandbox.rows().goodRuns.count == 1)
    #expect(try !sandbox.exists("out/t/latest"))
    #expect(try sandbox.sweepAgain(["--resume"]).exitCode == 3)
    #expect(try sandbox.rows().goodRuns.count == 1)

    try sandbox.write(sleeping("{ min: 3, max: 4, precision: 0.000001%, budget: 1h }", workers: "[1, 2]"))
    #expect(try sandbox.sweepAgain(["--resume"]).exitCode == 0)
    #expect(try sandbox.rows().goodRuns.count == 8)
  }

  @Test func `what was measured before a kill counts for the precision`() throws {
    let sandbox = try Sandbox()
    let script = "sleep 0.02; echo x >> count; [ $(wc -l < count) = 5 ] && { touch began; sleep 300; }; true"
    let manifest = Manifest.script(script)
    let text = manifest.text.replacing(
      "repetitions: 1", with: "repetitions: { min: 8, max: 30, precision: 100% }")
    let running = try sandbox.startSweep(Manifest(text: text))
    #expect(try sandbox.waitForFile("began"))
    running.signal(SIGKILL)
    _ = try running.wait()
    try sandbox.expectNoSurvivors()
    #expect(try sandbox.rows().rows.count == 4)
    #expect(try sandbox.sweepAgain(["--resume"]).exitCode == 0)
    let file = try sandbox.rows()
    #expect(file.column("repetition") == (1...8).map(String.init))
    #expect(Set(file.goodRuns.values) == [1])
    let rows = file.rows
    #expect(try sandbox.sweepAgain(["--resume-from", sandbox.runFolder()]).exitCode == 0)
    #expect(try sandbox.rows().rows == rows)
  }

  @Test func `failed runs make no cell precise`() throws {
    let sandbox = try Sandbox()
    let text = Manifest.script("false").text
      .replacing("repetitions: 1", with: "repetitions: { min: 2, max: 9, precision: 100% }")
    #expect(try sandbox.sweep(Manifest(text: text)).exitCode == 1)
    #expect(try sandbox.rows().rows.count == 9)
  }

  @Test func `a plan says how many runs there may be and that it knows the most time`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(sleeping("{ min: 10, max: 50, precision: 2% }", workers: "[1, 2]"))
    let result = try sandbox.swrun("plan", "m.yaml")
    #expect(result.output.contains("2 cells × 10 to 50 runs, at most about 2 s"), "\(result.output)")
    let json = try sandbox.swrun("plan", "m.yaml", "--format", "json").output
    #expect(json.contains("\"repetitions\": 50,\n\"fewest_repetitions\": 10"))
  }
}
