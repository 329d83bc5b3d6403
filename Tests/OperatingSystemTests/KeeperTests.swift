import Foundation
import TestPrograms
import Testing

/// What the keeper does after the supervisor's death by SIGKILL.
struct KeeperTests {
  @Test(arguments: containments, ["program", "function", "runaway", "between"])
  func `nothing survives the supervisor`(containment: String, running: String) throws {
    let fixture = try TestProgram("os-fixture").start(["wait", containment, running])
    #expect(try fixture.waitForOutput("ready"))
    let sweep = try Sweep(fixture.output())
    fixture.signal(SIGKILL)
    #expect(try fixture.wait().signal == SIGKILL)
    #expect(try waitUntil(timeLimit: 20) { try sweep.processes().isEmpty })
    #expect(try waitUntil(timeLimit: 20) { !isAlive(sweep.keeper) })
    #expect(try sweep.processes().isEmpty)
    #expect(groups(of: sweep).isEmpty)
  }

  @Test(arguments: containments)
  func `signals do not end the keeper`(containment: String) throws {
    let fixture = try TestProgram("os-fixture").start(["wait", containment, "program"])
    #expect(try fixture.waitForOutput("ready"))
    let sweep = try Sweep(fixture.output())
    for signal in [SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGPIPE, SIGUSR1] { kill(sweep.keeper, signal) }
    #expect(isAlive(sweep.keeper))
    fixture.signal(SIGKILL)
    #expect(try waitUntil(timeLimit: 20) { try sweep.processes().isEmpty && !isAlive(sweep.keeper) })
  }

  @Test func `the cgroup of a runner that died with its keeper is ended by the next one`() throws {
    let fixture = try TestProgram("os-fixture").start(["wait", "cgroup-v2", "program"])
    #expect(try fixture.waitForOutput("ready"))
    let sweep = try Sweep(fixture.output())
    kill(sweep.keeper, SIGKILL)
    fixture.signal(SIGKILL)
    #expect(try waitUntil(timeLimit: 20) { !isAlive(sweep.keeper) && !isAlive(fixture.pid) })
    // Several tests run at once: another runner than this one may have come first.
    let usesGroup = try scenario("kind", "cgroup-v2") == ["cgroup-v2"]
    _ = try scenario("notes", "cgroup-v2")
    if usesGroup {
      #expect(groups(of: sweep).isEmpty)
      #expect(try waitUntil(timeLimit: 20) { try sweep.processes().isEmpty })
    } else {
      for pid in try sweep.processes() { kill(pid, SIGKILL) }
    }
  }

  /// A sweep as the fixture describes it.
  private struct Sweep {
    let keeper: Int32
    let mark: String
    let child: Int32?

    init(_ output: String) throws {
      let pairs = output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
      let values = Dictionary(uniqueKeysWithValues: pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) })
      keeper = try #require(values["keeper"].flatMap { Int32($0) })
      mark = try #require(values["mark"])
      child = values["child"].flatMap { Int32($0) }
    }

    /// The living processes of the sweep: the marked ones and those of the child's session.
    func processes() throws -> [Int32] {
      let entry = Array("SWRUN_RUN=\(mark)".utf8)
      return try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }.filter {
        pid in
        guard isAlive(pid) else { return false }
        if let child, getsid(pid) == child { return true }
        let environment = FileManager.default.contents(atPath: "/proc/\(pid)/environ") ?? Data()
        return environment.split(separator: 0).contains { Array($0) == entry }
      }
    }
  }

  private func groups(of sweep: Sweep) -> [String] {
    ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"].flatMap { root in
      (FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? [])
        .filter { $0.hasSuffix("swrun-\(sweep.mark)") }
    }
  }
}
