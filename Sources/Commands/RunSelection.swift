import Expressions
import Jobs
import Results
import Sweep

/// How the wanted runs of a sweep stand.
struct RunTally {
  /// Runs without a row that counts.
  var missing = 0
  var done = 0
  /// Done, but not ok.
  var notOK = 0
  /// Done in so far as they could not even be started.
  var notStarted = 0
  /// Done in so far as a service that they need was not there, or died.
  var withoutService = 0

  /// Counts a run that is asked for; nil: it has no row.
  mutating func add(_ run: CompletedRuns.Run?) {
    guard let run, run.isDone else {
      missing += 1
      return
    }
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
    guard includes(run.position) else { return nil }
    if mode == .all { return 1 }
    let key = plan.keys.key(of: cell)
    if run.phase == .warmup {
      let repetitions = 1...plan.job.repetitions(of: cell)
      let phases: [Phase] = plan.job.needsReference(cell) ? [.timed, .reference] : [.timed]
      let isWarm = phases.contains { phase in repetitions.contains { isWanted(key, $0, phase) } }
      return isWarm ? completed.lastSegment + 1 : nil
    }
    guard isWanted(key, run.repetition, run.phase) else { return nil }
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
        for repetition in 1...plan.repetitions(position) {
          tally.add(completed.run(cell: key, phase: phase, repetition: repetition))
        }
      }
    }
    return tally
  }

  /// How many cells of the rows the plan does not have.
  func foreignCells() -> Int {
    let keys = Set((0..<plan.count).map { plan.keys.key(of: plan.cell($0)) })
    return completed.cellKeys.reduce(0) { $0 + (keys.contains($1) ? 0 : 1) }
  }

  private func isWanted(_ key: String, _ repetition: Int, _ phase: Phase = .timed) -> Bool {
    switch mode {
    case .all: true
    case .missing: !completed.isDone(cell: key, phase: phase, repetition: repetition)
    case .missingAndFailed:
      !completed.isDone(cell: key, phase: phase, repetition: repetition)
        || completed.isFailed(cell: key, phase: phase, repetition: repetition)
    }
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
