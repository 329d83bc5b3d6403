import Jobs
import Results
import Scheduler

extension FolderAnalysis {
  /// Refuses a folder whose rows are gone: what was made of them would be overwritten with nothing.
  ///
  /// - Throws: ``ResultsError`` of kind `cannotRead`.
  func checkRowsAreThere() throws {
    guard completed.cellKeys.isEmpty, try folder.readHost() != nil else { return }
    let state = try folder.readJournal(MeasurementRow(job: job)) { _ in }
    guard state.validLength == 0 else { return }
    throw ResultsError(
      .cannotRead,
      "\(folder.pathOf(Journal.fileName)) is gone or empty, but the folder holds other results: nothing is computed "
        + "from it")
  }

  /// What is said of a folder that was not finished; nil where all runs are there.
  func unfinishedNote() throws -> String? {
    var selection = try RunSelection(plan: plan, filter: nil, mode: .missing)
    selection.completed = completed
    if let adaptive = AdaptiveRuns(plan) {
      let positions = AdaptiveRuns.Positions(plan)
      _ = try folder.readJournal(MeasurementRow(job: job)) { row in
        if let position = positions[row.cell] { adaptive.add(row, at: position) }
      }
      selection.adaptive = adaptive
    }
    let missing = selection.tally().missing
    guard missing > 0 else { return nil }
    let runs = missing == 1 ? "1 run is" : "\(missing) runs are"
    return "\(folder.path) is not finished: \(runs) missing; swrun run --resume-from goes on with it"
  }
}
