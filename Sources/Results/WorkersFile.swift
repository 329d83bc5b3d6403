package import Jobs

/// `workers.csv` while a sweep writes it: a row for each worker of each run of a built-in workload.
package final class WorkersFile {
  /// The name of the file in the result folder.
  package static let fileName = "workers.csv"
  /// Its columns.
  package static let columns = ["seq", "worker", "cpu", "node", "start_s", "end_s", "busy_s", "tasks"]

  private let rows: RunRows

  init(_ rows: RunRows) {
    self.rows = rows
  }

  /// Writes what the workers of a run did.
  package func append(seq: Int, _ workers: [WorkerRecord]) throws(ResultsError) {
    try rows.append(workers) { worker, bytes throws(ResultsError) in
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
    }
  }

  /// Brings all rows to the disk; to be called at the end.
  package func sync() throws(ResultsError) {
    try rows.sync()
  }
}

extension ResultFolder {
  /// Opens `workers.csv` to append to it, without the rows of the run `nextSeq` and of later ones; a new one gets
  /// its header.
  package func workersFile(nextSeq: Int) throws(ResultsError) -> WorkersFile {
    WorkersFile(try runRows(WorkersFile.fileName, columns: WorkersFile.columns, nextSeq: nextSeq))
  }
}

/// A row of `workers.csv`.
package struct WorkerRow: RunRow, Equatable {
  package var seq: Int
  package var worker: WorkerRecord

  package static let fileName = WorkersFile.fileName
  package static let columns = WorkersFile.columns

  package static func read(_ fields: inout RowDecoder) throws(RowFault) -> WorkerRow {
    let seq = try fields.count()
    let number = try fields.count()
    let cpu = try fields.integer()
    let node = try fields.integer()
    guard let start = try fields.number() else { throw .value(column: "start_s", "it is missing") }
    guard let end = try fields.number() else { throw .value(column: "end_s", "it is missing") }
    guard let busy = try fields.number() else { throw .value(column: "busy_s", "it is missing") }
    guard let tasks = try fields.integer() else { throw .value(column: "tasks", "it is missing") }
    return WorkerRow(
      seq: seq,
      worker: WorkerRecord(
        worker: number, cpu: cpu, node: node, start: start, end: end, busy: busy, tasks: tasks))
  }
}

/// `workers.csv` while it is read, row by row.
package typealias WorkerRows = RunRowReader<WorkerRow>

extension ResultFolder {
  /// Begins to read `workers.csv`; nil where there is none.
  ///
  /// - Throws: ``JournalDamage`` for another header than swrun's; ``ResultsError`` if it cannot be read.
  package func readWorkers() throws -> WorkerRows? { try readRunRows(WorkerRow.self) }
}
