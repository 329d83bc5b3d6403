internal import OperatingSystem

extension ResultFolder {
  /// Begins `measurements.csv` with the header of a job; it must not exist yet.
  package func createJournal(_ row: MeasurementRow) throws(ResultsError) -> Journal {
    let header = try header(of: row)
    return try writing(Journal.fileName) { () throws(Errno) in
      let file = try directory.file(Journal.fileName, .createNew)
      try file.writeAll(header)
      try file.sync()
      try syncNames(of: directory)
      return try Journal(folder: self, row: row, file: file, nextSeq: 1)
    }
  }

  /// Goes on with a `measurements.csv` that was read, and whose torn tail was moved aside. One that does not
  /// exist yet, or lost its header in the first moment, is begun.
  package func continueJournal(_ row: MeasurementRow, after state: JournalState) throws(ResultsError)
    -> Journal
  {
    guard state.exists else { return try createJournal(row) }
    let header = try header(of: row)
    let journal = try writing(Journal.fileName) { () throws(Errno) -> Journal? in
      let file = try directory.file(Journal.fileName, .append)
      guard Int(try file.status().size) == state.validLength else { return nil }
      if state.validLength == 0 {
        try file.writeAll(header)
        try file.sync()
      }
      return try Journal(folder: self, row: row, file: file, nextSeq: state.nextSeq)
    }
    if let journal { return journal }
    throw ResultsError(
      .cannotWrite, "\(pathOf(Journal.fileName)) has changed since it was read: another process writes it")
  }

  private func header(of row: MeasurementRow) throws(ResultsError) -> [UInt8] {
    do throws(CSVError) {
      return Array(try row.header().utf8)
    } catch {
      throw ResultsError(.cannotWrite, "\(pathOf(Journal.fileName)) cannot be begun: \(error.message)")
    }
  }

  /// Moves what follows the last whole row of `measurements.csv` to `measurements.torn-N`.
  ///
  /// The copy is on the disk before the file is cut, so that a crash in between loses nothing; a copy that
  /// is there already is not made again.
  /// - Returns: what to tell the user; nil if there was nothing to move.
  package func moveTornTail(_ state: JournalState) throws(ResultsError) -> String? {
    guard state.exists, state.tornBytes > 0 else { return nil }
    let kept = try writing(Journal.fileName) { () throws(Errno) -> String? in
      let journal = try directory.file(Journal.fileName, .readWrite)
      guard Int(try journal.status().size) == state.validLength + state.tornBytes else { return nil }
      let name = try keepTail(of: journal, from: state.validLength)
      try journal.truncate(to: Int64(state.validLength))
      try journal.sync()
      return name
    }
    guard let kept else {
      throw ResultsError(
        .cannotWrite, "\(pathOf(Journal.fileName)) has changed since it was read: another process writes it")
    }
    return "\(pathOf(Journal.fileName)) ended in \(state.tornBytes) bytes that are no whole row; "
      + "they were moved to \(kept), and the \(state.rows) rows before are kept"
  }

  /// Copies the tail to the first free `measurements.torn-N`, unless the last one is this very tail.
  private func keepTail(of journal: borrowing File, from offset: Int) throws(Errno) -> String {
    var number = 1
    while try directory.status("measurements.torn-\(number)") != nil { number += 1 }
    if number > 1, try isCopy("measurements.torn-\(number - 1)", of: journal, from: offset) {
      return "measurements.torn-\(number - 1)"
    }
    let name = "measurements.torn-\(number)"
    let temporary = ".\(name).\(CurrentProcess.pid).tmp"
    if try directory.status(temporary) != nil { try directory.remove(temporary) }
    let copy = try directory.file(temporary, .createNew)
    var place = offset
    while true {
      let piece = try journal.piece(at: place)
      if piece.isEmpty { break }
      try copy.writeAll(piece)
      place += piece.count
    }
    try copy.sync()
    try copy.close()
    try directory.rename(temporary, to: name)
    try syncNames(of: directory)
    return name
  }

  private func isCopy(_ name: String, of journal: borrowing File, from offset: Int) throws(Errno) -> Bool {
    guard try directory.status(name)?.kind == .regular else { return false }
    let copy = try directory.file(name, .read)
    guard try copy.status().size == journal.status().size - Int64(offset) else { return false }
    var place = 0
    while true {
      let piece = try copy.piece(at: place)
      if piece.isEmpty { return true }
      guard try journal.piece(at: offset + place, atMost: piece.count) == piece else { return false }
      place += piece.count
    }
  }

  /// Removes temporary files that a swrun left here when it was ended: regular files of this user called
  /// `.NAME.PID.tmp` whose process is gone, and such links beside the runs.
  package func removeStaleFiles() throws(ResultsError) {
    try writing(".") { () throws(Errno) in
      try removeStale(.regular, in: directory)
      if try directory.status("output")?.kind == .directory {
        try removeStale(.regular, in: directory.open("output"))
      }
      try removeStale(.link, in: study)
    }
  }

  private func removeStale(_ kind: FileStatus.Kind, in folder: borrowing Directory) throws(Errno) {
    for name in try folder.names() {
      guard let pid = ResultFolder.ownerOfTemporary(name), !ResultFolder.isAlive(pid),
        let status = try folder.status(name), status.kind == kind,
        status.owner == CurrentProcess.effectiveUser
      else { continue }
      try folder.remove(name)
    }
  }

  /// The process in the name of a temporary file; nil for other names.
  static func ownerOfTemporary(_ name: String) -> Int32? {
    guard name.hasPrefix("."), name.hasSuffix(".tmp") else { return nil }
    let parts = name.dropFirst().dropLast(4).split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 2, let pid = parts.last, !pid.isEmpty, pid.allSatisfy(\.isNumber) else { return nil }
    return Int32(pid)
  }

  /// Whether a process has this number now. Where the system does not show processes, all are taken for alive.
  static func isAlive(_ pid: Int32) -> Bool {
    do throws(Errno) {
      _ = try FileStatus.of("/proc/self")
    } catch {
      return true
    }
    do throws(Errno) {
      _ = try FileStatus.of("/proc/\(pid)")
      return true
    } catch {
      return error.code != Errno.noEntry
    }
  }
}

extension File {
  /// At most 64 KiB, or fewer where that is asked for, from a place of the file; empty at its end.
  borrowing func piece(at offset: Int, atMost most: Int = 1 << 16) throws(Errno) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: min(most, 1 << 16))
    var count = 0
    var failure: Errno?
    bytes.withUnsafeMutableBytes { buffer in
      do throws(Errno) { count = try read(into: buffer, at: offset) } catch { failure = error }
    }
    if let failure { throw failure }
    bytes.removeLast(bytes.count - count)
    return bytes
  }
}
