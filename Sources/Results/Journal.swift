package import Jobs
internal import OperatingSystem

/// `measurements.csv` while a sweep writes it: a row is one write at the end of the file. Keeps no row in
/// memory. After an error of ``sync()`` nothing more is written: what the disk holds is unknown then, and
/// asking again would be answered with a success that is none.
package final class Journal {
  /// The name of the file in the result folder.
  package static let fileName = "measurements.csv"

  /// The sequence number of the next row.
  package private(set) var nextSeq: Int

  private let folder: ResultFolder
  private let row: MeasurementRow
  private let calls: JournalCalls
  private var file: File?
  private let identity: FileStatus.Identity
  private var length: Int
  private var failure: ResultsError?
  private var isDirty = false
  private var lastAppend: UInt64 = 0
  private var lastSync: UInt64 = 0

  /// A row is synced at once if the one before it is older than this; rows that come faster wait for
  /// ``longestUnsynced``.
  private static let shortGap: UInt64 = 100_000_000
  private static let longestUnsynced: UInt64 = 1_000_000_000

  /// Takes over the open file, which holds the header and whole rows and nothing else.
  init(
    folder: ResultFolder, row: MeasurementRow, file: consuming File, nextSeq: Int,
    calls: JournalCalls = .system
  ) throws(Errno) {
    let status = try file.status()
    self.folder = folder
    self.row = row
    self.calls = calls
    self.file = consume file
    self.identity = status.identity
    self.length = Int(status.size)
    self.nextSeq = nextSeq
  }

  /// Writes the row of a run and gives it its sequence number, which is returned.
  ///
  /// Throws ``ResultsError`` of kind `vanished` if the file was removed, replaced or changed by someone else,
  /// and of kind `writeFailed` for everything else; the file then ends in a whole row, unless the message
  /// says that it does not.
  @discardableResult
  package func append(
    _ measurement: Measurement, now: UInt64 = SystemClock.nanoseconds()
  ) throws(ResultsError) -> Int {
    if let failure { throw failure }
    var measurement = measurement
    measurement.seq = nextSeq
    let line: [UInt8]
    do throws(CSVError) {
      line = try row.encode(measurement)
    } catch {
      throw ResultsError(.writeFailed, "run \(nextSeq) cannot be kept in \(path): \(error.message)")
    }
    try checkPlace()
    try write(line)
    length += line.count
    nextSeq += 1
    isDirty = true
    let isSlow = now > lastAppend + Journal.shortGap
    lastAppend = now
    if isSlow { try sync(now: now) } else { try syncIfDue(now: now) }
    return measurement.seq
  }

  /// Brings rows to the disk if the last time was a second ago or longer; costs nothing otherwise. To be
  /// called while a run is going on.
  package func syncIfDue(now: UInt64 = SystemClock.nanoseconds()) throws(ResultsError) {
    if isDirty, now >= lastSync + Journal.longestUnsynced { try sync(now: now) }
  }

  /// Brings all rows to the disk.
  package func sync() throws(ResultsError) {
    try sync(now: SystemClock.nanoseconds())
  }

  /// Brings all rows to the disk and closes the file; later rows are refused.
  package func close() throws(ResultsError) {
    try sync()
    guard let file = file.take() else { return }
    failure = ResultsError(.writeFailed, "\(path) is closed")
    do throws(Errno) { try file.close() } catch { throw writeFailed(error) }
  }

  private func withFile<Value>(
    _ body: (borrowing File) throws(Errno) -> Value
  ) throws(Errno) -> Value {
    switch file {
    case .some(let file): try body(file)
    case .none: throw Errno(code: Errno.invalid, operation: "write", path: Journal.fileName)
    }
  }

  private var path: String { folder.pathOf(Journal.fileName) }

  private func sync(now: UInt64) throws(ResultsError) {
    if let failure, isDirty { throw failure }
    guard isDirty else { return }
    do throws(Errno) {
      try withFile { file throws(Errno) in try calls.synchronize(file) }
    } catch {
      let failed = writeFailed(error)
      failure = failed
      throw failed
    }
    isDirty = false
    lastSync = now
  }

  /// Sees whether the name in the folder still is our file, as long as we left it.
  private func checkPlace() throws(ResultsError) {
    let status: FileStatus?
    do throws(Errno) {
      status = try folder.directory.status(Journal.fileName)
    } catch {
      throw ResultsError(.vanished, "\(path) cannot be found any more: \(error.reason)")
    }
    guard let status else {
      throw ResultsError(.vanished, "\(path) was removed during the sweep; nothing is created again")
    }
    guard status.identity == identity else {
      throw ResultsError(.vanished, "\(path) was replaced during the sweep; the other file is left alone")
    }
    guard Int(status.size) == length else {
      throw ResultsError(
        .vanished,
        "\(path) has \(status.size) bytes where swrun left \(length): another process changes it")
    }
  }

  private func write(_ line: [UInt8]) throws(ResultsError) {
    var written = 0
    while written < line.count {
      do throws(Errno) {
        let rest = line[written...]
        let count = try withFile { file throws(Errno) in try calls.write(file, rest) }
        guard count > 0 else {
          throw Errno(code: Errno.inputOutput, operation: "write", path: Journal.fileName)
        }
        written += count
      } catch {
        var failed = writeFailed(error)
        if written > 0 { cutBack(after: &failed) }
        throw failed
      }
    }
  }

  /// Removes the beginning of a row that could not be finished.
  private func cutBack(after error: inout ResultsError) {
    let whole = length
    do throws(Errno) {
      try withFile { file throws(Errno) in try calls.truncate(file, Int64(whole)) }
    } catch let second {
      error.message +=
        "; its last row is cut, and could not be removed (\(second.reason)): --resume does that"
      failure = error
    }
  }

  private func writeFailed(_ error: Errno) -> ResultsError {
    ResultsError(
      .writeFailed,
      "\(path) cannot be written: \(error.reason); the \(nextSeq - 1) rows before are kept, "
        + "and --resume goes on from there"
    )
  }
}

/// The system calls of a journal, so that tests can let them fail.
struct JournalCalls {
  /// Writes at most these bytes and tells how many.
  var write: (borrowing File, ArraySlice<UInt8>) throws(Errno) -> Int
  var truncate: (borrowing File, Int64) throws(Errno) -> Void
  var synchronize: (borrowing File) throws(Errno) -> Void

  /// Those of the system.
  static var system: JournalCalls {
    JournalCalls(
      write: { file, bytes throws(Errno) in
        var result: Result<Int, Errno> = .success(0)
        bytes.withUnsafeBytes { buffer in
          do throws(Errno) { result = .success(try file.descriptor.write(buffer) ?? 0) } catch {
            result = .failure(error)
          }
        }
        return try result.get()
      },
      truncate: { file, size throws(Errno) in try file.truncate(to: size) },
      synchronize: { file throws(Errno) in try file.syncData() })
  }
}
