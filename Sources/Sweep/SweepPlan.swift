package import Expressions
package import Jobs

/// The cells of a job: the product of its axes, less what falls away.
///
/// Cells are computed from their index and take no memory. Only where something falls away are the remaining
/// indices kept, in 4 bytes each.
package struct SweepPlan: Sendable {
  /// Why a combination of the product is not a cell.
  package enum FallsAway: Sendable, Hashable {
    /// The executor `serial` has one cell, with one worker, whatever the list of workers.
    case serialHasOneWorker
    /// By the exclusion with this index in ``Job/exclusions``.
    case excluded(Int)
  }

  package private(set) var job: Job
  /// The number of combinations before anything falls away.
  package let combinations: Int
  /// Indices of the cells, ascending; nil where every combination is a cell.
  private let remaining: [UInt32]?
  private let layout: ProductLayout
  /// Indices of the exclusions that leave out no cell: their condition holds for none, or only for
  /// combinations that fall away by an exclusion before them or as further cells of `serial`.
  package let unusedExclusions: [Int]
  /// How many of the cells are simulated: each of them has one run, whatever the repetitions.
  package let simulatedCount: Int
  /// The positions of the cells that also have reference runs, ascending; empty unless weak scaling measures
  /// its reference.
  package private(set) var references: [UInt32] = []
  /// The stable names of the cells.
  package let keys: CellKeys

  /// Counts the product without allocating it, then leaves out what falls away.
  ///
  /// - Throws: ``SweepError`` where the product has more than `maximumCells` combinations, a condition or a
  ///   derived value cannot be computed, no cell is left, or the order `random` has more than
  ///   ``mostShuffled`` runs.
  package init(_ job: Job, maximumCells: Int = 1_000_000) throws(SweepError) {
    let layout = try ProductLayout(job, maximum: maximumCells)
    self.job = job
    self.layout = layout
    self.combinations = layout.count
    self.keys = CellKeys(job)
    let collapses =
      job.executors.contains { $0.kind == .serial } && job.axes[Job.workersAxis].values.count > 1
    if job.exclusions.isEmpty && !collapses {
      remaining = nil
      unusedExclusions = []
    } else {
      var kept: [UInt32] = []
      var isUsed = Array(repeating: false, count: job.exclusions.count)
      var judge = try CellJudge(job, layout: layout)
      for index in 0..<layout.count {
        switch try judge.verdict(on: index) {
        case nil: kept.append(UInt32(index))
        case .excluded(let exclusion)?: isUsed[exclusion] = true
        case .serialHasOneWorker?: break
        }
      }
      unusedExclusions = isUsed.indices.filter { !isUsed[$0] }
      guard !kept.isEmpty else { throw SweepError.nothingLeft }
      remaining = kept
    }
    let remaining = remaining
    if !layout.hasSimulated {
      simulatedCount = 0
    } else if let remaining {
      simulatedCount = remaining.count { layout.isSimulated(Int($0)) }
    } else {
      simulatedCount = (0..<layout.count).count { layout.isSimulated($0) }
    }
    if job.measuresReferences {
      references = (0..<UInt32(count)).filter { job.needsReference(cell(Int($0))) }
    }
    guard job.order != .random || RunSequence.sum(timedRuns, referenceRuns) <= Self.mostShuffled else {
      throw SweepError.tooManyToShuffle(maximum: Self.mostShuffled)
    }
  }

  /// The most runs that are shuffled as a whole: their order is held in memory, in 4 bytes each.
  package static let mostShuffled = 50_000_000

  /// The same cells with another seed.
  package func seeded(_ seed: UInt64) -> SweepPlan {
    var other = self
    other.job.seed = seed
    return other
  }

  /// The number of cells.
  package var count: Int { remaining?.count ?? combinations }

  /// Whether the cell at a position is simulated.
  package func isSimulated(_ position: Int) -> Bool {
    simulatedCount > 0 && layout.isSimulated(remaining.map { Int($0[position]) } ?? position)
  }

  /// The timed runs of the cell at a position: one where it is simulated.
  package func repetitions(_ position: Int) -> Int {
    isSimulated(position) ? 1 : job.repetitions
  }

  /// The number of timed runs; the largest number where they are more.
  package var timedRuns: Int {
    RunSequence.sum(RunSequence.product(count - simulatedCount, job.repetitions), simulatedCount)
  }

  /// The number of reference runs, one for each timed run of the cells in ``references``; the largest number where
  /// they are more.
  package var referenceRuns: Int {
    guard simulatedCount > 0 else { return RunSequence.product(references.count, job.repetitions) }
    let simulated = references.count { isSimulated(Int($0)) }
    return RunSequence.sum(RunSequence.product(references.count - simulated, job.repetitions), simulated)
  }

  /// A cell by its position, 0 up to ``count``.
  package func cell(_ position: Int) -> Cell {
    layout.cell(at: remaining.map { Int($0[position]) } ?? position)
  }

  /// The combinations that fall away, in the order of the product, with the reason.
  package func fallenAway(_ body: (Cell, FallsAway) throws -> Void) throws {
    guard remaining != nil else { return }
    var judge = try CellJudge(job, layout: layout)
    for index in 0..<combinations {
      if let reason = try judge.verdict(on: index) { try body(layout.cell(at: index), reason) }
    }
  }

  /// Whether any cell has the values that the job's `baseline` names; true without a baseline.
  ///
  /// Where there is none, no cell has a speedup.
  package func hasBaselineCell() -> Bool {
    guard !job.baseline.isEmpty else { return true }
    return (0..<count).contains { position in
      let cell = cell(position)
      return job.baseline.allSatisfy { setting in
        // `serial` has one cell, whatever number of workers the baseline has.
        (setting.axis == Job.workersAxis && cell.isSerial) || cell.choices[setting.axis] == setting.value
      }
    }
  }

  /// What expressions and columns see of a cell.
  ///
  /// - Parameter phase: in a reference run `workers` is 1 and all else, derived values among it, that of the cell.
  package func values(of cell: Cell, in phase: Phase = .timed) throws(SweepError) -> CellValues {
    try CellValues(job, cell, keys, workers: phase == .reference ? 1 : nil)
  }

  /// The amount of work of a cell; nil where the job does not say.
  package func work(of cell: Cell) throws(SweepError) -> Double? {
    guard let work = job.work else { return nil }
    let values = try values(of: cell).values
    do throws(ExpressionError) {
      let value = try work.amount.evaluate { values[$0] }
      if case .number(let amount) = value, amount > 0 { return amount }
      throw ExpressionError(
        message: "the amount is '\(value.printed)': expected a number above 0", offset: 0, length: 1)
    } catch {
      throw SweepError.work(fault: error, cell: job.text(of: cell))
    }
  }
}

/// Why a sweep cannot be expanded.
package enum SweepError: Error, Equatable {
  case tooManyCells(maximum: Int)
  case nothingLeft
  /// Deciding the conditions of `exclude` for all combinations takes more steps than the maximum.
  case tooManyConditions(steps: Int, maximum: Int)
  /// The order `random` has more timed runs than are shuffled as a whole.
  case tooManyToShuffle(maximum: Int)
  /// The expression of the derived column with this name fails for the cell that is described.
  case derived(name: String, fault: ExpressionError, cell: String)
  /// The amount of work of the cell that is described cannot be computed, or is not above 0.
  case work(fault: ExpressionError, cell: String)
  /// The condition of the exclusion with this index fails for the cell that is described.
  case exclusion(index: Int, fault: ExpressionError, cell: String)

  /// What is wrong and the way out, without a place.
  package var message: String {
    switch self {
    case .tooManyCells(let maximum):
      "the sweep has more than \(maximum) cells; leave out values, or raise the bound with --max-cells"
    case .nothingLeft:
      "no cell is left: every cell of the sweep is excluded"
    case .tooManyConditions(let steps, let maximum):
      "exclude: deciding the conditions for every combination of the values they name takes \(steps) steps, "
        + "more than \(maximum); join conditions, such as workers in [3, 5, 7], or leave out values"
    case .tooManyToShuffle(let maximum):
      "'order: random' has more than \(maximum) runs (cells x repetitions); write 'order: rounds', which "
        + "shuffles one repetition at a time"
    case .derived(let name, let fault, let cell):
      "derived value '\(name)': \(fault.message) (in the cell \(cell))"
    case .work(let fault, let cell):
      "'amount' in 'work': \(fault.message) (in the cell \(cell))"
    case .exclusion(_, let fault, let cell):
      "exclude: \(fault.message) (in the cell \(cell))"
    }
  }
}
