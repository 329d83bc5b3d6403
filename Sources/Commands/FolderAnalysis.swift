import Analysis
import Jobs
import Reporting
import Results
import Workloads

/// Everything that follows from `measurements.csv`: computed anew and written as a whole.
struct FolderAnalysis {
  let folder: ResultFolder
  let job: Job
  let study: Study
  let completed: CompletedRuns
  /// Rows that the manifest cannot have made; they are left out, and the reason of the first is told.
  let foreignRows: (count: Int, reason: String)?

  /// Reads the rows of a folder.
  ///
  /// - Throws: ``JournalDamage``, ``ResultsError``.
  init(folder: ResultFolder, job: Job) throws {
    self.folder = folder
    self.job = job
    let description = WorkloadCatalogue.descriptions.first { job.workload == .builtIn(kind: $0.kind) }
    var accumulator = StudyAccumulator(job: job, description: description)
    var completed = CompletedRuns()
    var foreign: (count: Int, reason: String)?
    _ = try folder.readJournal(MeasurementRow(job: job)) { row in
      completed.add(row)
      do throws(UnexpectedRow) {
        try accumulator.add(row)
      } catch {
        foreign = ((foreign?.count ?? 0) + 1, foreign?.reason ?? error.description)
      }
    }
    study = accumulator.study()
    self.completed = completed
    foreignRows = foreign
  }

  /// Writes `summary.csv`, `table.md` and the plots; draws them where gnuplot is there.
  ///
  /// - Parameter interrupt: a descriptor that becomes readable when drawing is to be given up.
  func write(machine: Machine?, host: String, interrupt: Int32? = nil) throws -> PlotDrawing.Outcome {
    let summary: [UInt8]
    do throws(CSVError) {
      summary = try SummaryTable.csv(study, run: folder.runName, host: host)
    } catch {
      throw CommandFailure(outcome: .writeFailed, message: "summary.csv: \(error.message)")
    }
    try folder.replaceFile("summary.csv", summary)
    try folder.replaceFile("table.md", Array(MarkdownTable.text(study).utf8))
    let scripts = Plots.scripts(study, job: job, machine: machine)
    for script in scripts { try folder.replaceFile(script.name, script.bytes) }
    return try PlotDrawing.draw(scripts, in: folder, interrupt: interrupt)
  }
}
