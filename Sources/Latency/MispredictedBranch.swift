internal import Jobs
internal import OperatingSystem

/// Measures what a branch costs more if its direction was guessed wrongly.
enum MispredictedBranch {
  /// Branches of a batch: directions that nobody could learn by heart.
  private static let count = 65536
  private static let fewest = 6

  /// Of directions that are random every second one is guessed wrongly; of directions that are all the same
  /// none. The difference is what the wrong half costs.
  static func measure(_ budget: LatencyBudget) -> LatencyResult {
    var random = SplitMix64(seed: 2)
    let never = [UInt8](repeating: 0, count: count)
    var values: [Double] = []
    let deadline = SystemClock.nanoseconds() + UInt64(budget.seconds * 1e9)
    Steps.branches(on: never)
    while values.count < budget.most {
      if SystemClock.nanoseconds() >= deadline, values.count >= fewest { break }
      // New directions each time: they are not seen twice.
      let directions = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
        for index in 0..<count { buffer[index] = UInt8(truncatingIfNeeded: random.next() & 1) }
        initialized = count
      }
      let start = SystemClock.nanoseconds()
      Steps.branches(on: directions)
      let middle = SystemClock.nanoseconds()
      Steps.branches(on: never)
      let end = SystemClock.nanoseconds()
      let difference = Double(middle - start) - Double(end - middle)
      values.append(difference / Double(count / 2))
    }
    return LatencyResult(.mispredictedBranch, values)
  }
}
