package import Jobs

/// A row of `tasks.csv`.
package struct TaskRow: RunRow, Equatable {
  package var seq: Int
  package var task: TaskRecord

  package static let fileName = TasksFile.fileName
  package static let columns = TasksFile.columns

  package static func read(_ fields: inout RowDecoder) throws(RowFault) -> TaskRow {
    let seq = try fields.count()
    guard let number = try fields.integer() else { throw .value(column: "task", "it is missing") }
    let worker = try fields.integer()
    guard let submitted = try fields.number() else {
      throw .value(column: "submitted_s", "it is missing")
    }
    let task = TaskRecord(
      task: number, worker: worker, submitted: submitted, started: try fields.number(),
      finished: try fields.number(), state: try fields.word(TaskState.init(rawValue:), "state"),
      error: try fields.text())
    return TaskRow(seq: seq, task: task)
  }
}

/// `tasks.csv` while it is read, row by row.
package typealias TaskRows = RunRowReader<TaskRow>

extension ResultFolder {
  /// Begins to read `tasks.csv`; nil where there is none.
  ///
  /// - Throws: ``JournalDamage`` for another header than swrun's; ``ResultsError`` if it cannot be read.
  package func readTasks() throws -> TaskRows? { try readRunRows(TaskRow.self) }
}
