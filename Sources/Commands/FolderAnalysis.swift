import Analysis
import Jobs
import Reporting
import Results
import Sweep
import Workloads

/// Everything that follows from `measurements.csv`: computed anew and written as a whole.
struct FolderAnalysis {
  let folder: ResultFolder
  let job: Job
  var study: Study
  let completed: CompletedRuns
  /// Rows that the manifest cannot have made; they are left out, and the reason of the first is told.
  let foreignRows: (count: Int, reason: String)?
  /// What was sampled of the runs; nil where nothing was.
  let memory: MemoryIndex?
  /// How the runs ended and what disturbed them.
  let facts: RunFacts
  let plan: SweepPlan

  /// Reads the rows of a folder.
  ///
  /// - Parameters:
  ///   - machine: what they were made on; nil where that is not known.
  ///   - extrapolates: whether the curves of fitted laws go on beyond twice the most workers.
  /// - Throws: ``JournalDamage``, ``ResultsError``.
  init(folder: ResultFolder, plan: SweepPlan, machine: Machine?, extrapolates: Bool = false) throws {
    let job = plan.job
    self.folder = folder
    self.job = job
    self.plan = plan
    let gone = try Self.cellsThatAreGone(folder, plan)
    let description = WorkloadCatalogue.descriptions.first { job.workload == .builtIn(kind: $0.kind) }
    var accumulator = StudyAccumulator(job: job, description: description)
    var completed = CompletedRuns()
    var memory = try MemoryReading(folder)
    var workers = try WorkerReading(folder)
    var facts = RunFacts()
    var foreign: (count: Int, reason: String)?
    _ = try folder.readJournal(MeasurementRow(job: job)) { row in
      completed.add(row)
      try memory?.take(row, counts: !gone.contains(row.cell))
      try workers?.take(row, counts: !gone.contains(row.cell))
      if gone.contains(row.cell) {
        foreign = ((foreign?.count ?? 0) + 1, foreign?.reason ?? "their cells are no longer in the manifest")
        return
      }
      do throws(UnexpectedRow) {
        try accumulator.add(row)
        facts.add(row)
      } catch {
        foreign = ((foreign?.count ?? 0) + 1, foreign?.reason ?? error.description)
      }
    }
    var study = accumulator.study(on: machine)
    for index in study.cells.indices {
      study.cells[index].treePeak = memory.flatMap {
        TreePeak(peaks: $0.index.peaks[study.cells[index].cell] ?? [])
      }
    }
    study.fitLaws(job.fit, seed: job.seed, extrapolates: extrapolates, machine: machine)
    study.comparison = job.comparison.flatMap { study.comparison($0, of: job) }
    study.explanations = study.explain(on: machine, balance: workers?.balance)
    self.study = study
    self.memory = memory?.index
    self.completed = completed
    self.facts = facts
    foreignRows = foreign
  }

  /// The cells of a folder's rows that its manifest has no longer. Only a folder that was resumed with another
  /// manifest can have such cells.
  private static func cellsThatAreGone(_ folder: ResultFolder, _ plan: SweepPlan) throws -> Set<String> {
    guard try folder.readFile("manifest-1.yaml") != nil else { return [] }
    var keys: Set<String> = []
    _ = try folder.readJournal(MeasurementRow(job: plan.job)) { keys.insert($0.cell) }
    for position in 0..<plan.count { keys.remove(plan.keys.key(of: plan.cell(position))) }
    return keys
  }

  /// Writes all tables, `trace.json` where there are traces, and the scripts of the plots; draws them where gnuplot is
  /// there; then the report, which shows them. A table of which nothing is left is removed.
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
    try writeGates()
    try folder.replaceFile(
      "table.md", Array(MarkdownTable.text(study, efficiencyFloor: job.output.efficiencyFloor).utf8))
    try writeFits(host: host)
    try writeFitPoints(host: host)
    try folder.replaceOrRemove(
      "comparisons.csv", try study.comparison.map { try ComparisonsTable.csv($0, run: folder.runName) })
    let trace = try TraceFile.write(in: folder, job: job)
    let scripts = Plots.scripts(study, job: job, machine: machine, trace: trace, memory: memory)
    for script in scripts { try folder.replaceFile(script.name, script.bytes) }
    let drawing = try PlotDrawing.draw(scripts, in: folder, interrupt: interrupt)
    try writeReport(drawing)
    return drawing
  }
}
