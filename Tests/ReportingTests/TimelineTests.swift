import Jobs
import Reporting
import TestPrograms
import Testing

@Suite struct TimelineTests {
  private static func plots(_ script: String) -> [Substring] {
    script.split(separator: "\n").filter { $0.hasPrefix("plot ") }
  }

  /// The titles of the panels.
  private static func titles(_ script: String) -> [String] {
    script.matches(of: /set label 3 '(.*)' at screen/).map { String($0.output.1) }
  }

  @Test func `a cell is shown by its first good timed run with tasks`() throws {
    let trace = try InventedTrace(InventedStudy.job(workers: [1, 2]))
    let records = InventedTrace.tasks([1, 2, 3], workers: 2)
    try trace.run(workers: 2, status: .badResult, records)
    try trace.run(workers: 1, phase: .warmup, records)
    try trace.run(workers: 2, repetition: 2, records)
    try trace.run(workers: 1, [])
    try trace.run(workers: 2, repetition: 3, records)
    try trace.run(workers: 1, repetition: 2, Array(records[..<2]))
    let script = try #require(try trace.timeline())
    #expect(
      Self.titles(script) == ["fork, 1 worker (run 6: 2 tasks)", "fork, 2 workers (run 3: 3 tasks)"])
    #expect(Self.plots(script).map { $0.contains("skip 13 every ::::1 ") } == [true, false])
    #expect(Self.plots(script).map { $0.contains("skip 7 every ::::2 ") } == [false, true])
  }

  @Test func `a title has workers, parameters, failures`() throws {
    let trace = try InventedTrace(
      InventedStudy.job(workers: [4], parameter: ("serial_fraction", ["0.1", "0.25"])))
    var records = InventedTrace.tasks([1, 1], workers: 4, serial: 1)
    records[1].state = .failed
    for fraction in ["0.1", "0.25"] { try trace.run(workers: 4, parameters: [fraction], records) }
    let script = try #require(try trace.timeline())
    #expect(
      Self.titles(script) == [
        "fork, 4 workers, f = 0.1 (run 1: 2 tasks, 1 failed)",
        "fork, 4 workers, f = 0.25 (run 2: 2 tasks, 1 failed)",
      ])
    #expect(script.contains("'serial' 0, '1' 1, '2' 2"))
    #expect(script.contains("orange: failed; grey: the serial part; white: idle"))
  }

  @Test func `more cells than panels are shown in even steps`() throws {
    let trace = try InventedTrace(InventedStudy.job(workers: Array(1...15)))
    for workers in 1...15 { try trace.run(workers: workers, InventedTrace.tasks([1], workers: workers)) }
    let script = try #require(try trace.timeline())
    #expect(
      Self.titles(script).compactMap { Int($0.split(separator: " ")[1]) } == [1, 3, 5, 7, 9, 11, 13, 15])
    #expect(script.contains("'invented: tasks by worker, 8 of 15 cells'"))
  }

  @Test func `a run of very many tasks is cut and says so`() throws {
    let trace = try InventedTrace(InventedStudy.job(workers: [2]))
    try trace.run(workers: 2, InventedTrace.tasks(Array(repeating: 0.001, count: 20_001), workers: 2))
    let script = try #require(try trace.timeline())
    #expect(Self.titles(script) == ["fork, 2 workers (run 1: the first 20000 of 20001 tasks)"])
    #expect(script.contains(" every ::::19999 "))
  }

  @Test func `no text runs a command`() throws {
    let hostile = "'; system('touch PWNED'); '`touch PWNED`\n\"@x"
    var job = InventedStudy.job(name: "o'name", workers: [2], parameter: ("option", [hostile, "b"]))
    job.executors = [ExecutorChoice(kind: .fork)]
    let trace = try InventedTrace(job)
    var records = InventedTrace.tasks([1, 1], workers: 2)
    records[0].error = "\"`touch PWNED`\", 'x'"
    try trace.run(workers: 2, parameters: ["b"], records)
    let script = try #require(try trace.timeline())
    #expect(script.contains("'o''name: tasks by worker'"))
    #expect(!script.contains("\nsystem"))
    guard let gnuplot = Gnuplot(for: "a hostile timeline") else { return }
    #expect(try gnuplot.draw(script, "timeline.gp", in: trace.files) == "")
    #expect(try !trace.files.names().contains("PWNED"))
  }

  @Test(arguments: [1, 3, 32, 300])
  func `any number of workers is drawn without a complaint`(workers: Int) throws {
    guard let gnuplot = Gnuplot(for: "timelines") else { return }
    let trace = try InventedTrace(InventedStudy.job(workers: [workers, workers + 1]))
    var records = InventedTrace.tasks(
      (1...400).map { Double($0 % 7 + 1) / 100 }, workers: workers, serial: 0.1)
    records[5].state = .failed
    records[5].error = "no, \"really\""
    records.append(
      TaskRecord(task: 401, worker: nil, submitted: 0, started: nil, finished: nil, state: .cancelled))
    try trace.run(workers: workers, records)
    try trace.run(workers: workers + 1, Array(records.dropFirst()))
    let script = try #require(try trace.timeline())
    #expect(try gnuplot.draw(script, "timeline.gp", in: trace.files) == "")
    let picture = try trace.files.read("timeline.svg")
    // 401 boxes in the first panel and 400 in the second; the serial part has its own colour.
    #expect(picture.matches(of: /<polygon fill = 'rgb\( *\d+, *\d+, *\d+\)'/).count == 801)
    #expect(picture.matches(of: /rgb\(112, 112, 112\)/).count == 1)
    #expect(picture.matches(of: /rgb\(213,  94,   0\)/).count == 2)
  }
}
