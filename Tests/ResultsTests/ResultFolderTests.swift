import Foundation
import Jobs
import OperatingSystem
import Results
import Testing

/// The second of 2026-11-22T02:00:00Z.
private let moment = Timestamp(secondsSince1970: 1_795_312_800)

@Suite struct ResultFolderTests {
  private let temporary: TemporaryFolder

  init() throws {
    temporary = try TemporaryFolder()
  }

  /// What making a folder complains about.
  private func complaint(
    directory: String, name: String = "study", bytesNeeded: Int = 0
  ) -> ResultsError? {
    #expect(throws: ResultsError.self) {
      try ResultFolder.create(directory: directory, name: name, startedAt: moment, bytesNeeded: bytesNeeded)
    }
  }

  @Test func `a folder is named after its study and moment`() throws {
    let folder = try temporary.results()
    #expect(folder.path == temporary.path + "/study/2026-11-22T02-00-00Z")
    #expect(folder.runName == "2026-11-22T02-00-00Z" && folder.studyName == "study")
  }

  @Test func `a name that is taken gets a number`() throws {
    #expect(
      try (1...3).map { _ in try temporary.results().runName } == [
        "2026-11-22T02-00-00Z", "2026-11-22T02-00-00Z-2", "2026-11-22T02-00-00Z-3",
      ])
  }

  @Test func `the directory is made with all above it`() throws {
    let folder = try ResultFolder.create(
      directory: temporary.path + "/a/b", name: "x", startedAt: moment, bytesNeeded: 0)
    #expect(FileManager.default.fileExists(atPath: folder.path))
  }

  @Test func `a directory behind a link of the user is used`() throws {
    try FileManager.default.createDirectory(
      atPath: temporary.path + "/real", withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(
      atPath: temporary.path + "/link", withDestinationPath: "real")
    _ = try ResultFolder.create(
      directory: temporary.path + "/link", name: "x", startedAt: moment, bytesNeeded: 0)
    #expect(try names(in: temporary.path + "/real") == ["x"])
  }

  @Test func `a file where the study's folder should be is refused`() throws {
    try write("mine".utf8, to: temporary.path + "/study")
    let error = complaint(directory: temporary.path)
    #expect(error?.exitCode == 73)
    #expect(error?.message.contains(temporary.path + "/study is no folder") == true)
  }

  @Test func `a file where the directory should be is refused`() throws {
    try write("mine".utf8, to: temporary.path + "/file")
    #expect(complaint(directory: temporary.path + "/file")?.exitCode == 73)
  }

  @Test func `a link where the study's folder should be is refused`() throws {
    try FileManager.default.createDirectory(
      atPath: temporary.path + "/else", withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(
      atPath: temporary.path + "/study", withDestinationPath: "else")
    #expect(complaint(directory: temporary.path)?.exitCode == 73)
    #expect(try names(in: temporary.path + "/else") == [])
  }

  @Test func `a named pipe where the study's folder should be is refused without waiting`() {
    #expect(mkfifo(temporary.path + "/study", 0o644) == 0)
    #expect(complaint(directory: temporary.path)?.exitCode == 73)
  }

  @Test func `too little space is said with need and available`() {
    let error = complaint(directory: temporary.path, bytesNeeded: .max)
    #expect(error?.message.contains("9223372036854775807 bytes are needed, ") == true)
    #expect(error?.message.contains(" are free; make room") == true)
    #expect(error?.exitCode == 73)
  }

  @Test(arguments: ["", ".", "..", "a/b", "a\u{0}b", String(repeating: "n", count: 256)])
  func `a name that is no name of a folder is refused`(name: String) throws {
    #expect(complaint(directory: temporary.path, name: name)?.exitCode == 73)
    #expect(try names(in: temporary.path) == [])
  }

  @Test func `a path that is too long is refused before anything is made`() throws {
    let long = temporary.path + String(repeating: "/" + String(repeating: "d", count: 200), count: 20)
    #expect(complaint(directory: long)?.message.contains("too long") == true)
    #expect(try names(in: temporary.path) == [])
  }

  @Test func `a folder can be opened again by its path`() throws {
    let folder = try temporary.results()
    try folder.writeManifest(Array("name: study\n".utf8))
    let again = try ResultFolder.open(path: folder.path + "/")
    #expect(again.studyName == "study" && again.runName == folder.runName)
    #expect(try again.readManifest() == Array("name: study\n".utf8))
  }

  @Test func `a folder can be opened through the link to it`() throws {
    let folder = try temporary.results()
    try folder.setLink(.latest)
    #expect(try ResultFolder.open(path: temporary.path + "/study/latest").runName == folder.runName)
  }

  @Test func `a folder that is not there cannot be opened`() {
    let error = #expect(throws: ResultsError.self) { try ResultFolder.open(path: temporary.path + "/none") }
    #expect(error?.exitCode == 65)
  }

  @Test func `a folder without a manifest is no folder of results`() throws {
    let error = #expect(throws: ResultsError.self) { try temporary.results().readManifest() }
    #expect(error?.exitCode == 65)
  }

  @Test func `the host is described anew at each start`() throws {
    let folder = try temporary.results()
    #expect(try folder.writeHost(.object([JSON.Member("cpus", .integer(2))])) == "host.json")
    #expect(try folder.writeHost(.object([JSON.Member("cpus", .integer(4))])) == "host-2.json")
    #expect(try folder.writeHost(.null) == "host-3.json")
    #expect(try folder.readHost()?["cpus"] == .integer(2))
    #expect(try folder.readHost(segment: 2)?["cpus"] == .integer(4))
    #expect(try folder.readHost(segment: 4) == nil)
  }
}

@Suite struct ResultFilesTests {
  private let temporary: TemporaryFolder
  private let folder: ResultFolder

  init() throws {
    temporary = try TemporaryFolder()
    folder = try temporary.results()
  }

  @Test func `a file is replaced as a whole and nothing is left beside it`() throws {
    try folder.replaceFile("summary.csv", Array("old".utf8))
    try folder.replaceFile("summary.csv", Array("new".utf8))
    #expect(try folder.readFile("summary.csv") == Array("new".utf8))
    #expect(try names(in: folder.path) == ["summary.csv"])
  }

  @Test func `a file of which nothing is left is removed, and may be missing`() throws {
    try folder.replaceFile("gates.csv", Array("old".utf8))
    try folder.replaceOrRemove("gates.csv", nil)
    try folder.replaceOrRemove("gates.csv", nil)
    #expect(try names(in: folder.path).isEmpty)
    try folder.replaceOrRemove("gates.csv", Array("new".utf8))
    #expect(try folder.readFile("gates.csv") == Array("new".utf8))
  }

  @Test func `a link in place of a file is refused and its target unchanged`() throws {
    try write("precious".utf8, to: temporary.path + "/precious")
    try FileManager.default.createSymbolicLink(
      atPath: folder.pathOf("summary.csv"), withDestinationPath: "../../precious")
    let error = #expect(throws: ResultsError.self) { try folder.replaceFile("summary.csv", []) }
    #expect(error?.message.contains("symbolic link") == true)
    #expect(throws: ResultsError.self) { try folder.readFile("summary.csv") }
    #expect(try bytes(temporary.path + "/precious") == Array("precious".utf8))
  }

  @Test func `a link in place of the measurements is refused and its target unchanged`() throws {
    try write("precious".utf8, to: temporary.path + "/precious")
    try FileManager.default.createSymbolicLink(
      atPath: folder.journalPath, withDestinationPath: "../../precious")
    #expect(throws: ResultsError.self) { try folder.createJournal(sampleRow) }
    #expect(throws: (any Error).self) { try folder.readRuns() }
    #expect(try bytes(temporary.path + "/precious") == Array("precious".utf8))
  }

  @Test func `a link planted for the temporary file is not followed`() throws {
    try write("precious".utf8, to: temporary.path + "/precious")
    try FileManager.default.createSymbolicLink(
      atPath: folder.pathOf(".summary.csv.\(getpid()).tmp"), withDestinationPath: "../../precious")
    try folder.replaceFile("summary.csv", Array("new".utf8))
    #expect(try bytes(temporary.path + "/precious") == Array("precious".utf8))
    #expect(try folder.readFile("summary.csv") == Array("new".utf8))
  }

  @Test func `a named pipe in place of a file is refused without waiting`() throws {
    #expect(mkfifo(folder.pathOf("summary.csv"), 0o644) == 0)
    #expect(throws: ResultsError.self) { try folder.replaceFile("summary.csv", []) }
    #expect(throws: ResultsError.self) { try folder.readFile("summary.csv") }
  }

  @Test func `a file name leads nowhere else`() throws {
    for name in ["../x", "/x", "..", "", "a\u{0}"] {
      #expect(throws: ResultsError.self) { try folder.replaceFile(name, []) }
      #expect(throws: ResultsError.self) { try folder.keepOutput(name, []) }
    }
    #expect(try names(in: temporary.path) == ["study"])
  }

  @Test func `output is kept in its own folder`() throws {
    #expect(try folder.keepOutput("c01-1.out", Array("hello".utf8)) == "output/c01-1.out")
    try folder.keepOutput("c01-1.out", Array("again".utf8))
    #expect(try bytes(folder.pathOf("output/c01-1.out")) == Array("again".utf8))
    #expect(try names(in: folder.pathOf("output")) == ["c01-1.out"])
  }

  @Test func `a link in place of the output folder is refused`() throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.pathOf("output"), withDestinationPath: temporary.path)
    #expect(throws: ResultsError.self) { try folder.keepOutput("x", []) }
    #expect(try names(in: temporary.path) == ["study"])
  }

  @Test func `the exit code tells the start from the sweep`() throws {
    #expect(mkfifo(folder.pathOf("summary.csv"), 0o644) == 0)
    let before = #expect(throws: ResultsError.self) { try folder.replaceFile("summary.csv", []) }
    folder.beginSweep()
    let during = #expect(throws: ResultsError.self) { try folder.replaceFile("summary.csv", []) }
    #expect(before?.exitCode == 73)
    #expect(during?.exitCode == 74)
  }

  @Test func `files are readable by all and writable by the user alone`() throws {
    try folder.replaceFile("summary.csv", [])
    try folder.createJournal(sampleRow).close()
    for name in ["summary.csv", Journal.fileName] {
      #expect(try FileStatus.of(folder.pathOf(name)).mode & 0o022 == 0)
    }
    #expect(try FileStatus.of(folder.path).mode & 0o022 == 0)
  }

  @Test func `temporary files of processes that are gone are removed, others stay`() throws {
    // Numbers above the kernel's largest are never a process.
    let gone = [".summary.csv.2000000000.tmp", ".measurements.torn-1.1999999999.tmp"]
    let stay = [
      ".summary.csv.\(getpid()).tmp", "summary.csv.2000000000.tmp", ".x.csv.tmp.123", ".notes.tmp",
      ".x.12a.tmp", ".2000000000.tmp",
    ]
    for name in gone + stay { try write([], to: folder.pathOf(name)) }
    try FileManager.default.createSymbolicLink(
      atPath: folder.pathOf(".link.2000000000.tmp"), withDestinationPath: "x")
    try folder.removeStaleFiles()
    #expect(try names(in: folder.path) == (stay + [".link.2000000000.tmp"]).sorted())
  }

  @Test func `links that were to replace another are removed too`() throws {
    try FileManager.default.createSymbolicLink(
      atPath: temporary.path + "/study/.latest.2000000000.tmp", withDestinationPath: "x")
    try folder.removeStaleFiles()
    #expect(try names(in: temporary.path + "/study") == [folder.runName])
  }

  @Test func `temporary files in the output folder are removed too`() throws {
    try folder.keepOutput("a", [])
    try write([], to: folder.pathOf("output/.b.2000000000.tmp"))
    try folder.removeStaleFiles()
    #expect(try names(in: folder.pathOf("output")) == ["a"])
  }
}

@Suite struct ResultRunsTests {
  private let temporary: TemporaryFolder

  init() throws {
    temporary = try TemporaryFolder()
  }

  /// A run with a manifest, so many seconds after the first.
  private func run(_ second: Int64) throws -> ResultFolder {
    let folder = try temporary.results(second: moment.secondsSince1970 + second)
    try folder.writeManifest([])
    return folder
  }

  private func unfinished() throws -> String? {
    try ResultFolder.unfinished(directory: temporary.path, name: "study")
  }

  @Test func `links point to runs and are replaced`() throws {
    let (first, second) = (try run(0), try run(1))
    try first.setLink(.latest)
    try second.setLink(.latest)
    #expect(try first.target(of: .latest) == second.runName)
    #expect(try first.target(of: .lastGood) == nil)
    #expect(try names(in: temporary.path + "/study") == [first.runName, second.runName, "latest"].sorted())
  }

  @Test func `a file with the name of a link is not replaced`() throws {
    let folder = try run(0)
    try write("mine".utf8, to: temporary.path + "/study/latest")
    #expect(throws: ResultsError.self) { try folder.setLink(.latest) }
    #expect(try bytes(temporary.path + "/study/latest") == Array("mine".utf8))
  }

  @Test func `the link to the run in progress is removed by that run alone`() throws {
    let (first, second) = (try run(0), try run(1))
    try second.setLink(.running)
    try first.removeRunningLink()
    #expect(try first.target(of: .running) == second.runName)
    try second.removeRunningLink()
    #expect(try first.target(of: .running) == nil)
    try second.removeRunningLink()
  }

  @Test func `runs are listed newest first`() throws {
    let late = try run(100).path
    let early = try (0..<11).map { _ in try run(0).path }
    try FileManager.default.createDirectory(
      atPath: temporary.path + "/study/notes", withIntermediateDirectories: false)
    #expect(
      try ResultFolder.runs(directory: temporary.path, name: "study") == [late] + Array(early.reversed()))
  }

  @Test func `a study that was never run has no runs`() throws {
    #expect(try ResultFolder.runs(directory: temporary.path, name: "other") == [])
    #expect(try ResultFolder.runs(directory: temporary.path + "/none", name: "other") == [])
    #expect(try ResultFolder.unfinished(directory: temporary.path, name: "other") == nil)
  }

  @Test func `without a complete run the newest is unfinished`() throws {
    _ = try run(0)
    let newest = try run(1)
    #expect(try unfinished() == newest.path)
  }

  @Test func `a run after the newest complete one is unfinished`() throws {
    try run(0).setLink(.latest)
    #expect(try unfinished() == nil)
    let newest = try run(1)
    #expect(try unfinished() == newest.path)
  }

  @Test func `an older run than the newest complete one is not gone on with`() throws {
    _ = try run(0)
    try run(1).setLink(.latest)
    #expect(try unfinished() == nil)
  }

  @Test func `a run that has no manifest yet is not gone on with`() throws {
    _ = try temporary.results()
    #expect(try unfinished() == nil)
  }
}
