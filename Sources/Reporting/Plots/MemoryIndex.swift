package import Jobs
package import Results

/// What `samples.csv` tells of the memory of runs, and where the run stands that a picture may show.
package struct MemoryIndex: Sendable, Equatable {
  /// A process of the run that is shown.
  package struct Process: Sendable, Equatable {
    package var pid: Int32
    package var role: ProcessRole
    /// Bytes: the most that it had.
    package var peak: Int
  }

  /// A run with samples.
  package struct Run: Sendable, Equatable {
    package var seq: Int
    /// The key of its cell.
    package var cell: String
    /// Rows of `samples.csv` before its own, without the header.
    package var firstRow: Int
    /// Its rows.
    package var rows = 0
    /// Its samples: moments at which it was looked at.
    package var looks = 0
    /// Bytes: the largest sum over the processes of one sample.
    package var peak = 0
    /// Whether every row has the shares of shared pages.
    package var hasShares = true
    /// How many processes were seen.
    package var processCount = 0
    /// The processes with the most memory, at least as many as a picture shows, in the order in which they were first
    /// seen.
    package var processes: [Process] = []
  }

  /// For each cell, by its key, the peaks in bytes of its runs that are ok, one a repetition: of a run that was
  /// measured again, that of the last.
  package private(set) var peaks: [String: [Int]] = [:]
  /// Where among these the repetitions of a cell stand.
  private var places: [String: [Int: Int]] = [:]
  /// Of each cell's first good run the one with the highest peak: what a picture shows.
  package private(set) var shown: Run?

  package init() {}

  /// Takes in a run, given in the order of `measurements.csv`.
  fileprivate mutating func add(_ run: Run, repetition: Int) {
    if peaks[run.cell] == nil, run.peak > shown?.peak ?? -1 { shown = run }
    if let place = places[run.cell]?[repetition] {
      peaks[run.cell]?[place] = run.peak
      return
    }
    places[run.cell, default: [:]][repetition] = peaks[run.cell]?.count ?? 0
    peaks[run.cell, default: []].append(run.peak)
  }
}

/// Reads `samples.csv` beside `measurements.csv`, with no more than a row of it in memory.
package struct MemoryReading {
  package private(set) var index = MemoryIndex()
  private let rows: SampleRows
  private var row: SampleRow?

  /// Nil where the folder has no samples.
  ///
  /// - Throws: ``JournalDamage``, ``ResultsError``.
  package init?(_ folder: ResultFolder) throws {
    guard let rows = try folder.readSamples() else { return nil }
    self.rows = rows
    row = try rows.next()
  }

  /// Takes in a row of `measurements.csv`, of which each is to be given in its turn, and its samples.
  ///
  /// - Parameter counts: false for a run of a cell that is no longer in the study.
  /// - Throws: ``JournalDamage``, ``ResultsError``.
  package mutating func take(_ measurement: Measurement, counts: Bool) throws {
    while let skipped = row, skipped.seq < measurement.seq { row = try rows.next() }
    guard row?.seq == measurement.seq else { return }
    var run = SampledRun(seq: measurement.seq, cell: measurement.cell, firstRow: rows.count - 1)
    while let next = row, next.seq == measurement.seq {
      run.add(next.sample)
      row = try rows.next()
    }
    if counts, measurement.phase == .timed || measurement.phase == .retry, measurement.status == .ok {
      index.add(run.finished(), repetition: measurement.repetition)
    }
  }
}

/// One run while its samples are read.
private struct SampledRun {
  /// The most processes that are remembered one by one; of more, those with the least memory are forgotten.
  private static let mostRemembered = 1024

  private var run: MemoryIndex.Run
  private var moment: Double?
  private var sum = 0
  private var seen: Set<Int32> = []
  private var places: [Int32: Int] = [:]

  init(seq: Int, cell: String, firstRow: Int) {
    run = MemoryIndex.Run(seq: seq, cell: cell, firstRow: firstRow)
  }

  mutating func add(_ sample: ProcessSample) {
    if sample.moment != moment {
      moment = sample.moment
      sum = 0
      run.looks += 1
    }
    run.rows += 1
    sum += sample.memory
    run.peak = max(run.peak, sum)
    if sample.proportional == nil { run.hasShares = false }
    seen.insert(sample.pid)
    if let place = places[sample.pid] {
      run.processes[place].peak = max(run.processes[place].peak, sample.memory)
      // A child that was just forked is not yet the program that it becomes.
      run.processes[place].role = sample.role
      return
    }
    if run.processes.count >= Self.mostRemembered { forget() }
    places[sample.pid] = run.processes.count
    run.processes.append(MemoryIndex.Process(pid: sample.pid, role: sample.role, peak: sample.memory))
  }

  private mutating func forget() {
    run.keepLargest(Self.mostRemembered / 2)
    places = Dictionary(run.processes.enumerated().map { ($1.pid, $0) }) { first, _ in first }
  }

  func finished() -> MemoryIndex.Run {
    var run = run
    run.processCount = seen.count
    run.keepLargest(MemoryPicture.mostProcesses)
    return run
  }
}

extension MemoryIndex.Run {
  /// Forgets all processes but the ones with the most memory.
  fileprivate mutating func keepLargest(_ count: Int) {
    guard processes.count > count else { return }
    let largest = processes.indices.sorted { processes[$0].peak > processes[$1].peak }.prefix(count)
    processes = largest.sorted().map { processes[$0] }
  }
}
