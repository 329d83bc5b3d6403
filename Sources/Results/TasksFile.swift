package import Jobs

/// `tasks.csv` while a sweep writes it: a row for each task of each traced run.
package final class TasksFile {
  /// The name of the file in the result folder.
  package static let fileName = "tasks.csv"
  /// Its columns.
  package static let columns = [
    "seq", "task", "worker", "submitted_s", "started_s", "finished_s", "state", "error",
  ]

  /// An error is cut to so many bytes: many tasks may fail with the same long text.
  package static let longestError = 4096

  private let rows: RunRows

  init(_ rows: RunRows) {
    self.rows = rows
  }

  /// Writes what became of the tasks of a run.
  package func append(seq: Int, _ tasks: [TaskRecord]) throws(ResultsError) {
    try rows.append(tasks) { task, bytes throws(ResultsError) in
      NumberText.append(seq, to: &bytes)
      bytes.append(CSV.comma)
      NumberText.append(task.task, to: &bytes)
      bytes.append(CSV.comma)
      if let worker = task.worker { NumberText.append(worker, to: &bytes) }
      bytes.append(CSV.comma)
      for moment in [task.submitted, task.started, task.finished] {
        guard moment.map({ NumberText.append($0, to: &bytes) }) ?? true else {
          throw ResultsError(.writeFailed, "run \(seq): task \(task.task) has a moment that is no number")
        }
        bytes.append(CSV.comma)
      }
      bytes.append(contentsOf: task.state.rawValue.utf8)
      bytes.append(CSV.comma)
      if !task.error.isEmpty { try append(task.error, to: &bytes, seq) }
    }
  }

  private func append(_ error: String, to bytes: inout [UInt8], _ seq: Int) throws(ResultsError) {
    do throws(CSVError) {
      try CSV.append(TasksFile.visible(error), to: &bytes)
    } catch {
      throw ResultsError(.writeFailed, "run \(seq): an error of a task cannot be kept: \(error.message)")
    }
  }

  /// The text on one line, with a sign for each control character, and cut where it is very long.
  static func visible(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var length = 0
    for scalar in text.unicodeScalars {
      length += UTF8.width(scalar)
      if length > longestError {
        result.append("…")
        break
      }
      switch scalar.value {
      case 0..<0x20: result.append(Unicode.Scalar(UInt16(0x2400 + scalar.value)) ?? "�")
      case 0x7f: result.append("␡")
      case 0x80..<0xa0, 0x2028, 0x2029: result.append("�")
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  /// Brings all rows to the disk; to be called at the end.
  package func sync() throws(ResultsError) {
    try rows.sync()
  }
}

extension ResultFolder {
  /// Opens `tasks.csv` to append to it, without the rows of the run `nextSeq` and of later ones; a new one gets
  /// its header.
  package func tasksFile(nextSeq: Int) throws(ResultsError) -> TasksFile {
    TasksFile(try runRows(TasksFile.fileName, columns: TasksFile.columns, nextSeq: nextSeq))
  }

  /// Whether there is a `tasks.csv`: whether the folder was begun with traces.
  package func hasTasks() throws(ResultsError) -> Bool {
    try holds(TasksFile.fileName)
  }
}
