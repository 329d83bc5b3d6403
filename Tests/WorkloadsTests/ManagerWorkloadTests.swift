import Jobs
import OperatingSystem
import TestPrograms
import Testing
import Workloads

@Suite struct ManagerWorkloadTests {
  @Test(arguments: ["serial", "threads", "threads-gil", "fork", "spawn", "forkserver"])
  func `with the manager's lock nothing is lost`(executor: String) throws {
    let report = try fixtureRun(
      "manager", executor, executor == "serial" ? 1 : 2, warmup: 1, "tasks=4", "operations=50", "lock=true")
    #expect(report["status"] == "ok")
    #expect(report["result"] == "total=200 expected=200 list=200")
    #expect(report["metric-ratio"] == "1.0")
    for name in ["round_trip_s", "add_s", "shared_s", "slowdown"] {
      #expect(try #require(Double(report["metric-\(name)"] ?? "")) > 0, "\(name)")
    }
    #expect(report["left"] == "none")
  }

  @Test(arguments: ["threads", "fork"])
  func `without it updates may be lost, but no append`(executor: String) throws {
    let report = try fixtureRun("manager", executor, 3, "tasks=6", "operations=200", "lock=false")
    #expect(report["status"] == "ok")
    #expect(report["result"]?.hasSuffix("expected=1200 list=1200") == true)
    let ratio = try #require(Double(report["metric-ratio"] ?? ""))
    #expect(ratio > 0 && ratio <= 1)
  }

  @Test func `one client loses nothing without a lock`() throws {
    let report = try fixtureRun("manager", "fork", 2, "tasks=1", "operations=100", "lock=false")
    #expect(report["result"] == "total=100 expected=100 list=100")
  }

  @Test func `hostile clients are sent away and the others served`() throws {
    let result = try TestProgram("pool-fixture").run("manager-hostile")
    #expect(
      result.lines == [
        "set 0 0", "nonsense sent away", "unlock of what is not its own gone", "beside half a message 0 7",
        "lock 0 0",
        "lock of one that left 0 0", "the holder again gone", "lock of one sent away 0 0", "flood sent away",
        "after a flood 0 7", "after many 0 7", "beside two hundred 0 7", "stopped gone", "left none",
      ], "\(result.errors)")
  }

  @Test func `a manager that has ended is an error, and nobody waits for it`() throws {
    let result = try TestProgram("pool-fixture").run("manager-dead")
    let reason = "error: manager: its process cannot be reached: connection refused"
    #expect(result.lines == ["lock 0 0", "waiter gone", reason, "left none"], "\(result.errors)")
  }

  @Test func `more elements than the list holds are refused`() throws {
    let check = try description(of: "manager").check
    #expect(
      check(arguments(["tasks": 100, "operations": 1_000_000]))?.contains("is more than the 20000000") == true
    )
    #expect(check(arguments(["tasks": 100, "operations": 1000])) == nil)
  }
}

@Suite struct ManagerServiceTests {
  private func answers(
    _ service: inout ManagerService, _ client: Int, _ request: ManagerService.Request, value: UInt64 = 0
  ) -> [String]? {
    var replies = LocalReplies()
    let message = LocalMessage(code: request.rawValue, key: 5, value: value)
    guard service.answer(message, from: client, &replies) else { return nil }
    return replies.all.map { "\($0.client):\($0.message.value)" }
  }

  @Test func `the dictionary gives back what was set`() {
    var service = ManagerService()
    #expect(answers(&service, 0, .get) == ["0:0"])
    #expect(answers(&service, 0, .set, value: 9) == ["0:0"])
    #expect(answers(&service, 1, .get) == ["1:9"])
    #expect(answers(&service, 1, .clear) == ["1:0"])
    #expect(answers(&service, 0, .get) == ["0:0"])
  }

  @Test func `the list counts what was appended`() {
    var service = ManagerService()
    _ = answers(&service, 0, .append)
    _ = answers(&service, 1, .append)
    #expect(answers(&service, 0, .count) == ["0:2"])
  }

  @Test func `the lock goes to who waited first`() {
    var service = ManagerService()
    #expect(answers(&service, 0, .lock) == ["0:0"])
    #expect(answers(&service, 1, .lock) == [])
    #expect(answers(&service, 2, .lock) == [])
    #expect(answers(&service, 0, .unlock) == ["1:0", "0:0"])
    #expect(answers(&service, 1, .unlock) == ["2:0", "1:0"])
    #expect(answers(&service, 2, .unlock) == ["2:0"])
    #expect(answers(&service, 0, .lock) == ["0:0"])
  }

  @Test func `who leaves gives the lock back, or his place among those that wait`() {
    var service = ManagerService()
    var replies = LocalReplies()
    for client in 0..<3 { _ = answers(&service, client, .lock) }
    service.left(1, &replies)
    #expect(replies.all.isEmpty)
    service.left(0, &replies)
    #expect(replies.all.map(\.client) == [2])
  }

  @Test func `what makes no sense is not answered`() {
    var service = ManagerService()
    #expect(answers(&service, 0, .unlock) == nil)
    _ = answers(&service, 0, .lock)
    #expect(answers(&service, 0, .lock) == nil)
    #expect(answers(&service, 1, .unlock) == nil)
    var replies = LocalReplies()
    #expect(!service.answer(LocalMessage(code: 0), from: 0, &replies))
    #expect(!service.answer(LocalMessage(code: .max), from: 0, &replies))
  }
}
