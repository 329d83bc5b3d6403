import Foundation
import Jobs
import Results
import Testing

@Suite struct JournalReaderTests {
  private let temporary = try? TemporaryFolder()

  private func folder() throws -> ResultFolder {
    try #require(temporary).results()
  }

  /// What reading complains about when the file holds these bytes; the file must stay as it is.
  private func damage(_ folder: ResultFolder, _ content: [UInt8]) throws -> JournalDamage? {
    try write(content, to: folder.journalPath)
    let error = #expect(throws: JournalDamage.self) { try folder.readRuns() }
    #expect(try bytes(folder.journalPath) == content)
    return error
  }

  /// The lines of a file, each with its LF.
  private func lines(_ content: [UInt8]) -> [[UInt8]] {
    content.split(separator: 0x0a).map { Array($0) + [0x0a] }
  }

  @Test func `a folder without measurements has none`() throws {
    let (runs, state) = try folder().readRuns()
    #expect(runs.isEmpty && !state.exists && state.nextSeq == 1)
  }

  @Test func `every cut of the file gives whole rows and a tail, never a wrong row`() throws {
    let folder = try folder()
    let whole = try folder.writeRuns(3)
    let expected = try folder.readRuns().runs
    let ends = whole.indices.filter { whole[$0] == 0x0a }.map { $0 + 1 }
    for length in 0...whole.count {
      try write(whole[..<length], to: folder.journalPath)
      let (runs, state) = try folder.readRuns()
      let valid = ends.last { $0 <= length } ?? 0
      #expect(runs == Array(expected.prefix(max(0, ends.filter { $0 <= length }.count - 1))))
      #expect(state.validLength == valid && state.tornBytes == length - valid)
    }
  }

  @Test func `every cut of the file is repaired and gone on with`() throws {
    let folder = try folder()
    let whole = try folder.writeRuns(2)
    for length in stride(from: 0, through: whole.count, by: 3) {
      try write(whole[..<length], to: folder.journalPath)
      _ = try folder.moveTornTail(folder.readRuns().state)
      let state = try folder.readRuns().state
      #expect(state.tornBytes == 0)
      let journal = try folder.continueJournal(sampleRow, after: state)
      let seq = try journal.append(sampleRun())
      try journal.close()
      #expect(try folder.readRuns().runs.last?.seq == seq)
    }
  }

  @Test func `changed bits are never read as other values`() throws {
    let folder = try folder()
    let whole = try folder.writeRuns(4)
    let expected = try folder.readRuns().runs
    var generator = SeededGenerator(state: 3)
    for _ in 0..<1000 {
      var changed = whole
      changed[Int.random(in: whole.indices, using: &generator)] ^=
        1 << UInt8.random(in: 0..<8, using: &generator)
      try write(changed, to: folder.journalPath)
      do {
        let (runs, state) = try folder.readRuns()
        // Only the end may be lost, and it is known to be.
        #expect(state.tornBytes > 0 && runs == Array(expected.prefix(runs.count)))
      } catch let damage as JournalDamage {
        #expect(damage.exitCode == 65)
        #expect(try bytes(folder.journalPath) == changed)
      }
    }
  }

  @Test func `a bad row before a valid one is damage at its line`() throws {
    let folder = try folder()
    var content = try folder.writeRuns(3)
    let second = lines(content)[..<2].joined().count
    content[second + 5] ^= 1
    let error = try damage(folder, content)
    #expect(error?.line == 3)
    #expect(error?.description.hasPrefix(folder.journalPath + ":3: ") == true)
  }

  @Test func `a bad row at the end is a torn tail`() throws {
    let folder = try folder()
    var content = try folder.writeRuns(3)
    content[content.count - 20] ^= 1
    try write(content, to: folder.journalPath)
    let (runs, state) = try folder.readRuns()
    #expect(runs.count == 2)
    #expect(state.tornBytes == lines(content)[3].count)
  }

  @Test func `a missing row is damage`() throws {
    let folder = try folder()
    let all = lines(try folder.writeRuns(3))
    let error = try damage(folder, all[0] + all[1] + all[3])
    #expect(error?.line == 3)
    #expect(error?.message == "seq is 3 where 2 is expected")
  }

  @Test func `a row that stands twice is damage`() throws {
    let folder = try folder()
    let all = lines(try folder.writeRuns(2))
    let error = try damage(folder, all[0] + all[1] + all[2] + all[2])
    #expect(error?.message == "seq is 2 where 3 is expected")
  }

  @Test func `an empty line between rows is damage`() throws {
    let folder = try folder()
    let all = lines(try folder.writeRuns(2))
    #expect(try damage(folder, all[0] + all[1] + [0x0a] + all[2])?.line == 3)
  }

  @Test func `the header of another job is damage that names the column`() throws {
    let folder = try folder()
    try folder.writeRuns(1)
    var other = sampleJob()
    other.axes[3].name = "level"
    let error = #expect(throws: JournalDamage.self) {
      try folder.readJournal(MeasurementRow(job: other)) { _ in }
    }
    #expect(error?.line == 1)
    #expect(error?.message.hasSuffix(": column 12 is 'flags' where 'level' is expected") == true)
  }

  @Test func `a header with more behind it is damage`() throws {
    let folder = try folder()
    let all = lines(try folder.writeRuns(1))
    #expect(try damage(folder, Array(all[0].dropLast()) + Array("x\n".utf8))?.line == 1)
  }

  @Test func `garbage at the end is a torn tail`() throws {
    let folder = try folder()
    let content = try folder.writeRuns(2)
    var generator = SeededGenerator(state: 5)
    for _ in 0..<50 {
      let garbage = (0..<500).map { _ in UInt8.random(in: 0...255, using: &generator) }
      try write(content + garbage, to: folder.journalPath)
      let (runs, state) = try folder.readRuns()
      #expect(runs.count == 2 && state.tornBytes == 500)
    }
  }

  @Test func `an endless line is not kept in memory and is a torn tail`() throws {
    let folder = try folder()
    let content = try folder.writeRuns(1)
    try write(content + [UInt8](repeating: 0, count: 5 << 20), to: folder.journalPath)
    #expect(try folder.readRuns().state.tornBytes == 5 << 20)
  }

  @Test func `a row after an endless line is damage`() throws {
    let folder = try folder()
    let all = lines(try folder.writeRuns(2))
    let zeros = [UInt8](repeating: 0x30, count: 3 << 20) + [0x0a]
    #expect(try damage(folder, all[0] + all[1] + zeros + all[2])?.line == 3)
  }

  @Test func `a named pipe in place of the file is refused without waiting`() throws {
    let folder = try folder()
    #expect(mkfifo(folder.journalPath, 0o644) == 0)
    let error = #expect(throws: ResultsError.self) { try folder.readRuns() }
    #expect(error?.exitCode == 65)
  }
}

@Suite struct TornTailTests {
  private let temporary = try? TemporaryFolder()

  /// A folder whose journal has two rows and a tail.
  private func tornFolder(_ tail: String = "3,c01234") throws -> (ResultFolder, [UInt8]) {
    let folder = try #require(temporary).results()
    let content = try folder.writeRuns(2)
    try write(content + Array(tail.utf8), to: folder.journalPath)
    return (folder, content)
  }

  @Test func `the tail is moved aside and said`() throws {
    let (folder, content) = try tornFolder()
    let text = try folder.moveTornTail(folder.readRuns().state)
    #expect(text?.contains("8 bytes that are no whole row; they were moved to measurements.torn-1") == true)
    #expect(try bytes(folder.journalPath) == content)
    #expect(try bytes(folder.pathOf("measurements.torn-1")) == Array("3,c01234".utf8))
  }

  @Test func `a second tail gets the next number`() throws {
    let (folder, content) = try tornFolder()
    _ = try folder.moveTornTail(folder.readRuns().state)
    try write(content + Array("other".utf8), to: folder.journalPath)
    _ = try folder.moveTornTail(folder.readRuns().state)
    #expect(try bytes(folder.pathOf("measurements.torn-2")) == Array("other".utf8))
  }

  @Test func `a recovery that was ended before the cut is finished without a second copy`() throws {
    let (folder, content) = try tornFolder()
    try write("3,c01234".utf8, to: folder.pathOf("measurements.torn-1"))
    _ = try folder.moveTornTail(folder.readRuns().state)
    #expect(try names(in: folder.path) == ["measurements.csv", "measurements.torn-1"])
    #expect(try bytes(folder.journalPath) == content)
  }

  @Test func `a whole file has nothing to move`() throws {
    let (folder, content) = try tornFolder("")
    #expect(try folder.moveTornTail(folder.readRuns().state) == nil)
    #expect(try bytes(folder.journalPath) == content)
    #expect(try names(in: folder.path) == ["measurements.csv"])
  }

  @Test func `a journal with a torn tail is not gone on with`() throws {
    let (folder, content) = try tornFolder()
    let state = try folder.readRuns().state
    #expect(throws: ResultsError.self) { try folder.continueJournal(sampleRow, after: state) }
    #expect(try bytes(folder.journalPath) == content + Array("3,c01234".utf8))
  }

  @Test func `a file that changed in between is left alone`() throws {
    let (folder, content) = try tornFolder()
    let state = try folder.readRuns().state
    try write(content, to: folder.journalPath)
    #expect(throws: ResultsError.self) { try folder.moveTornTail(state) }
    #expect(try bytes(folder.journalPath) == content)
  }
}
