import Executors
import Jobs
import TestPrograms
import Testing
import Workloads

@Suite struct ArrayWorkloadTests {
  private static let size = 1_000_000

  @Test(
    arguments: ["serial", "threads", "threads-gil", "fork", "spawn", "forkserver"],
    ["copy", "shared", "mapped"])
  func `every worker gets the whole array`(executor: String, transfer: String) throws {
    let workers = executor == "serial" ? 1 : 3
    let report = try fixtureRun(
      "array", executor, workers, warmup: 1, "size=\(Self.size)", "transfer=\(transfer)")
    #expect(report["status"] == "ok")
    // The seed decides about the words, so that all have the same ones.
    #expect(report["result"] == "bytes=1000000 checksum=x4ee2a1f33fe0fe7d")
    for name in ["transfer_s", "read_s"] {
      #expect(try #require(Double(report["metric-\(name)"] ?? "")) > 0, "\(name)")
    }
    let memory = try #require(Double(report["metric-pss_bytes"] ?? ""))
    let expected = Double(transfer == "copy" ? workers * Self.size : Self.size)
    // Whole pages, each rounded to kibibytes in each process.
    #expect(abs(memory - expected) < 16_384)
    #expect(report["left"] == "none")
  }

  @Test func `a worker takes one array at a time`() throws {
    let report = try fixtureRun("array", "fork", 2, chunk: "2", "size=8000", "transfer=shared")
    #expect(report["status"]?.contains("leave out the executor's 'chunk', or write 'chunk: 1'") == true)
  }

  @Test(arguments: [(0.0, false), (4, false), (12, false), (8, true), (80e6, true), (1e18, false)])
  func `a size is whole words`(size: Double, isRight: Bool) throws {
    #expect((try description(of: "array").check(arguments(["size": size])) == nil) == isRight)
  }

  @Test func `copies need memory of their own`() throws {
    let memory = try description(of: "array").memory
    let copy = arguments(["size": 8e6], texts: ["transfer": "copy"])
    #expect(memory(copy, 3, .fork) == MemoryNeed(bytes: 32_000_000, parameter: "size"))
    let shared = arguments(["size": 8e6], texts: ["transfer": "shared"])
    #expect(memory(shared, 3, .fork) == MemoryNeed(bytes: 8_000_000, parameter: "size"))
  }

  @Test func `an array that is not the one that was sent is wrong`() throws {
    let values = arguments(["size": 8000], texts: ["transfer": "shared"])
    let array = try ArrayWorkload(
      RunRequest(kind: "array", arguments: values, executor: ExecutorChoice(kind: .threads), workers: 2))
    #expect(array.check([TaskResult(count: 8000, word: 1)]).fault == "1 workers have an array instead of 2")
    let wrong = TaskResult(count: 8000, word: 1)
    let other = "the array of task 1 has another checksum than the one that was sent"
    #expect(array.check([wrong, wrong]).fault == other)
    let short = TaskResult(count: 7000, word: 1)
    #expect(array.check([short, wrong]).fault == "the array of task 1 has 7000 bytes instead of 8000")
  }
}
