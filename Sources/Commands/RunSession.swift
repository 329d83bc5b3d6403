import Expressions
import Jobs
import OperatingSystem
import Reporting
import Results
import Scheduler
import Sweep

/// One manifest's sweep from the folder to the closing table.
final class RunSession {
  let manifest: LoadedManifest
  let reading: HostReading
  let console: Console
  private(set) var place: ResultPlace
  private(set) var selection: RunSelection
  private var progress = ProgressState()
  private(set) var firstTrouble: Trouble?
  private let segment: Int

  /// The first run that did not end well.
  struct Trouble {
    var row: Measurement
    var errorTail: [UInt8]
  }

  init(
    manifest: LoadedManifest, options: RunOptions, directory: String, reading: HostReading, console: Console
  ) throws {
    self.manifest = manifest
    self.reading = reading
    self.console = console
    let mode: RunSelection.Mode =
      options.onlyFailed ? .missingAndFailed : options.resume || options.resumeFrom != nil ? .missing : .all
    var selection = try RunSelection(plan: manifest.plan, filter: options.filter, mode: mode)
    place = try Self.withExitCodes { try ResultPlace.find(manifest, options, directory: directory) }
    if place.isNew { selection.mode = .all }
    selection.completed = place.completed
    selection.adaptive = place.adaptive
    segment = place.segment
    self.selection = selection
  }

  /// Carries out what is to be done, and says how it ended.
  func run(_ stop: StopRequest) throws -> Outcome {
    for note in place.notes + place.folder.warnings { console.say("swrun: \(note)") }
    progress.total = selection.count()
    if progress.total == 0 {
      console.say("\(place.folder.path): all runs are there already; nothing to run")
      if try isConcluded { return try recordedOutcome() }
      return try Self.withExitCodes {
        try place.journal.close()
        return try conclude(.complete, [], stop)
      }
    }
    let foreign = selection.foreignCells()
    if foreign > 0 {
      console.say("swrun: \(foreign) cells of the folder are no longer in the manifest; their rows stay")
    }
    console.say("\(manifest.job.name): \(PlanEstimate.text(of: manifest.plan))")
    return try Self.withExitCodes { try sweep(stop) }
  }

  /// Whether an earlier start came to its end: a folder whose last row was written in the moment of a crash has
  /// no summary yet, or is still called the running one.
  private var isConcluded: Bool {
    get throws {
      try place.folder.readFile("summary.csv") != nil
        && place.folder.target(of: .running) != place.folder.runName
    }
  }

  /// How a folder stands that was concluded before.
  private func recordedOutcome() throws -> Outcome {
    let tally = selection.tally()
    let outcome: Outcome = tally.missing > 0 ? .incomplete : tally.notOK > 0 ? .someRunsFailed : .success
    guard let gates = try place.folder.readFile(FolderAnalysis.gatesName), try GatesTable.hasFailure(gates)
    else { return outcome }
    return max(outcome, .regressed)
  }

  private func sweep(_ stop: StopRequest) throws -> Outcome {
    try place.folder.setLink(.running)
    place.folder.beginSweep()
    let settings = SweepSettings(
      machine: ThisMachine.machine(reading), environment: CurrentProcess.environment,
      runIdentifier: "\(CurrentProcess.pid)-\(SystemClock.nanoseconds())", calibration: place.calibration,
      traces: place.tasks != nil, hasTime: { [self] in selection.adaptive?.isSpent != true },
      ticket: { [self] run, cell in ticket(run, cell) })
    let runner = SweepRunner(plan: manifest.plan, settings: settings, stop: stop, observer: self)
    let result = Result { try runner.run() }
    console.clear()
    switch result {
    case .success(let (end, cleanupFailure, leftover)):
      try place.journal.close()
      try place.workers?.sync()
      try place.tasks?.sync()
      try place.samples?.sync()
      return try conclude(end, [cleanupFailure, leftover].compactMap { $0 }, stop)
    case .failure(let error):
      // The first error is the one to tell: closing may fail for the same reason, and a link that stays is only
      // a stale hint.
      do {
        try place.journal.close()
        try place.folder.removeRunningLink()
      } catch {}
      throw error
    }
  }

  /// The attempt as which a run is carried out. What the runs before it made unnecessary is not waited for.
  private func ticket(_ run: PlannedRun, _ cell: Cell) -> Int? {
    let attempt = selection.attempt(run, cell)
    let mayShrink = selection.adaptive != nil && selection.mode == .all
    if attempt == nil, mayShrink, selection.includes(run.position) { progress.total -= 1 }
    return attempt
  }

  /// Writes what follows from the rows, and reports.
  private func conclude(_ end: SweepEnd, _ faults: [String], _ stop: StopRequest) throws -> Outcome {
    let analysis = try FolderAnalysis(
      folder: place.folder, plan: manifest.plan, machine: ThisMachine.machine(reading)
    ).judged()
    let drawing = try analysis.write(
      machine: ThisMachine.machine(reading), host: reading.hostName ?? "", interrupt: stop.descriptor)
    try stop.takeSignals()
    selection.completed = analysis.completed
    let tally = selection.tally()
    var outcome = Outcome.success
    if tally.notOK > 0 { outcome = .someRunsFailed }
    if tally.missing > 0 { outcome = max(outcome, .incomplete) }
    if analysis.hasFailedGate { outcome = max(outcome, .regressed) }
    var lines: [String] = []
    if tally.done > 0, tally.notStarted == tally.done {
      outcome = max(outcome, .unavailable)
      lines.append("no run could be started: something that the manifest names is not there")
    } else if tally.done > 0, tally.notStarted + tally.withoutService == tally.done {
      outcome = max(outcome, .unavailable)
      lines.append("no run had the services that it needs")
    }
    switch end {
    case .complete:
      if tally.missing > 0, selection.adaptive?.isSpent == true {
        lines.append(
          "the budget is spent: \(tally.missing) runs are missing before every cell has its fewest; raise 'budget' in "
            + "'repetitions' and go on with --resume")
      }
    case .notQuiet(let reason):
      outcome = max(outcome, .incomplete)
      lines.append("nothing was run: \(reason)")
    // It may have passed while what follows the last run went on.
    case .deadline where tally.missing == 0: break
    case .deadline:
      outcome = max(outcome, .incomplete)
      lines.append("the deadline passed: \(tally.missing) runs are missing; --resume goes on")
    case .stopped(let signal):
      outcome = .signal(signal)
      let state =
        tally.missing == 0 ? "no run is missing" : "\(tally.missing) runs are missing; --resume goes on"
      lines.append("stopped by \(Signals.name(signal)): \(state)")
    case .setupFailed(let reason, let errorTail):
      outcome = .unavailable
      lines.append("no run was started: \(Terminal.printable(reason))")
      lines += Report.lastLines(errorTail, indent: "  ")
    }
    if let signal = stop.signal { outcome = .signal(signal) }
    if !faults.isEmpty { outcome = max(outcome, .unavailable) }
    lines += faults.map { Terminal.printable($0) }
    if drawing.lacksPictures(asked: manifest.job.output.asksForFormats) {
      outcome = max(outcome, .unavailable)
      if drawing == .noGnuplot { lines.append(Report.noGnuplot) }
    }
    // A sweep of which a filter shows a part is not complete: --resume finds what is missing.
    if tally.missing == 0, !selection.isFiltered || selection.unfiltered().tally().missing == 0 {
      try setNewest(.latest)
      if outcome == .success { try setNewest(.lastGood) }
    }
    try place.folder.removeRunningLink()
    try Report(session: self, analysis: analysis, drawing: drawing, tally: tally, lines: lines).show(outcome)
    return outcome
  }

  /// Points a link to this folder, unless it points to a newer one: an old folder may be resumed.
  private func setNewest(_ link: ResultFolder.Link) throws {
    if let other = try place.folder.target(of: link),
      ResultFolder.isNewer(other, than: place.folder.runName)
    {
      return
    }
    try place.folder.setLink(link)
  }

  /// Gives errors of the results their exit codes.
  static func withExitCodes<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as ResultsError {
      let outcome: Outcome =
        switch error.exitCode {
        case 65: .badData
        case 73: .cannotCreate
        default: .writeFailed
        }
      throw CommandFailure(outcome: outcome, message: error.message)
    } catch let error as JournalDamage {
      throw CommandFailure(outcome: .badData, message: error.description)
    }
  }
}

extension RunSession: SweepObserver {
  func sweepBegins(containment: String, notes: [String], calibration: Double?) throws {
    for note in notes { console.say("swrun: \(note)") }
    let path = CurrentProcess.variable("PATH")
    let inputs = try InputHashes.compute(manifest.plan, environmentPath: path)
    let changed = Self.changed(place.inputs, inputs)
    guard changed.isEmpty else {
      throw CommandFailure(
        outcome: .badData,
        message:
          "an input has changed since \(place.folder.path) was begun, so that old and new rows cannot be "
          + "compared: \(changed.joined(separator: ", ")); start a new folder without --resume")
    }
    try place.replaceManifest(by: manifest.bytes)
    var members = ThisMachine.json(reading, ThisMachine.machine(reading))
    members += try ThisMachine.survey(reading).members
    members.append(JSON.Member("containment", .text(containment)))
    members.append(JSON.Member("notes", .array(notes.map(JSON.text))))
    members.append(JSON.Member("swrun_version", .text(CommandLineTool.version)))
    members.append(JSON.Member("segment", .integer(segment)))
    members.append(JSON.Member("started_at", .text(SystemClock.now().rfc3339)))
    members.append(JSON.Member("manifest_path", .text(manifest.path)))
    members.append(JSON.Member("seed", .text(String(manifest.job.seed))))
    members.append(JSON.Member("limits", try HostLimits.json()))
    members.append(JSON.Member("spin_iterations_per_s", .optional(calibration)))
    members.append(JSON.Member("inputs", inputs))
    if let reference = try ReferenceChoosing.member(for: manifest.job, in: place.folder) {
      members.append(reference)
    }
    try place.folder.writeHost(.object(members))
  }

  func sweepWaits(_ reason: String) {
    console.say("\(manifest.job.name): \(reason)")
  }

  func runBegins(_ run: PlannedRun, _ cell: Cell) {
    progress.current = manifest.job.text(of: cell)
    if run.phase == .retry {
      progress.total += 1
      progress.current += " (again: it was disturbed)"
    }
    if run.phase == .reference { progress.current += " (reference: 1 worker)" }
    console.show(progress)
  }

  func record(_ record: RunRecord, of run: PlannedRun) throws {
    var row = record.measurement
    row.segment = segment
    selection.adaptive?.add(row, at: run.position)
    let seq = try place.journal.append(row)
    try place.workers?.append(seq: seq, record.workers)
    try place.tasks?.append(seq: seq, record.tasks)
    try place.samples?.append(seq: seq, record.samples)
    if let output = record.output, row.status != .ok || row.repetition == 1 { try keep(output, of: row) }
    progress.done += 1
    if row.status != .ok, row.phase != .warmup {
      progress.failures += 1
      if firstTrouble == nil {
        firstTrouble = Trouble(row: row, errorTail: record.output?.standardError ?? [])
      }
    }
    console.show(progress)
  }

  func runGoesOn() throws {
    try place.journal.syncIfDue()
  }

  private func keep(_ output: KeptOutput, of row: Measurement) throws {
    var name = "\(row.cell)-\(row.repetition)"
    if row.phase != .timed { name += "-\(row.phase.rawValue)" }
    if row.attempt > 1 { name += "-attempt-\(row.attempt)" }
    if !output.standardOutput.isEmpty { try place.folder.keepOutput(name + ".stdout", output.standardOutput) }
    if !output.standardError.isEmpty { try place.folder.keepOutput(name + ".stderr", output.standardError) }
  }

  /// The files that were there before and have another hash now; new files change nothing that was measured.
  private static func changed(_ before: JSON?, _ after: JSON) -> [String] {
    guard let before, case .object(let files) = after else { return [] }
    return files.filter { file in before[file.name].map { $0 != file.value } ?? false }
      .map { Terminal.printable($0.name) }
  }
}
