import Analysis
import Jobs
import Reporting
import Results
import TestPrograms

/// A folder of results with invented runs and tasks: nothing in it was run.
final class InventedTrace {
  let job: Job
  let folder: ResultFolder
  let files: TemporaryFolder
  private let journal: Journal
  private let tasks: TasksFile
  private var accumulator: StudyAccumulator

  init(_ job: Job) throws {
    files = try TemporaryFolder()
    self.job = job
    folder = try ResultFolder.open(path: files.path)
    journal = try folder.createJournal(MeasurementRow(job: job))
    tasks = try folder.tasksFile(nextSeq: 1)
    accumulator = StudyAccumulator(job: job, description: InventedStudy.amdahl)
  }

  /// Adds a run of the job's first executor that began so many seconds after
  /// 2026-11-22T02:00:00Z.
  func run(
    workers: Int, at second: Int = 0, repetition: Int = 1, parameters: [String] = [],
    startup: Double? = nil, status: Status = .ok, phase: Phase = .timed, _ records: [TaskRecord]
  ) throws {
    var run = Measurement()
    run.executor = job.executors[0].text
    run.cell =
      "c" + SHA256.hexadecimal("\(run.executor)|\(parameters)|\(workers)".utf8).prefix(12)
    run.repetition = repetition
    run.workload = "amdahl"
    run.workers = workers
    run.parameters = parameters
    run.status = status
    run.phase = phase
    run.startup = startup
    run.wall = 1
    run.startedAt = "2026-11-22T02:00:\(second < 10 ? "0" : "")\(second).000000Z"
    run.seq = try journal.append(run)
    try tasks.append(seq: run.seq, records)
    try accumulator.add(run)
  }

  /// The trace, written.
  func trace() throws -> TraceIndex? {
    try tasks.sync()
    return try TraceFile.write(in: folder, job: job)
  }

  /// The script of the timeline; nil where there is none.
  func timeline() throws -> String? {
    let scripts = Plots.scripts(accumulator.study(), job: job, machine: nil, trace: try trace())
    let script = scripts.first { $0.name == "timeline.gp" }
    return script.map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  /// Tasks that workers take as they become free, without a gap, and before them a serial part of so many
  /// seconds.
  static func tasks(_ durations: [Double], workers: Int, serial: Double = 0) -> [TaskRecord] {
    var records: [TaskRecord] = []
    if serial > 0 {
      records.append(TaskRecord(task: 0, worker: 0, submitted: -serial, started: -serial, finished: 0))
    }
    var free = [Double](repeating: 0, count: workers)
    for (index, duration) in durations.enumerated() {
      let worker = free.indices.min { free[$0] < free[$1] } ?? 0
      records.append(
        TaskRecord(
          task: index + 1, worker: worker + 1, submitted: 0, started: free[worker],
          finished: free[worker] + duration))
      free[worker] += duration
    }
    return records
  }
}
