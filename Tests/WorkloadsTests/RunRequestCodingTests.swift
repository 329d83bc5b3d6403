import Expressions
import Jobs
import Testing
import Workloads

private let full = {
  var request = bare
  request.arguments = WorkloadArguments(
    request.arguments.all + [
      .init(name: "urls", text: "[a, ü]", number: nil, elements: [], texts: ["a", "ü"]),
      .init(name: "again", text: "true", number: nil, elements: [], boolean: true),
    ])
  request.sizedFor = 3
  request.copies = true
  request.shared = "/proc/1/fd/9"
  return request
}()

private let bare = RunRequest(
  kind: "sleep",
  arguments: arguments(["tasks": 3, "duration": 0.5], texts: ["mode": "ä"], durations: [1, 2.5]),
  executor: ExecutorChoice(kind: .threadsGIL, chunk: .tasks(4), reuse: true, dispatch: 1e-6, noise: 0.1),
  workers: 7, cpus: [0, 3, 8191], seed: .max, warmup: 2, calibration: 1.5e9, traces: true)

@Suite struct RunRequestCodingTests {
  @Test func `a request reads back as it was`() throws {
    #expect(try RunRequest(decoding: full.encode()) == full)
  }

  @Test func `the kinds of arguments stay what they are`() throws {
    let arguments = try RunRequest(decoding: full.encode()).arguments
    #expect(arguments.texts("urls") == ["a", "ü"])
    #expect(arguments.boolean("again") == true)
    #expect(arguments.boolean("urls") == nil)
  }

  @Test func `what is missing stays missing`() throws {
    let least = RunRequest(
      kind: "noop", arguments: arguments(), executor: ExecutorChoice(kind: .spawn), workers: 1)
    #expect(try RunRequest(decoding: least.encode()) == least)
  }

  @Test(arguments: ExecutorKind.allCases)
  func `every executor crosses`(kind: ExecutorKind) throws {
    for chunk in [nil, .auto, .tasks(9)] as [Chunk?] {
      for reuse in [nil, true, false] as [Bool?] {
        var request = full
        request.executor = ExecutorChoice(kind: kind, chunk: chunk, reuse: reuse)
        #expect(try RunRequest(decoding: request.encode()) == request)
      }
    }
  }

  @Test func `every request that is cut short is an error`() {
    let bytes = full.encode()
    for count in bytes.indices {
      #expect(throws: RunRequestDecodingError.self) { _ = try RunRequest(decoding: Array(bytes[..<count])) }
    }
  }

  @Test func `bytes that follow are an error`() {
    #expect(throws: RunRequestDecodingError.self) { _ = try RunRequest(decoding: full.encode() + [0]) }
  }

  @Test func `a report is no request`() {
    let error = #expect(throws: RunRequestDecodingError.self) {
      _ = try RunRequest(decoding: RunReport(status: .ok).encode())
    }
    #expect(
      error?.description.hasPrefix("the run's request cannot be read: it does not begin as a request does")
        == true)
  }

  @Test func `no bytes whatever make it trap`() {
    var generator = SplitMix64(seed: 5)
    let bytes = full.encode()
    for _ in 0..<20_000 {
      var changed = bytes
      for _ in 0...(generator.next() % 3) {
        let place = Int(generator.next() % UInt64(bytes.count))
        changed[place] = UInt8(truncatingIfNeeded: generator.next() % 4 == 0 ? 255 : generator.next())
      }
      _ = try? RunRequest(decoding: changed)
    }
  }
}
