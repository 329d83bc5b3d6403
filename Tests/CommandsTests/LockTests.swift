import Foundation
import TestPrograms
import Testing

/// Two runs at one time.
struct LockTests {
  private static let arguments = ["run", "m.yaml", "--lock", "name", "-o", "out"]
  /// A run that lasts until the file `free` is there.
  private static let waiting = Manifest.script("touch began; until [ -e free ]; do sleep 0.01; done")

  private func holder(_ sandbox: Sandbox) throws -> RunningProgram {
    try sandbox.write(Self.waiting)
    let holder = try sandbox.start(Self.arguments)
    #expect(try sandbox.waitForFile("began"))
    return holder
  }

  @Test func `the second is refused and told who holds the lock since when`() throws {
    let sandbox = try Sandbox()
    let holder = try holder(sandbox)
    let result = try sandbox.start(Self.arguments).wait(timeLimit: 20)
    #expect(result.exitCode == 75)
    #expect(result.output == "")
    #expect(result.errors.contains("process \(holder.pid) on "))
    #expect(result.errors.contains(" since 2"))
    #expect(result.errors.contains("--wait"))
    #expect(result.errors.split(separator: "\n").count == 1)
    try sandbox.folder.write("", to: "free")
    #expect(try holder.wait().exitCode == 0)
    #expect(try sandbox.rows().column("status") == ["ok"])
  }

  @Test func `with patience the second runs after the first`() throws {
    let sandbox = try Sandbox()
    let holder = try holder(sandbox)
    let second = try sandbox.start(Self.arguments + ["--wait", "2min"])
    try sandbox.folder.write("", to: "free")
    #expect(try holder.wait().exitCode == 0)
    #expect(try second.wait().exitCode == 0)
    #expect(try sandbox.runFolders().count == 2)
  }

  @Test func `who waits for the lock can be stopped`() throws {
    let sandbox = try Sandbox()
    let holder = try holder(sandbox)
    let second = try sandbox.start(Self.arguments + ["--wait", "10min"])
    // From then on it takes signals in itself, instead of dying of them.
    #expect(try waitUntil { self.blockedSignals(of: second.pid) & 1 << UInt64(SIGTERM - 1) != 0 })
    second.signal(SIGTERM)
    #expect(try second.wait().signal == SIGTERM)
    try sandbox.folder.write("", to: "free")
    #expect(try holder.wait().exitCode == 0)
  }

  /// The signals that a process has blocked, a bit each from 1 on; none where it has ended.
  private func blockedSignals(of pid: Int32) -> UInt64 {
    let status = FileManager.default.contents(atPath: "/proc/\(pid)/status") ?? Data()
    let lines = String(decoding: status, as: UTF8.self).split(separator: "\n")
    let line = lines.first { $0.hasPrefix("SigBlk:") }
    return line.flatMap { UInt64($0.dropFirst(8), radix: 16) } ?? 0
  }

  @Test func `of many at once exactly one runs`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.waiting)
    let all = try (0..<10).map { _ in try sandbox.start(Self.arguments) }
    #expect(try waitUntil { all.reduce(0) { $0 + ($1.hasEnded ? 1 : 0) } == 9 })
    try sandbox.folder.write("", to: "free")
    let codes = try all.map { try $0.wait().exitCode ?? -1 }
    #expect(codes.sorted() == [0] + Array(repeating: 75, count: 9))
    #expect(try sandbox.runFolders().count == 1)
  }

  @Test func `after kill -9 the lock is free`() throws {
    let sandbox = try Sandbox()
    let holder = try holder(sandbox)
    holder.signal(SIGKILL)
    #expect(try holder.wait().signal == SIGKILL)
    try sandbox.folder.write("", to: "free")
    #expect(try sandbox.start(Self.arguments).wait().exitCode == 0)
    try sandbox.expectNoSurvivors()
  }

  @Test func `no program of a run has the lock open`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(.script("ls -l /proc/self/fd; setsid sleep 300 &"))
    #expect(try sandbox.start(Self.arguments).wait().exitCode == 0)
    #expect(try !sandbox.keptOutput().contains(".lock"))
    #expect(try sandbox.start(Self.arguments).wait().exitCode == 0)
    try sandbox.expectNoSurvivors()
  }

  @Test func `without a lock two runs of one second have folders of their own`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(.script("true"))
    let all = try (0..<4).map { _ in try sandbox.start(Sandbox.runArguments) }
    for running in all { #expect(try running.wait().exitCode == 0) }
    #expect(try sandbox.runFolders().count == 4)
  }
}
