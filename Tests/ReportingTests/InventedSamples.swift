import Analysis
import Jobs
import Reporting
import Results
import TestPrograms

/// A folder of results with invented runs and samples: nothing in it was run.
final class InventedSamples {
  let job: Job
  let folder: ResultFolder
  let files: TemporaryFolder
  private let journal: Journal
  private let samples: SamplesFile
  private var accumulator: StudyAccumulator
  private var rows: [Measurement] = []

  init(_ job: Job) throws {
    files = try TemporaryFolder()
    self.job = job
    folder = try ResultFolder.open(path: files.path)
    journal = try folder.createJournal(MeasurementRow(job: job))
    samples = try folder.samplesFile(nextSeq: 1)
    accumulator = StudyAccumulator(job: job, description: InventedStudy.amdahl)
  }

  /// The key of a cell of the job's first executor.
  func key(_ workers: Int) -> String {
    "c" + SHA256.hexadecimal("\(job.executors[0].text)|\(workers)".utf8).prefix(12)
  }

  /// Adds a run of the job's first executor.
  func run(
    workers: Int, repetition: Int = 1, status: Status = .ok, phase: Phase = .timed, _ samples: [ProcessSample]
  ) throws {
    var run = Measurement()
    run.executor = job.executors[0].text
    run.cell = key(workers)
    run.repetition = repetition
    run.workload = "amdahl"
    run.workers = workers
    run.status = status
    run.phase = phase
    run.wall = 1
    run.startedAt = "2026-11-22T02:00:00.000000Z"
    run.seq = try journal.append(run)
    try self.samples.append(seq: run.seq, samples)
    try accumulator.add(run)
    rows.append(run)
  }

  /// What the samples say.
  func memory() throws -> MemoryIndex? {
    var reading = try MemoryReading(folder)
    for row in rows { try reading?.take(row, counts: true) }
    return reading?.index
  }

  func study() -> Study { accumulator.study() }

  /// The script of the picture; nil where there is none.
  func script() throws -> String? {
    var job = job
    job.output.plots = [.memory]
    let scripts = Plots.scripts(study(), job: job, machine: nil, memory: try memory())
    return scripts.first { $0.name == "memory.gp" }.map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  /// One look: the memory of processes in MiB by their pids, half of it shared with nobody.
  static func look(
    _ moment: Double, _ memory: [(pid: Int32, role: ProcessRole, mebibytes: Int)], hasShares: Bool = true
  )
    -> [ProcessSample]
  {
    memory.map { process in
      ProcessSample(
        moment: moment, pid: process.pid, parent: 1, role: process.role, threads: 1,
        resident: process.mebibytes << 20, proportional: hasShares ? process.mebibytes << 19 : nil,
        cpu: moment)
    }
  }
}
