import Foundation
import Jobs
import OperatingSystem
import Testing

@testable import Results

/// What a failing system call of a test says.
private func failing(_ code: Int32, _ operation: String) -> Errno {
  Errno(code: code, operation: operation, path: "measurements.csv")
}

/// A journal whose system calls a test changes.
private func journal(in folder: ResultFolder, _ change: (inout JournalCalls) -> Void) throws -> Journal {
  try folder.createJournal(sampleRow).close()
  var calls = JournalCalls.system
  change(&calls)
  let file = try folder.directory.file(Journal.fileName, .append)
  return try Journal(folder: folder, row: sampleRow, file: file, nextSeq: 1, calls: calls)
}

@Suite struct JournalTests {
  private let temporary = try? TemporaryFolder()

  private func folder() throws -> ResultFolder {
    try #require(temporary).results()
  }

  @Test func `rows are numbered from one and read back in order`() throws {
    let folder = try folder()
    let journal = try folder.createJournal(sampleRow)
    #expect(try journal.append(sampleRun(7)) == 1)
    #expect(try journal.append(sampleRun(9)) == 2)
    try journal.close()
    let (runs, state) = try folder.readRuns()
    #expect(runs.map(\.seq) == [1, 2])
    #expect(runs.map(\.repetition) == [7, 9])
    #expect(state.tornBytes == 0 && state.nextSeq == 3)
  }

  @Test func `a journal goes on after the rows there are`() throws {
    let folder = try folder()
    let before = try folder.writeRuns(3)
    let state = try folder.readRuns().state
    let journal = try folder.continueJournal(sampleRow, after: state)
    #expect(try journal.append(sampleRun()) == 4)
    try journal.close()
    #expect(try bytes(folder.journalPath).starts(with: before))
    #expect(try folder.readRuns().runs.count == 4)
  }

  @Test func `going on without a new row leaves the bytes as they are`() throws {
    let folder = try folder()
    let before = try folder.writeRuns(3)
    try folder.continueJournal(sampleRow, after: folder.readRuns().state).close()
    #expect(try bytes(folder.journalPath) == before)
  }

  @Test func `a journal that exists is not begun again`() throws {
    let folder = try folder()
    let before = try folder.writeRuns(2)
    let error = #expect(throws: ResultsError.self) { try folder.createJournal(sampleRow) }
    #expect(error?.exitCode == 73)
    #expect(try bytes(folder.journalPath) == before)
  }

  @Test func `each row is one write`() throws {
    let folder = try folder()
    var lines: [Int] = []
    let journal = try journal(in: folder) { calls in
      let write = calls.write
      calls.write = { file, bytes throws(Errno) in
        lines.append(bytes.count)
        return try write(file, bytes)
      }
    }
    for _ in 0..<3 { try journal.append(sampleRun()) }
    let header = try sampleRow.header().utf8.count
    #expect(lines.count == 3)
    #expect(try bytes(folder.journalPath).count == header + lines.reduce(0, +))
  }

  @Test func `short writes are finished`() throws {
    let folder = try folder()
    let journal = try journal(in: folder) { calls in
      let write = calls.write
      calls.write = { file, bytes throws(Errno) in try write(file, bytes.prefix(7)) }
    }
    for _ in 0..<3 { try journal.append(sampleRun()) }
    #expect(try folder.readRuns().runs.count == 3)
  }

  @Test func `a row that cannot be finished is taken back`() throws {
    let folder = try folder()
    var room = 700
    let journal = try journal(in: folder) { calls in
      let write = calls.write
      calls.write = { file, bytes throws(Errno) in
        if room == 0 { throw failing(Errno.noSpace, "write") }
        let count = try write(file, bytes.prefix(room))
        room -= count
        return count
      }
    }
    var finished = 0
    let error = #expect(throws: ResultsError.self) {
      while true {
        try journal.append(sampleRun())
        finished += 1
      }
    }
    #expect(error?.kind == .writeFailed)
    #expect(error?.exitCode == 74)
    let (runs, state) = try folder.readRuns()
    #expect(finished > 0 && runs.count == finished)
    #expect(state.tornBytes == 0)
  }

  @Test func `a row goes on after the disk has room again`() throws {
    let folder = try folder()
    var isFull = true
    let journal = try journal(in: folder) { calls in
      let write = calls.write
      calls.write = { file, bytes throws(Errno) in
        if isFull { throw failing(Errno.noSpace, "write") }
        return try write(file, bytes)
      }
    }
    #expect(throws: ResultsError.self) { try journal.append(sampleRun()) }
    isFull = false
    #expect(try journal.append(sampleRun()) == 1)
    #expect(try folder.readRuns().runs.count == 1)
  }

  @Test func `a full device is an error`() throws {
    let folder = try folder()
    let full = open("/dev/full", O_WRONLY)
    try #require(full >= 0)
    defer { close(full) }
    let journal = try journal(in: folder) { calls in
      calls.write = { _, bytes throws(Errno) in
        let count = Array(bytes).withUnsafeBytes { write(full, $0.baseAddress, $0.count) }
        if count < 0 { throw failing(errno, "write") }
        return count
      }
    }
    let error = #expect(throws: ResultsError.self) { try journal.append(sampleRun()) }
    #expect(error?.message.contains("no space left on device") == true)
    #expect(error?.exitCode == 74)
  }

  @Test func `after a failed sync nothing is tried again`() throws {
    let folder = try folder()
    var syncs = 0
    let journal = try journal(in: folder) { calls in
      calls.synchronize = { _ throws(Errno) in
        syncs += 1
        throw failing(Errno.inputOutput, "fdatasync")
      }
    }
    #expect(throws: ResultsError.self) { try journal.append(sampleRun()) }
    #expect(throws: ResultsError.self) { try journal.append(sampleRun()) }
    #expect(throws: ResultsError.self) { try journal.sync() }
    #expect(throws: ResultsError.self) { try journal.close() }
    #expect(syncs == 1)
  }

  @Test func `rows that come fast are synced once a second`() throws {
    let folder = try folder()
    var syncs = 0
    let journal = try journal(in: folder) { calls in calls.synchronize = { _ throws(Errno) in syncs += 1 } }
    let start: UInt64 = 1_000_000_000_000
    // 100 rows, one each 50 ms: 5 s.
    for index in 0..<100 { try journal.append(sampleRun(), now: start + UInt64(index) * 50_000_000) }
    #expect(syncs == 5)
    try journal.sync()
    #expect(syncs == 6)
    try journal.sync()
    #expect(syncs == 6)
  }

  @Test func `rows that come slowly are synced at once`() throws {
    let folder = try folder()
    var syncs = 0
    let journal = try journal(in: folder) { calls in calls.synchronize = { _ throws(Errno) in syncs += 1 } }
    for index in 1...4 { try journal.append(sampleRun(), now: UInt64(index) * 2_000_000_000) }
    #expect(syncs == 4)
  }

  @Test func `a waiting row is synced when a second has passed`() throws {
    let folder = try folder()
    var syncs = 0
    let journal = try journal(in: folder) { calls in calls.synchronize = { _ throws(Errno) in syncs += 1 } }
    let start: UInt64 = 1_000_000_000_000
    try journal.append(sampleRun(), now: start)
    try journal.append(sampleRun(), now: start + 1_000_000)
    try journal.syncIfDue(now: start + 900_000_000)
    #expect(syncs == 1)
    try journal.syncIfDue(now: start + 1_000_000_000)
    #expect(syncs == 2)
    try journal.syncIfDue(now: start + 9_000_000_000)
    #expect(syncs == 2)
  }

  @Test func `a value that cannot be kept is refused and the file left as it was`() throws {
    let folder = try folder()
    let journal = try folder.createJournal(sampleRow)
    var run = sampleRun()
    run.reason = "two\nlines"
    let before = try bytes(folder.journalPath)
    let error = #expect(throws: ResultsError.self) { try journal.append(run) }
    #expect(error?.message.contains("column 'reason'") == true)
    #expect(try bytes(folder.journalPath) == before)
  }

  @Test func `a closed journal takes no rows`() throws {
    let journal = try folder().createJournal(sampleRow)
    try journal.close()
    #expect(throws: ResultsError.self) { try journal.append(sampleRun()) }
  }
}

@Suite struct JournalVanishedTests {
  private let temporary = try? TemporaryFolder()

  /// What appending says after something was done to the file of a journal with one row.
  private func append(after change: (ResultFolder) throws -> Void) throws -> (ResultsError?, ResultFolder) {
    let folder = try #require(temporary).results()
    let journal = try folder.createJournal(sampleRow)
    try journal.append(sampleRun())
    try change(folder)
    return (#expect(throws: ResultsError.self) { try journal.append(sampleRun()) }, folder)
  }

  @Test func `a removed file is not created again`() throws {
    let (error, folder) = try append { try FileManager.default.removeItem(atPath: $0.journalPath) }
    #expect(error?.kind == .vanished)
    #expect(error?.exitCode == 74)
    #expect(try names(in: folder.path) == [])
  }

  @Test func `a removed folder is not created again`() throws {
    let (error, folder) = try append { try FileManager.default.removeItem(atPath: $0.path) }
    #expect(error?.kind == .vanished)
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }

  @Test func `a replaced file is left alone`() throws {
    let (error, folder) = try append { folder in
      try FileManager.default.removeItem(atPath: folder.journalPath)
      try write("mine".utf8, to: folder.journalPath)
    }
    #expect(error?.kind == .vanished)
    #expect(try bytes(folder.journalPath) == Array("mine".utf8))
  }

  @Test func `bytes that another process appends are noticed`() throws {
    let (error, _) = try append { folder in
      let handle = try #require(FileHandle(forWritingAtPath: folder.journalPath))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data("x".utf8))
    }
    #expect(error?.message.contains("another process changes it") == true)
  }
}
