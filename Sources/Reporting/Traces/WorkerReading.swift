package import Analysis
package import Jobs
package import Results
import Statistics

/// Reads `workers.csv` beside `measurements.csv`, with no more than a run of it in memory.
package struct WorkerReading {
  /// By cell, the busy time of the busiest worker by the mean of all, a number a run.
  private var ratios: [String: [Double]] = [:]
  private let rows: WorkerRows
  private var row: WorkerRow?

  /// Nil where the folder tells nothing of workers.
  ///
  /// - Throws: ``JournalDamage``, ``ResultsError``.
  package init?(_ folder: ResultFolder) throws {
    guard let rows = try folder.readWorkers() else { return nil }
    self.rows = rows
    row = try rows.next()
  }

  /// Takes in a row of `measurements.csv`, of which each is to be given in its turn, and its workers.
  ///
  /// - Parameter counts: false for a run of a cell that is no longer in the study.
  /// - Throws: ``JournalDamage``, ``ResultsError``.
  package mutating func take(_ measurement: Measurement, counts: Bool) throws {
    while let skipped = row, skipped.seq < measurement.seq { row = try rows.next() }
    var most = 0.0
    var sum = 0.0
    var count = 0
    while let next = row, next.seq == measurement.seq {
      most = max(most, next.worker.busy)
      sum += next.worker.busy
      count += 1
      row = try rows.next()
    }
    guard counts, count > 0, sum > 0, measurement.status == .ok,
      measurement.phase == .timed || measurement.phase == .retry
    else { return }
    ratios[measurement.cell, default: []].append(most * Double(count) / sum)
  }

  /// How even the work was in each cell.
  package var balance: WorkerBalance {
    WorkerBalance(imbalance: ratios.compactMapValues { Selection.median($0) })
  }
}
