import Foundation
import Jobs
import OperatingSystem
import Results

/// A folder for one test, removed with it.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/swrun-results-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// A new folder of results below this one.
  func results(name: String = "study", second: Int64 = 1_795_312_800) throws -> ResultFolder {
    try ResultFolder.create(
      directory: path, name: name, startedAt: Timestamp(secondsSince1970: second), bytesNeeded: 0)
  }
}

/// The bytes of a file.
func bytes(_ path: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
}

/// Writes a file, also where one is.
func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
  try Data(bytes).write(to: URL(fileURLWithPath: path))
}

/// What stands in a folder, sorted.
func names(in path: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: path).sorted()
}

/// The job's rows, as all tests of the journal use them.
let sampleRow = MeasurementRow(job: sampleJob())

extension ResultFolder {
  var journalPath: String { pathOf(Journal.fileName) }

  /// A journal with so many plain rows, closed; its bytes are returned.
  @discardableResult
  func writeRuns(_ count: Int) throws -> [UInt8] {
    let journal = try createJournal(sampleRow)
    for _ in 0..<count { try journal.append(sampleRun(journal.nextSeq)) }
    try journal.close()
    return try bytes(journalPath)
  }

  /// All rows that can be read, and what was found.
  func readRuns() throws -> (runs: [Measurement], state: JournalState) {
    var runs: [Measurement] = []
    let state = try readJournal(sampleRow) { runs.append($0) }
    return (runs, state)
  }
}
