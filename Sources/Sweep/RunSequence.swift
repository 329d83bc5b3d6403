package import Jobs

/// One run that the sweep asks for.
package struct PlannedRun: Sendable, Equatable {
  /// Position of the cell in the plan.
  package var position: Int
  /// 1 for the first visit of every cell in its phase, and so on.
  package var round: Int
  package var repetition: Int
  package var phase: Phase
}

/// The runs of a sweep in the order in which they are to happen, one round's order in memory at a time.
///
/// `rounds` is the randomised complete block design: repetition r visits every cell once, in an order that
/// the seed and r decide, so that drift hits all cells alike. The warm-up runs of a command come before round 1.
package struct RunSequence: Sequence, IteratorProtocol, Sendable {
  private let cells: Int
  private let repetitions: Int
  private let warmups: Int
  private let order: RunOrder
  private let seed: UInt64
  /// The order of the block; empty where it is ascending.
  private var visits: [UInt32] = []
  private var blockLength = 0
  private var taken = 0
  /// Blocks begun so far: warm-up rounds first.
  private var block = 0

  package init(_ plan: SweepPlan) {
    let job = plan.job
    cells = plan.count
    repetitions = job.repetitions
    order = job.order
    seed = job.seed
    if case .command = job.workload { warmups = job.warmup } else { warmups = 0 }
  }

  /// The number of runs, warm-up included; the largest number where they are more.
  package var count: Int {
    let (visits, overflows) = repetitions.addingReportingOverflow(warmups)
    return overflows ? .max : Self.product(cells, visits)
  }

  /// A product that ends at the largest number.
  static func product(_ cells: Int, _ repetitions: Int) -> Int {
    let (product, overflows) = cells.multipliedReportingOverflow(by: repetitions)
    return overflows ? .max : product
  }

  package mutating func next() -> PlannedRun? {
    if taken == blockLength {
      guard begin() else { return nil }
    }
    defer { taken += 1 }
    return run(visits.isEmpty ? taken : Int(visits[taken]))
  }

  /// Draws the order of the next block; false at the end.
  private mutating func begin() -> Bool {
    taken = 0
    if block < warmups {
      visits = RandomOrder.permutation(of: cells, seed: seed ^ (UInt64(block + 1) << 32))
      blockLength = cells
    } else if order == .rounds {
      guard block - warmups < repetitions else { return false }
      visits = RandomOrder.permutation(of: cells, seed: seed ^ UInt64(block - warmups + 1))
      blockLength = cells
    } else {
      guard block == warmups else { return false }
      blockLength = Self.product(cells, repetitions)
      visits = order == .random ? RandomOrder.permutation(of: blockLength, seed: seed) : []
    }
    block += 1
    return blockLength > 0
  }

  private func run(_ visit: Int) -> PlannedRun {
    if block <= warmups {
      return PlannedRun(position: visit, round: block, repetition: block, phase: .warmup)
    }
    if order == .rounds {
      let round = block - warmups
      return PlannedRun(position: visit, round: round, repetition: round, phase: .timed)
    }
    let repetition = visit % repetitions + 1
    return PlannedRun(position: visit / repetitions, round: repetition, repetition: repetition, phase: .timed)
  }
}

extension SweepPlan {
  /// The positions of all cells in the order in which the sweep first visits them.
  package func firstRound() -> [UInt32] {
    switch job.order {
    case .rounds: return RandomOrder.permutation(of: count, seed: job.seed ^ 1)
    case .sequential: return (0..<UInt32(count)).map { $0 }
    case .random:
      var seen = Array(repeating: false, count: count)
      var order: [UInt32] = []
      for run in RunSequence(self) where !seen[run.position] {
        seen[run.position] = true
        order.append(UInt32(run.position))
        if order.count == count { break }
      }
      return order
    }
  }
}
