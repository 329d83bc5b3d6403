package import Jobs
internal import OperatingSystem

/// `workers.csv` while a sweep writes it: a row for each worker of each run of a built-in workload. The rows
/// of a run are one write.
package final class WorkersFile {
  /// The name of the file in the result folder.
  package static let fileName = "workers.csv"
  /// Its columns.
  package static let columns = ["seq", "worker", "cpu", "node", "start_s", "end_s", "busy_s", "tasks"]

  private let folder: ResultFolder
  private let file: File

  init(folder: ResultFolder, file: consuming File) {
    self.folder = folder
    self.file = file
  }

  /// Writes what the workers of a run did.
  package func append(seq: Int, _ workers: [WorkerRecord]) throws(ResultsError) {
    if workers.isEmpty { return }
    var bytes: [UInt8] = []
    for worker in workers {
      for number in [seq, worker.worker, worker.cpu, worker.node] {
        if let number { NumberText.append(number, to: &bytes) }
        bytes.append(CSV.comma)
      }
      for number in [worker.start, worker.end, worker.busy] {
        guard NumberText.append(number, to: &bytes) else {
          throw ResultsError(.writeFailed, "run \(seq): worker \(worker.worker) gives a time of \(number)")
        }
        bytes.append(CSV.comma)
      }
      NumberText.append(worker.tasks, to: &bytes)
      bytes.append(CSV.lineFeed)
    }
    try folder.writing(WorkersFile.fileName) { () throws(Errno) in try file.writeAll(bytes) }
  }

  /// Brings all rows to the disk; to be called at the end.
  package func sync() throws(ResultsError) {
    try folder.writing(WorkersFile.fileName) { () throws(Errno) in try file.syncData() }
  }
}

extension ResultFolder {
  /// Opens `workers.csv` to append to it; a new one gets its header.
  ///
  /// One that exists is first cut to the rows of the runs before `nextSeq`: a cut last line goes, and so do
  /// workers of a run whose own row did not reach the disk and which is measured again.
  package func workersFile(nextSeq: Int) throws(ResultsError) -> WorkersFile {
    let header = Array((WorkersFile.columns.joined(separator: ",") + "\n").utf8)
    let isThere = try writing(WorkersFile.fileName) { () throws(Errno) in
      try directory.status(WorkersFile.fileName) != nil
    }
    guard isThere else {
      return try writing(WorkersFile.fileName) { () throws(Errno) in
        let file = try directory.file(WorkersFile.fileName, .createNew)
        try file.writeAll(header)
        return WorkersFile(folder: self, file: file)
      }
    }
    let length = try writing(WorkersFile.fileName) { () throws(Errno) in
      try wholeWorkers(before: nextSeq, header: header)
    }
    guard let length else {
      throw ResultsError(
        .cannotRead,
        "\(pathOf(WorkersFile.fileName)):1: the header is not that of swrun; the file was left as it is")
    }
    return try writing(WorkersFile.fileName) { () throws(Errno) in
      let file = try directory.file(WorkersFile.fileName, .append)
      try file.truncate(to: Int64(length))
      if length == 0 { try file.writeAll(header) }
      return WorkersFile(folder: self, file: file)
    }
  }

  /// The length of the file up to the first line that is cut or belongs to `nextSeq` or a later run; 0 if the
  /// header is cut; nil if there is another header.
  private func wholeWorkers(before nextSeq: Int, header: [UInt8]) throws(Errno) -> Int? {
    let file = try directory.file(WorkersFile.fileName, .read)
    var lines = LineReader()
    guard let first = try lines.next(from: file) else { return 0 }
    guard first.isWhole else { return header.starts(with: first.bytes) ? 0 : nil }
    guard first.bytes.elementsEqual(header.dropLast()) else { return nil }
    var length = first.end
    while let line = try lines.next(from: file) {
      let fields = line.bytes.split(separator: CSV.comma, omittingEmptySubsequences: false)
      guard line.isWhole, fields.count == WorkersFile.columns.count,
        let seq = Int(String(decoding: fields[0], as: UTF8.self)), seq < nextSeq
      else { break }
      length = line.end
    }
    return length
  }
}
