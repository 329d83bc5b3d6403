package import Jobs

/// One run that the sweep asks for.
package struct PlannedRun: Sendable, Equatable {
  /// Position of the cell in the plan.
  package var position: Int
  /// 1 for the first visit of every cell in its phase, and so on.
  package var round: Int
  package var repetition: Int
  package var phase: Phase

  package init(position: Int, round: Int, repetition: Int, phase: Phase) {
    self.position = position
    self.round = round
    self.repetition = repetition
    self.phase = phase
  }
}

/// The runs of a sweep in the order in which they are to happen, one round's order in memory at a time.
///
/// `rounds` is the randomised complete block design: repetition r visits every cell once, in an order that
/// the seed and r decide, so that drift hits all cells alike. The warm-up runs of a command come before round 1.
/// A simulated cell is visited once, in the first round. The reference runs of weak scaling are visits like those
/// of the cells: those of a repetition lie between the timed runs of its round.
package struct RunSequence: Sequence, IteratorProtocol, Sendable {
  private let plan: SweepPlan
  private let warmups: Int
  /// The positions of the cells that have all repetitions, ascending; nil where all cells do.
  private let executed: [UInt32]?
  /// The positions of the simulated cells, ascending.
  private let simulated: [UInt32]
  /// The positions of the cells that are executed and have reference runs, ascending; and the simulated ones.
  private let references: [UInt32]
  private let simulatedReferences: [UInt32]
  /// The order of the block; empty where it is ascending.
  private var visits: [UInt32] = []
  private var blockLength = 0
  private var taken = 0
  /// Blocks begun so far: warm-up rounds first.
  private var block = 0
  /// The next visit of ascending runs.
  private var coming = (position: 0, repetition: 1, phase: Phase.timed)

  package init(_ plan: SweepPlan) {
    self.plan = plan
    if case .command = plan.job.workload { warmups = plan.job.warmup } else { warmups = 0 }
    if plan.simulatedCount > 0 {
      let positions = 0..<UInt32(plan.count)
      executed = positions.filter { !plan.isSimulated(Int($0)) }
      simulated = positions.filter { plan.isSimulated(Int($0)) }
    } else {
      executed = nil
      simulated = []
    }
    references = plan.references.filter { !plan.isSimulated(Int($0)) }
    simulatedReferences = plan.references.filter { plan.isSimulated(Int($0)) }
  }

  /// The number of runs, warm-up included; the largest number where they are more.
  package var count: Int {
    Self.sum(Self.sum(plan.timedRuns, plan.referenceRuns), Self.product(plan.count, warmups))
  }

  /// A sum that ends at the largest number.
  static func sum(_ left: Int, _ right: Int) -> Int {
    let (sum, overflows) = left.addingReportingOverflow(right)
    return overflows ? .max : sum
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
    if block <= warmups {
      return PlannedRun(position: Int(visits[taken]), round: block, repetition: block, phase: .warmup)
    }
    switch plan.job.order {
    case .rounds: return inRound(Int(visits[taken]))
    case .random: return shuffled(Int(visits[taken]))
    case .sequential: return ascending()
    }
  }

  /// Draws the order of the next block; false at the end.
  private mutating func begin() -> Bool {
    let seed = plan.job.seed
    taken = 0
    if block < warmups {
      visits = RandomOrder.permutation(of: plan.count, seed: seed ^ (UInt64(block + 1) << 32))
      blockLength = plan.count
    } else if plan.job.order == .rounds {
      guard block - warmups < plan.job.repetitions else { return false }
      let isFirst = block == warmups
      blockLength =
        (isFirst ? plan.count + simulatedReferences.count : executed?.count ?? plan.count) + references.count
      visits = RandomOrder.permutation(of: blockLength, seed: seed ^ UInt64(block - warmups + 1))
    } else {
      guard block == warmups else { return false }
      blockLength = Self.sum(plan.timedRuns, plan.referenceRuns)
      visits = plan.job.order == .random ? RandomOrder.permutation(of: blockLength, seed: seed) : []
    }
    block += 1
    return blockLength > 0
  }

  private func inRound(_ visit: Int) -> PlannedRun {
    let round = block - warmups
    let cells = round == 1 ? plan.count : executed?.count ?? plan.count
    guard visit < cells else {
      // The simulated ones come last: only the first round reaches them.
      let further = visit - cells
      let position =
        further < references.count ? references[further] : simulatedReferences[further - references.count]
      return run(Int(position), round, .reference)
    }
    return run(round == 1 ? visit : executed.map { Int($0[visit]) } ?? visit, round, .timed)
  }

  /// The executed cells with all their repetitions, those of the reference runs, then the simulated ones.
  private func shuffled(_ visit: Int) -> PlannedRun {
    let repetitions = plan.job.repetitions
    let cells = executed?.count ?? plan.count
    let cell = visit / repetitions
    let repetition = visit % repetitions + 1
    if cell < cells { return run(executed.map { Int($0[cell]) } ?? cell, repetition, .timed) }
    if cell < cells + references.count {
      return run(Int(references[cell - cells]), repetition, .reference)
    }
    let further = visit - (cells + references.count) * repetitions
    guard further < simulated.count else {
      return run(Int(simulatedReferences[further - simulated.count]), 1, .reference)
    }
    return run(Int(simulated[further]), 1, .timed)
  }

  /// The timed runs of a cell, then its reference runs, then the next cell.
  private mutating func ascending() -> PlannedRun {
    let run = run(coming.position, coming.repetition, coming.phase)
    coming.repetition += 1
    if coming.repetition > plan.repetitions(coming.position) {
      let isDone =
        coming.phase == .reference || plan.references.isEmpty
        || !plan.job.needsReference(plan.cell(coming.position))
      coming = isDone ? (coming.position + 1, 1, .timed) : (coming.position, 1, .reference)
    }
    return run
  }

  private func run(_ position: Int, _ repetition: Int, _ phase: Phase) -> PlannedRun {
    PlannedRun(position: position, round: repetition, repetition: repetition, phase: phase)
  }
}

extension SweepPlan {
  /// The positions of all cells in the order in which the sweep first visits them.
  package func firstRound() -> [UInt32] {
    switch job.order {
    case .rounds:
      let visits = RandomOrder.permutation(of: count + references.count, seed: job.seed ^ 1)
      return references.isEmpty ? visits : visits.filter { $0 < count }
    case .sequential: return (0..<UInt32(count)).map { $0 }
    case .random:
      var seen = Array(repeating: false, count: count)
      var order: [UInt32] = []
      for run in RunSequence(self) where !seen[run.position] && run.phase != .reference {
        seen[run.position] = true
        order.append(UInt32(run.position))
        if order.count == count { break }
      }
      return order
    }
  }
}
