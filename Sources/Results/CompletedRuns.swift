package import Jobs

/// Which runs the rows of a folder already hold: what `--resume` need not run, and what `--only-failed` runs
/// again. Takes 4 bytes a run and one entry a cell.
///
/// A run is a cell, a phase and a repetition. It is done if it has a timed or reference row whose status is
/// neither `interrupted` nor `skipped`. What was measured again counts for the timed run that it replaces, unless it was
/// interrupted. Warm-up runs are not kept here.
package struct CompletedRuns: Sendable {
  /// What the rows say about one run.
  package struct Run: Sendable, Equatable {
    /// The highest attempt.
    package var attempt: Int
    /// The status of the last row.
    package var status: Status
    /// Some row of the run counts as done.
    package var isDone: Bool
  }

  /// The largest segment of all rows; 0 without rows.
  package private(set) var lastSegment = 0
  /// The sequence number that the next row gets.
  package private(set) var nextSeq = 1
  /// The largest attempt of all rows; 0 without rows.
  package private(set) var highestAttempt = 0
  /// The number of runs that are done.
  package private(set) var doneCount = 0

  /// A run in 4 bytes; attempt 0 is a run without a row.
  private struct Packed {
    var attempt: UInt16 = 0
    var status = Status.ok
    var isDone = false
  }

  private var cells: [String: Int] = [:]
  /// For each cell its timed runs, then its reference runs, by repetition.
  private var runs: [[Packed]] = []

  package init() {}

  /// Takes in a row; rows come in the order of the file.
  package mutating func add(_ measurement: Measurement) {
    lastSegment = max(lastSegment, measurement.segment)
    highestAttempt = max(highestAttempt, measurement.attempt)
    nextSeq = measurement.seq + 1
    guard let offset = CompletedRuns.offset(of: measurement.phase), measurement.repetition >= 1 else {
      return
    }
    let index = indexOfCell(measurement.cell) + offset
    let missing = measurement.repetition - runs[index].count
    if missing > 0 { runs[index].append(contentsOf: repeatElement(Packed(), count: missing)) }
    var run = runs[index][measurement.repetition - 1]
    run.attempt = max(run.attempt, UInt16(clamping: measurement.attempt))
    // An interrupted attempt to measure a contaminated run again leaves what there is.
    let isNothing = measurement.status == .interrupted || measurement.status == .skipped
    if !(isNothing && run.isDone && run.status == .ok) { run.status = measurement.status }
    if !run.isDone, measurement.status != .interrupted, measurement.status != .skipped {
      run.isDone = true
      doneCount += 1
    }
    runs[index][measurement.repetition - 1] = run
  }

  /// What is known about a run; nil if it has no row.
  package func run(cell: String, phase: Phase = .timed, repetition: Int) -> Run? {
    guard let index = cells[cell], let offset = CompletedRuns.offset(of: phase) else { return nil }
    let known = runs[index + offset]
    guard known.indices.contains(repetition - 1), known[repetition - 1].attempt > 0 else { return nil }
    let run = known[repetition - 1]
    return Run(attempt: Int(run.attempt), status: run.status, isDone: run.isDone)
  }

  /// True if `--resume` need not run this again.
  package func isDone(cell: String, phase: Phase = .timed, repetition: Int) -> Bool {
    run(cell: cell, phase: phase, repetition: repetition)?.isDone ?? false
  }

  /// True if `--only-failed` runs this again: its last row is not `ok`.
  package func isFailed(cell: String, phase: Phase = .timed, repetition: Int) -> Bool {
    run(cell: cell, phase: phase, repetition: repetition).map { $0.status != .ok } ?? false
  }

  /// The attempt that the next row of a run gets.
  package func nextAttempt(cell: String, phase: Phase = .timed, repetition: Int) -> Int {
    (run(cell: cell, phase: phase, repetition: repetition)?.attempt ?? 0) + 1
  }

  /// The keys of all cells that have timed or reference rows, in no order: those that the manifest has no
  /// longer are among them.
  package var cellKeys: [String] { Array(cells.keys) }

  private mutating func indexOfCell(_ cell: String) -> Int {
    if let index = cells[cell] { return index }
    let index = runs.count
    cells[cell] = index
    runs.append([])
    runs.append([])
    return index
  }

  private static func offset(of phase: Phase) -> Int? {
    switch phase {
    case .timed, .retry: 0
    case .reference: 1
    case .warmup: nil
    }
  }
}
