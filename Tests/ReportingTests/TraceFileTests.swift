import Foundation
import Jobs
import Reporting
import Results
import TestPrograms
import Testing

@Suite struct TraceFileTests {
  /// An event as any reader of JSON sees it.
  private struct Event {
    var members: [String: Any]
    var phase: String? { members["ph"] as? String }
    var name: String? { members["name"] as? String }
    var pid: Int? { members["pid"] as? Int }
    var tid: Int? { members["tid"] as? Int }
    func number(_ key: String) -> Double? { (members[key] as? NSNumber)?.doubleValue }
    func argument(_ key: String) -> String? { (members["args"] as? [String: Any])?[key] as? String }
  }

  private static func events(_ trace: InventedTrace) throws -> [Event] {
    _ = try trace.trace()
    let data = Data(try trace.files.read("trace.json").utf8)
    let whole = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    return try #require(whole["traceEvents"] as? [[String: Any]]).map { Event(members: $0) }
  }

  private static func tasks(_ events: [Event]) -> [Event] { events.filter { $0.phase == "X" } }

  @Test func `a task is a complete event in microseconds`() throws {
    let trace = try InventedTrace(InventedStudy.job(workers: [2]))
    try trace.run(
      workers: 2, [TaskRecord(task: 7, worker: 2, submitted: 0, started: 0.000_001_5, finished: 0.25)])
    let event = try #require(try Self.tasks(Self.events(trace)).first)
    #expect(event.pid == 1 && event.tid == 2 && event.name == "task 7")
    #expect(event.number("ts") == 1.5 && event.number("dur") == 249_998.5)
    #expect((event.members["args"] as? [String: Any])?["task"] as? Int == 7)
  }

  @Test func `runs are processes and workers are threads, with names`() throws {
    let trace = try InventedTrace(InventedStudy.job(workers: [2], parameter: ("size", ["9"])))
    let records = InventedTrace.tasks([1, 1, 1], workers: 2, serial: 0.5)
    try trace.run(workers: 2, parameters: ["9"], records)
    try trace.run(workers: 1, parameters: ["9"], status: .badResult, [records[1]])
    let names = try Self.events(trace).filter { $0.phase == "M" }.map {
      "\($0.pid ?? 0) \($0.tid.map(String.init) ?? "-") \($0.argument("name") ?? $0.argument("labels") ?? "")"
    }
    #expect(
      names == [
        "1 - amdahl fork 2 workers run 1", "1 - size = 9", "1 0 serial part", "1 1 worker 1", "1 2 worker 2",
        "2 - amdahl fork 1 worker run 2", "2 - size = 9, bad-result", "2 1 worker 1",
      ])
  }

  @Test func `every run begins where it began in the sweep`() throws {
    let trace = try InventedTrace(InventedStudy.job(workers: [1]))
    let records = InventedTrace.tasks([1], workers: 1)
    try trace.run(workers: 1, at: 3, startup: 0.25, records)
    try trace.run(workers: 1, at: 8, repetition: 2, startup: 0.5, records)
    #expect(try Self.tasks(Self.events(trace)).map { $0.number("ts") } == [250_000, 5_500_000])
  }

  @Test func `a serial part before the workers does not begin before its run`() throws {
    let trace = try InventedTrace(InventedStudy.job(workers: [1]))
    try trace.run(workers: 1, startup: 0.25, InventedTrace.tasks([1], workers: 1, serial: 0.5))
    let tasks = try Self.tasks(Self.events(trace))
    #expect(tasks.map { $0.number("ts") } == [250_000, 750_000])
    #expect(tasks.map(\.name) == ["serial part", "task 1"])
  }

  @Test func `tasks that follow each other do not overlap`() throws {
    let trace = try InventedTrace(InventedStudy.job(workers: [1]))
    let durations = (1...500).map { 1 / Double($0 * 7) }
    try trace.run(workers: 1, at: 59, InventedTrace.tasks(durations, workers: 1))
    try trace.run(workers: 1, at: 59, repetition: 2, InventedTrace.tasks(durations, workers: 1))
    let text = try { _ in try trace.files.read("trace.json") }(try trace.trace())
    var end: (pid: Substring, nanoseconds: Int)?
    func nanoseconds(_ text: Substring?) -> Int {
      let parts = (text ?? "").split(separator: ".")
      return Int(parts[0] + (parts.count > 1 ? parts[1] : "000")) ?? -1
    }
    for line in text.split(separator: "\n") {
      guard let match = line.firstMatch(of: /"X","pid":(\d+),.*"ts":([\d.]+),"dur":([\d.]+),/) else {
        continue
      }
      let start = nanoseconds(match.output.2)
      if let end, end.pid == match.output.1 { #expect(start == end.nanoseconds) }
      end = (match.output.1, start + nanoseconds(match.output.3))
    }
    #expect(end != nil)
  }

  @Test func `texts are escaped and errors stand with their tasks`() throws {
    let quoted = "a \"b\" \\ </script> é"
    let hostile = "a \"b\" \\ \n\t\u{1} </script> \u{2028} é"
    let trace = try InventedTrace(InventedStudy.job(workers: [1], parameter: ("option", [quoted])))
    let failed = TaskRecord(
      task: 1, worker: 1, submitted: 0, started: 0, finished: 1, state: .failed, error: hostile)
    try trace.run(workers: 1, parameters: [quoted], [failed])
    let events = try Self.events(trace)
    #expect(events[1].argument("labels") == "option = \(quoted)")
    let task = try #require(Self.tasks(events).first)
    #expect(task.name == "task 1 failed" && task.members["cname"] as? String == "terrible")
    #expect(task.argument("error") == "a \"b\" \\ ␊␉␁ </script> \u{FFFD} é")
  }

  @Test func `a task that never began is not in the trace, one without an end is a moment`() throws {
    let trace = try InventedTrace(InventedStudy.job(workers: [1]))
    try trace.run(
      workers: 1,
      [
        TaskRecord(task: 1, worker: 1, submitted: 0, started: 1, finished: nil, state: .failed),
        TaskRecord(task: 2, worker: nil, submitted: 0, started: nil, finished: nil, state: .cancelled),
      ])
    let events = try Self.events(trace).filter { $0.phase != "M" }
    #expect(events.map(\.phase) == ["i"] && events.map(\.name) == ["task 1 failed"])
  }

  @Test func `without tasks there is no trace`() throws {
    let files = try TemporaryFolder()
    let job = InventedStudy.job(workers: [1])
    let folder = try ResultFolder.open(path: files.path)
    try folder.createJournal(MeasurementRow(job: job)).close()
    #expect(try TraceFile.write(in: folder, job: job) == nil)
    #expect(try files.names() == ["measurements.csv"])
  }

  @Test func `a sweep of which no run has tasks has an empty trace`() throws {
    let trace = try InventedTrace(InventedStudy.job(workers: [1]))
    try trace.run(workers: 1, status: .timeout, [])
    #expect(try Self.events(trace).isEmpty)
    #expect(try trace.timeline() == nil)
  }

  @Test func `damaged tasks leave the trace as it was`() throws {
    let trace = try InventedTrace(InventedStudy.job(workers: [1]))
    try trace.run(workers: 1, InventedTrace.tasks([1], workers: 1))
    _ = try trace.trace()
    let before = try trace.files.read("trace.json")
    try trace.files.write(
      try trace.files.read("tasks.csv") + "1,x,1,0,0,1,done,\n1,2,1,0,1,2,done,\n", to: "tasks.csv")
    let damage = #expect(throws: JournalDamage.self) { try trace.trace() }
    #expect(damage?.line == 3)
    #expect(try trace.files.read("trace.json") == before)
    #expect(try trace.files.names().allSatisfy { !$0.hasPrefix(".") })
  }

  @Test func `a trace larger than a piece is whole`() throws {
    let trace = try InventedTrace(InventedStudy.job(workers: [4]))
    try trace.run(workers: 4, InventedTrace.tasks(Array(repeating: 0.001, count: 20_000), workers: 4))
    #expect(try Self.tasks(Self.events(trace)).compactMap(\.name) == (1...20_000).map { "task \($0)" })
  }
}
