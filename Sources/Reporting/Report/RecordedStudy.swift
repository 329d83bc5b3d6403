package import Analysis
package import Jobs

/// Combinations of a sweep that have no cell.
package struct AbsentCells: Sendable, Equatable {
  package var count: Int
  /// As the manifest gives it, or why swrun has left them out.
  package var reason: String

  package init(count: Int, reason: String) {
    self.count = count
    self.reason = reason
  }
}

/// All that a result folder tells of a study: what the report and the audit are made of.
package struct RecordedStudy: Sendable {
  package var study: Study
  package var job: Job
  package var runs: RunFacts
  /// `host.json`, then that of each resume.
  package var hosts: [JSON]
  /// The cells that the manifest asks for.
  package var plannedCells: Int
  package var absent: [AbsentCells]
  /// The name of the folder: when the sweep began.
  package var runName: String
  /// Rows that were left out because the manifest cannot have made them, and the reason of the first.
  package var foreign: AbsentCells?

  package init(
    study: Study, job: Job, runs: RunFacts, hosts: [JSON], plannedCells: Int, absent: [AbsentCells] = [],
    runName: String, foreign: AbsentCells? = nil
  ) {
    self.study = study
    self.job = job
    self.runs = runs
    self.hosts = hosts
    self.plannedCells = plannedCells
    self.absent = absent
    self.runName = runName
    self.foreign = foreign
  }

  /// The machine at the first start.
  var host: RecordedHost { RecordedHost(hosts.first) }

  /// Cells of which there are runs, without computed ones.
  var measured: [CellSummary] { study.cells.filter { !$0.isSimulated } }

  /// Whether the workload is a program of the user's.
  var isCommand: Bool {
    if case .command = job.workload { return true }
    return false
  }
}
