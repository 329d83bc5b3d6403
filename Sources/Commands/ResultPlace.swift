import Jobs
import OperatingSystem
import Results
import Scheduler

/// The result folder of a start of swrun: a new one, or one to go on with.
struct ResultPlace {
  var folder: ResultFolder
  var completed: CompletedRuns
  /// What the rows of the folder have shown; nil where every cell has the same number of runs.
  var adaptive: AdaptiveRuns?
  var journal: Journal
  var workers: WorkersFile?
  /// Where the tasks of the runs go; nil where runs are not traced.
  var tasks: TasksFile?
  /// Where the samples of the runs go; nil where nothing is sampled.
  var samples: SamplesFile?
  /// The speed of the spin loop, where an earlier start measured it.
  var calibration: Double?
  /// The hashes of the inputs at the earlier starts, for each file the first; nil for a new folder.
  var inputs: JSON?
  /// Which start of the folder this is: 1 for the first one.
  var segment = 1
  /// What the user should know.
  var notes: [String] = []

  var isNew: Bool { segment == 1 }

  /// Finds or makes the folder that the options ask for. Nothing is written into a folder whose rows are
  /// damaged.
  static func find(
    _ manifest: LoadedManifest, _ options: RunOptions, directory: String
  ) throws -> ResultPlace {
    let traces = options.trace || manifest.job.asksForTrace
    if let path = options.resumeFrom { return try resume(path, manifest, traces: traces) }
    if options.resume || options.onlyFailed {
      let path =
        options.onlyFailed
        ? try ResultFolder.runs(directory: directory, name: manifest.job.name).first
        : try ResultFolder.unfinished(directory: directory, name: manifest.job.name)
      if let path { return try resume(path, manifest, traces: traces) }
      var place = try create(manifest, directory, traces: traces)
      place.notes.append(
        "nothing to resume: \(directory)/\(manifest.job.name) holds no unfinished run; a new one begins")
      return place
    }
    return try create(manifest, directory, traces: traces)
  }

  private static func create(
    _ manifest: LoadedManifest, _ directory: String, traces: Bool
  ) throws -> ResultPlace {
    let folder = try ResultFolder.create(
      directory: directory, name: manifest.job.name, startedAt: SystemClock.now())
    try folder.writeManifest(manifest.bytes)
    let journal = try folder.createJournal(MeasurementRow(job: manifest.job))
    return ResultPlace(
      folder: folder, completed: CompletedRuns(), adaptive: AdaptiveRuns(manifest.plan), journal: journal,
      workers: try workersFile(folder, manifest.job, nextSeq: 1),
      tasks: try tasksFile(folder, manifest.job, nextSeq: 1, traces: traces),
      samples: try samplesFile(folder, manifest.job, nextSeq: 1))
  }

  private static func resume(
    _ path: String, _ manifest: LoadedManifest, traces: Bool
  ) throws -> ResultPlace {
    let folder = try ResultFolder.open(path: path)
    try folder.removeStaleFiles()
    let old = try folder.readManifest()
    let row = MeasurementRow(job: manifest.job)
    var completed = CompletedRuns()
    let adaptive = AdaptiveRuns(manifest.plan)
    let positions = adaptive.map { _ in AdaptiveRuns.Positions(manifest.plan) }
    let state = try folder.readJournal(row) { row in
      completed.add(row)
      if let position = positions?[row.cell] { adaptive?.add(row, at: position) }
    }
    var notes: [String] = []
    // The header reaches the disk before the machine is described: without it rows have been lost.
    guard try folder.readHost() == nil || state.validLength > 0 else {
      throw ResultsError(
        .cannotRead,
        "\(folder.pathOf(Journal.fileName)) is gone or empty, but the folder holds other results; nothing starts "
          + "afresh over them: start a new folder without --resume")
    }
    if let note = try folder.moveTornTail(state) { Terminal.say("swrun: \(note)") }
    if old != manifest.bytes {
      notes.append(
        "the manifest has changed since \(path) was begun: cells that are the same keep their rows")
    }
    // A start that was ended before its first row has left a description of the machine all the same.
    var starts = 0
    var inputs: [JSON.Member] = []
    var calibration: Double?
    while let host = try folder.readHost(segment: starts + 1) {
      starts += 1
      calibration = calibration ?? host["spin_iterations_per_s"]?.numberValue
      for member in members(host) where !inputs.contains(where: { $0.name == member.name }) {
        inputs.append(member)
      }
    }
    return ResultPlace(
      folder: folder, completed: completed, adaptive: adaptive,
      journal: try folder.continueJournal(row, after: state),
      workers: try workersFile(folder, manifest.job, nextSeq: state.nextSeq),
      tasks: try tasksFile(folder, manifest.job, nextSeq: state.nextSeq, traces: traces),
      samples: try samplesFile(folder, manifest.job, nextSeq: state.nextSeq),
      calibration: calibration, inputs: .object(inputs), segment: max(starts, completed.lastSegment) + 1,
      notes: notes)
  }

  /// Keeps the manifest with which the folder was begun, where it is another one, and writes the present one.
  ///
  /// To be called once nothing forbids to go on.
  func replaceManifest(by bytes: [UInt8]) throws {
    let old = try folder.readManifest()
    guard old != bytes else { return }
    _ = try Self.keepManifest(old, in: folder)
    try folder.writeManifest(bytes)
  }

  private static func members(_ host: JSON?) -> [JSON.Member] {
    guard case .object(let members) = host?["inputs"] ?? .null else { return [] }
    return members
  }

  /// Keeps an earlier manifest as `manifest-1.yaml`, `manifest-2.yaml`, …
  private static func keepManifest(_ bytes: [UInt8], in folder: ResultFolder) throws -> String {
    var number = 1
    while try folder.readFile("manifest-\(number).yaml") != nil { number += 1 }
    let name = "manifest-\(number).yaml"
    try folder.replaceFile(name, bytes)
    return name
  }

  private static func workersFile(_ folder: ResultFolder, _ job: Job, nextSeq: Int) throws -> WorkersFile? {
    if case .command = job.workload { return nil }
    return try folder.workersFile(nextSeq: nextSeq)
  }

  /// The file for samples, where they are asked for. One that is there is opened all the same: the rows of runs that
  /// are made again go.
  private static func samplesFile(_ folder: ResultFolder, _ job: Job, nextSeq: Int) throws -> SamplesFile? {
    guard try job.sample != nil || folder.hasSamples() else { return nil }
    return try folder.samplesFile(nextSeq: nextSeq)
  }

  /// The file for traces, where they are asked for or the folder was begun with them: runs with and without
  /// tracing are not to be compared.
  private static func tasksFile(
    _ folder: ResultFolder, _ job: Job, nextSeq: Int, traces: Bool
  ) throws -> TasksFile? {
    if case .command = job.workload { return nil }
    guard try traces || folder.hasTasks() else { return nil }
    return try folder.tasksFile(nextSeq: nextSeq)
  }
}
