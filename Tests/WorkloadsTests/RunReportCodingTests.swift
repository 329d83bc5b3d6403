import Jobs
import Testing
import Workloads

private let full = RunReport(
  status: .ok, startup: 0.001, wall: 1.5, shutdown: 0.25, achievedParallelism: 1.9, threadsPeak: 3,
  runDelay: 0, result: "pi=3.14 · ä",
  workers: [
    WorkerRecord(worker: 1, cpu: 0, node: 0, start: 0.1, end: 1.4, busy: 1.3, tasks: 17),
    WorkerRecord(worker: 2, start: 0.2, end: 1.5, busy: 1.1, tasks: 0),
  ])

@Suite struct RunReportCodingTests {
  @Test(arguments: [
    RunReport.Status.ok, .badResult("wrong"), .poolBroken("worker 2 …"), .affinity(""), .failed("no"),
  ])
  func `a report reads back as it was`(status: RunReport.Status) throws {
    var report = full
    report.status = status
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

  @Test func `a number of workers that cannot be there takes no memory`() throws {
    var bytes = RunReport(status: .ok).encode()
    bytes.replaceSubrange(bytes.count - 8..<bytes.count, with: [255, 255, 255, 255, 255, 255, 255, 127])
    let error = #expect(throws: RunReportDecodingError.self) { _ = try RunReport(decoding: bytes) }
    #expect(error?.message.hasPrefix("it is cut short") == true)
  }
}
