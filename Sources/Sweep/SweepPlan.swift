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
  /// The stable names of the cells.
  package let keys: CellKeys

  /// Counts the product without allocating it, then leaves out what falls away.
  ///
  /// - Throws: ``SweepError`` where the product has more than `maximumCells` combinations, a condition or a
  ///   derived value cannot be computed, or no cell is left.
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
    } else {
      var kept: [UInt32] = []
      var judge = CellJudge(job, layout: layout)
      for index in 0..<layout.count where try judge.verdict(on: index) == nil {
        kept.append(UInt32(index))
      }
      guard !kept.isEmpty else { throw SweepError.nothingLeft }
      remaining = kept
    }
  }

  /// The same cells with another seed.
  package func seeded(_ seed: UInt64) -> SweepPlan {
    var other = self
    other.job.seed = seed
    return other
  }

  /// The number of cells.
  package var count: Int { remaining?.count ?? combinations }

  /// A cell by its position, 0 up to ``count``.
  package func cell(_ position: Int) -> Cell {
    layout.cell(at: remaining.map { Int($0[position]) } ?? position)
  }

  /// The combinations that fall away, in the order of the product, with the reason.
  package func fallenAway(_ body: (Cell, FallsAway) throws -> Void) throws {
    guard remaining != nil else { return }
    var judge = CellJudge(job, layout: layout)
    for index in 0..<combinations {
      if let reason = try judge.verdict(on: index) { try body(layout.cell(at: index), reason) }
    }
  }

  /// What expressions and columns see of a cell.
  package func values(of cell: Cell) throws(SweepError) -> CellValues {
    try CellValues(job, cell, keys)
  }
}

/// Why a sweep cannot be expanded.
package enum SweepError: Error, Equatable {
  case tooManyCells(maximum: Int)
  case nothingLeft
  /// The expression of the derived column with this name fails for the cell that is described.
  case derived(name: String, fault: ExpressionError, cell: String)
  /// The condition of the exclusion with this index fails for the cell that is described.
  case exclusion(index: Int, fault: ExpressionError, cell: String)

  /// What is wrong and the way out, without a place.
  package var message: String {
    switch self {
    case .tooManyCells(let maximum):
      "the sweep has more than \(maximum) cells; leave out values, or raise the bound with --max-cells"
    case .nothingLeft:
      "no cell is left: every cell of the sweep is excluded"
    case .derived(let name, let fault, let cell):
      "derived value '\(name)': \(fault.message) (in the cell \(cell))"
    case .exclusion(_, let fault, let cell):
      "exclude: \(fault.message) (in the cell \(cell))"
    }
  }
}
