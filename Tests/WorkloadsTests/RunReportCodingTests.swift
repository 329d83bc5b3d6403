import Jobs
import Testing
import Workloads

private let full = RunReport(
  status: .ok, startup: 0.001, wall: 1.5, shutdown: 0.25, achievedParallelism: 1.9, threadsPeak: 3,
  runDelay: 0, result: "pi=3.14 · ä",
  workers: [
    WorkerRecord(worker: 1, cpu: 0, node: 0, start: 0.1, end: 1.4, busy: 1.3, tasks: 17),
    WorkerRecord(worker: 2, start: 0.2, end: 1.5, busy: 1.1, tasks: 0),
  ],
  tasks: [
    TaskRecord(task: 0, worker: 0, submitted: -0.5, started: -0.5, finished: 0),
    TaskRecord(task: 1, worker: 200, submitted: 0, started: 0.1, finished: 0.2),
    TaskRecord(task: 2, worker: nil, submitted: 0, started: nil, finished: nil, state: .cancelled),
    TaskRecord(
      task: 17, worker: 1, submitted: 0.25, started: 0.3, finished: 1.4, state: .failed, error: "nö\n"),
    TaskRecord(task: -3, worker: -1, submitted: 0.25, started: 0.5, finished: nil, state: .failed),
    TaskRecord(task: .max, worker: .min, submitted: .infinity, started: nil, finished: -0.0),
    TaskRecord(task: .min, worker: .max, submitted: 0.25, started: nil, finished: nil, error: "x"),
  ])

@Suite struct RunReportCodingTests {
  @Test(arguments: [
    RunReport.Status.ok, .badResult("wrong"), .poolBroken("worker 2 …"), .affinity(""), .failed("no"),
  ])
  func `a report reads back as it was`(status: RunReport.Status) throws {
    var report = full
    report.status = status
    report.metrics = [WorkloadMetric(name: "ratio", value: 0.5), WorkloadMetric(name: "ü", value: .infinity)]
    #expect(try RunReport(decoding: report.encode()) == report)
  }

  @Test func `what is missing stays missing`() throws {
    let empty = RunReport(status: .failed("nothing was measured"))
    #expect(try RunReport(decoding: empty.encode()) == empty)
  }

  @Test func `every report that is cut short is an error`() {
    let bytes = full.encode()
    for count in bytes.indices {
      #expect(throws: RunReportDecodingError.self) { _ = try RunReport(decoding: Array(bytes[..<count])) }
    }
  }

  @Test func `bytes that follow are an error`() {
    #expect(throws: RunReportDecodingError.self) { _ = try RunReport(decoding: full.encode() + [0]) }
  }

  @Test func `no bytes whatever make it trap`() {
    var generator = SplitMix64(seed: 3)
    let bytes = full.encode()
    for _ in 0..<20_000 {
      var changed = bytes
      for _ in 0...(generator.next() % 3) {
        let place = Int(generator.next() % UInt64(bytes.count))
        changed[place] = UInt8(truncatingIfNeeded: generator.next() % 4 == 0 ? 255 : generator.next())
      }
      if let report = try? RunReport(decoding: changed) {
        #expect(report.encode().count == changed.count)
      }
    }
  }

  @Test(arguments: [0, 8])
  func `a number of workers or tasks that cannot be there takes no memory`(after: Int) throws {
    var bytes = RunReport(status: .ok).encode()
    let place = bytes.count - 16 + after
    bytes.replaceSubrange(place..<place + 8, with: [255, 255, 255, 255, 255, 255, 255, 127])
    let error = #expect(throws: RunReportDecodingError.self) { _ = try RunReport(decoding: bytes) }
    #expect(error?.message.hasPrefix("it is cut short") == true)
  }

  @Test func `a million tasks take less than 24 MB`() throws {
    var report = RunReport(status: .ok)
    report.tasks = (1...1_000_000).map { number in
      TaskRecord(
        task: number, worker: 1 + number % 64, submitted: 0, started: Double(number) / 1e7,
        finished: Double(number + 1) / 1e7)
    }
    let bytes = report.encode()
    #expect(bytes.count < 24_000_000)
    #expect(try RunReport(decoding: bytes).tasks == report.tasks)
  }

  @Test func `a number that is written longer than it needs is an error`() throws {
    var report = RunReport(status: .ok)
    report.tasks = [TaskRecord(task: 1, worker: nil, submitted: 0, started: nil, finished: nil)]
    var bytes = report.encode()
    #expect(bytes.suffix(2) == [0, 0])
    bytes.replaceSubrange(bytes.count - 1..<bytes.count, with: [0x80, 0])
    #expect(throws: RunReportDecodingError.self) { try RunReport(decoding: bytes) }
  }
}
