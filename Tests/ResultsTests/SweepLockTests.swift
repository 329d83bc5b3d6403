import Foundation
import OperatingSystem
import Testing

@testable import Results

@Suite struct SweepLockTests {
  private let temporary: TemporaryFolder

  init() throws {
    temporary = try TemporaryFolder()
  }

  private var scope: SweepLock.Scope { .name(directory: temporary.path, name: "study") }
  private var path: String { temporary.path + "/study/.lock" }

  /// The lock, which must be free.
  private func acquire() throws -> SweepLock? {
    guard case .acquired(let lock) = try SweepLock.tryAcquire(scope) else { return nil }
    return lock
  }

  /// What is said about the holder of the lock, which must be held.
  private func holder() throws -> String? {
    guard case .held(let text) = try SweepLock.tryAcquire(scope) else { return nil }
    return text
  }

  @Test func `a lock is held until it is released`() throws {
    let lock = try #require(try acquire())
    #expect(try acquire() == nil)
    lock.release()
    #expect(try acquire() != nil)
  }

  @Test func `a lock that nobody refers to any more is free`() throws {
    do { _ = try acquire() }
    #expect(try acquire() != nil)
  }

  @Test func `the holder is said with process, machine and start`() throws {
    let lock = try #require(try acquire())
    let text = try #require(try holder())
    #expect(text.hasPrefix("process \(getpid()) on "))
    #expect(text.contains(" since 20"))
    lock.release()
  }

  @Test func `two studies do not lock each other`() throws {
    let lock = try acquire()
    let other = try SweepLock.tryAcquire(.name(directory: temporary.path, name: "other"))
    guard case .acquired = other else {
      Issue.record("the other study is locked")
      return
    }
    #expect(lock != nil)
  }

  @Test func `text that is not of a living swrun is not believed`() throws {
    let lock = try #require(try acquire())
    for text in ["", "process 1 on \u{1b}[31m", "process 2000000000 on h since t boot b", "gibberish"] {
      try Array(text.utf8).withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: path), options: []) }
      #expect(try holder() == "another process, which did not say who it is")
    }
    lock.release()
  }

  @Test func `a link in place of the lock is refused and its target unchanged`() throws {
    try write("precious".utf8, to: temporary.path + "/precious")
    try FileManager.default.createDirectory(
      atPath: temporary.path + "/study", withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "../precious")
    let error = #expect(throws: ResultsError.self) { try acquire() }
    #expect(error?.message.contains("symbolic link") == true)
    #expect(try bytes(temporary.path + "/precious") == Array("precious".utf8))
  }

  @Test func `a named pipe in place of the lock is refused without waiting`() throws {
    try FileManager.default.createDirectory(
      atPath: temporary.path + "/study", withIntermediateDirectories: false)
    #expect(mkfifo(path, 0o644) == 0)
    #expect(throws: ResultsError.self) { try acquire() }
  }

  @Test func `the first folder that can be used holds the machine's lock`() throws {
    let folders = [temporary.path + "/missing", temporary.path]
    let attempt = try SweepLock.tryAcquire(inFirstOf: folders, named: "swrun.lock")
    guard case .acquired(let lock) = attempt else {
      Issue.record("the lock is held")
      return
    }
    #expect(lock.path == temporary.path + "/swrun.lock")
    #expect(try FileStatus.of(lock.path).mode == 0o644)
  }

  @Test func `an unusable file in the first folder is an error and not a second lock`() throws {
    try FileManager.default.createDirectory(
      atPath: temporary.path + "/a/swrun.lock", withIntermediateDirectories: true)
    let folders = [temporary.path + "/a", temporary.path]
    #expect(throws: ResultsError.self) { try SweepLock.tryAcquire(inFirstOf: folders, named: "swrun.lock") }
    #expect(try names(in: temporary.path) == ["a"])
  }

  @Test func `a machine without a place for the lock is told the way out`() {
    let error = #expect(throws: ResultsError.self) {
      try SweepLock.tryAcquire(inFirstOf: [temporary.path + "/none"], named: "swrun.lock")
    }
    #expect(error?.message.contains("use --lock name") == true)
  }
}
