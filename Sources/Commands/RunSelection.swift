import Expressions
import Jobs
import Results
import Scheduler
import Sweep

/// How the wanted runs of a sweep stand.
struct RunTally {
  /// Runs that have no row that counts and are not made unnecessary by what the others have shown.
  var missing = 0
  var done = 0
  /// Done, but not ok.
  var notOK = 0
  /// Done in so far as they could not even be started.
  var notStarted = 0
  /// Done in so far as a service that they need was not there, or died.
  var withoutService = 0

  /// Counts a run that is done.
  mutating func add(_ run: CompletedRuns.Run) {
    done += 1
    if run.status != .ok { notOK += 1 }
    if run.status == .spawnFailed { notStarted += 1 }
    if run.status == .serviceFailed { withoutService += 1 }
  }
}

/// Which runs of a plan a start of swrun carries out.
struct RunSelection {
  enum Mode {
    /// All runs.
    case all
    /// Those that are not done.
    case missing
    /// Those that are not done, or whose last row is not ok.
    case missingAndFailed
  }

  let plan: SweepPlan
  /// For each cell whether the filter lets it through; nil without a filter.
  private var passes: [Bool]?
  var mode: Mode
  /// What the rows of the folder hold so far.
  var completed = CompletedRuns()
  /// Which cells have enough runs; nil where every cell has the same number.
  var adaptive: AdaptiveRuns?

  /// - Throws: ``CommandFailure`` for a filter that is no condition over the names of the job, or that lets no
  ///   cell through.
  init(plan: SweepPlan, filter text: String?, mode: Mode) throws(CommandFailure) {
    self.plan = plan
    self.mode = mode
    guard let text else {
      passes = nil
      return
    }
    let names = Array(plan.job.names.prefix(plan.job.cellNameCount))
    var passes: [Bool] = []
    do throws(ExpressionError) {
      let condition = try Expression(parsing: text, names: names, bareText: true)
      for position in 0..<plan.count {
        passes.append(try Self.holds(condition, plan, plan.cell(position)))
      }
    } catch {
      throw CommandFailure(
        outcome: .usage,
        message: "--filter: \(error.message)\n  \(Terminal.printable(text))\n  "
          + String(repeating: " ", count: min(error.offset, 200)) + "^")
    }
    guard passes.contains(true) else {
      throw CommandFailure(
        outcome: .usage, message: "--filter: no cell is left; see swrun plan for the cells")
    }
    self.passes = passes
  }

  /// Whether some cells are left out.
  var isFiltered: Bool { passes?.contains(false) ?? false }

  /// The same without the filter.
  func unfiltered() -> RunSelection {
    var other = self
    other.passes = nil
    return other
  }

  /// Whether the cell at a position of the plan is wanted at all.
  func includes(_ position: Int) -> Bool {
    passes?[position] ?? true
  }

  /// The attempt as which a run is to be carried out; nil: not at all.
  func attempt(_ run: PlannedRun, _ cell: Cell) -> Int? {
    guard includes(run.position), adaptive?.isSpent != true else { return nil }
    let hasEnough = adaptive?.hasEnough(run.position, in: run.phase) ?? false
    if mode == .all { return hasEnough ? nil : 1 }
    let key = plan.keys.key(of: cell)
    if run.phase == .warmup {
      let repetitions = 1...plan.job.repetitions(of: cell)
      let phases: [Phase] = plan.job.needsReference(cell) ? [.timed, .reference] : [.timed]
      let isWarm = phases.contains { phase in repetitions.contains { isWanted(key, $0, phase, hasEnough) } }
      return isWarm ? completed.lastSegment + 1 : nil
    }
    guard isWanted(key, run.repetition, run.phase, hasEnough) else { return nil }
    return completed.nextAttempt(cell: key, phase: run.phase, repetition: run.repetition)
  }

  /// The number of runs that are to be carried out.
  func count() -> Int {
    RunSequence(plan).reduce(0) { $0 + (attempt($1, plan.cell($1.position)) == nil ? 0 : 1) }
  }

  /// How the wanted runs stand after the sweep.
  func tally() -> RunTally {
    var tally = RunTally()
    for position in 0..<plan.count {
      guard includes(position) else { continue }
      let cell = plan.cell(position)
      let key = plan.keys.key(of: cell)
      for phase in plan.job.needsReference(cell) ? [Phase.timed, .reference] : [.timed] {
        var left = neededRuns(position, phase)
        for repetition in 1...plan.repetitions(position) {
          guard let run = completed.run(cell: key, phase: phase, repetition: repetition), run.isDone else {
            continue
          }
          tally.add(run)
          left -= 1
        }
        tally.missing += max(0, left)
      }
    }
    return tally
  }

  /// How many runs of a phase the cell at a position of the plan has to have.
  private func neededRuns(_ position: Int, _ phase: Phase) -> Int {
    guard let adaptive, !plan.isSimulated(position) else { return plan.repetitions(position) }
    if adaptive.hasEnough(position, in: phase) { return 0 }
    return adaptive.isSpent ? adaptive.minimum : plan.repetitions(position)
  }

  /// How many cells of the rows the plan does not have.
  func foreignCells() -> Int {
    let keys = Set((0..<plan.count).map { plan.keys.key(of: plan.cell($0)) })
    return completed.cellKeys.reduce(0) { $0 + (keys.contains($1) ? 0 : 1) }
  }

  /// - Parameter hasEnough: whether the cell is known well enough, so that only what failed is to be run again.
  private func isWanted(_ key: String, _ repetition: Int, _ phase: Phase, _ hasEnough: Bool) -> Bool {
    guard mode != .all else { return true }
    guard completed.isDone(cell: key, phase: phase, repetition: repetition) else { return !hasEnough }
    return mode == .missingAndFailed && completed.isFailed(cell: key, phase: phase, repetition: repetition)
  }

  private static func holds(
    _ condition: Expression, _ plan: SweepPlan, _ cell: Cell
  ) throws(ExpressionError) -> Bool {
    let job = plan.job
    let derived: [Value]
    if condition.references.contains(where: { $0 >= job.axes.count }) {
      do throws(SweepError) {
        derived = Array(try plan.values(of: cell).values.dropFirst(job.axes.count))
      } catch {
        throw ExpressionError(message: error.message, offset: 0, length: 1)
      }
    } else {
      derived = []
    }
    return try condition.evaluateCondition { name in
      name < job.axes.count ? job.conditionValue(name, of: cell) : derived[name - job.axes.count]
    }
  }
}
