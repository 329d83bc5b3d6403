internal import OperatingSystem

/// How long the ladder may take.
package struct LatencyBudget: Sendable, Equatable {
  /// Seconds for each operation, without what prepares it.
  package var seconds: Double
  /// A batch of short steps takes at least so many seconds.
  package var batch: Double
  /// No more batches than this.
  package var most: Int
  /// Bytes of the file that is read from the disk, a multiple of 1 MiB.
  package var fileBytes: Int
  /// Seconds for writing the file.
  package var writeSeconds: Double

  /// About 10 seconds for all of the ladder.
  package static let standard = LatencyBudget(
    seconds: 0.6, batch: 0.002, most: 201, fileBytes: 64 << 20, writeSeconds: 4)

  /// A budget; fewer than 6 batches give no interval.
  package init(seconds: Double, batch: Double, most: Int, fileBytes: Int, writeSeconds: Double) {
    self.seconds = seconds
    self.batch = batch
    self.most = most
    self.fileBytes = fileBytes
    self.writeSeconds = writeSeconds
  }
}

/// Measures steps in batches.
struct Stopwatch {
  let budget: LatencyBudget
  /// At least so many batches, whatever they take.
  private static let fewest = 6

  /// Nanoseconds per step, a value for each batch.
  ///
  /// - Parameters:
  ///   - block: steps are done in a multiple of this many.
  ///   - isTimedAlone: whether every batch is one block.
  ///   - body: does so many steps.
  func measure<Failure: Error>(
    block: Int = 1, isTimedAlone: Bool = false, _ body: (_ count: Int) throws(Failure) -> Void
  ) throws(Failure) -> [Double] {
    // What the first steps find cold is not what is measured.
    try body(block)
    let count = isTimedAlone ? block : try stepsOfABatch(block, body)
    var values: [Double] = []
    let deadline = SystemClock.nanoseconds() + UInt64(budget.seconds * 1e9)
    while values.count < budget.most {
      let start = SystemClock.nanoseconds()
      if start >= deadline, values.count >= Self.fewest { break }
      try body(count)
      values.append(Double(SystemClock.nanoseconds() - start) / Double(count))
    }
    return values
  }

  /// Doubles the steps until they take long enough.
  private func stepsOfABatch<Failure: Error>(
    _ block: Int, _ body: (_ count: Int) throws(Failure) -> Void
  ) throws(Failure) -> Int {
    var count = block
    while true {
      let start = SystemClock.nanoseconds()
      try body(count)
      let elapsed = Double(SystemClock.nanoseconds() - start) * 1e-9
      if elapsed >= budget.batch || count >= 1 << 40 { return count }
      // At least twice, and not more than ten times as many: the first look may have been disturbed.
      let factor = elapsed > 0 ? budget.batch / elapsed * 1.2 : 10
      count = (Int(Double(count) * min(10, max(2, factor))) + block - 1) / block * block
    }
  }
}
