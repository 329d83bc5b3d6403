import Jobs
import Sweep

/// The contaminated runs that are to be measured again at the end of their round. Not at once: what disturbs, such as
/// a burst of stolen time, goes on for a while.
struct RetryQueue {
  private struct Entry {
    var ticket: RunTicket
    /// How often the run was measured again.
    var retries: Int
  }

  /// How often a run is measured again.
  private let limit: Int
  private let span: Span
  private var entries: [Entry] = []
  private var round: (phase: Phase, number: Int)?
  private var visits = 0

  /// What is taken for a round.
  enum Span: Equatable {
    case round
    /// All runs of a cell.
    case cell
    /// So many runs in sequence.
    case visits(Int)

    /// What suits the order of a sweep.
    init(_ plan: SweepPlan) {
      switch plan.job.order {
      case .rounds: self = .round
      // Whether a cell needs a further run is told by the values that count. In sequence they have to be known before
      // its next run: one that was left out does not come again.
      case .sequential: self = plan.job.adaptive == nil ? .cell : .visits(1)
      case .random: self = .visits(plan.count)
      }
    }
  }

  /// Without a quiet machine nothing is measured again.
  init(_ quiet: QuietMachine?, after span: Span = .round) {
    limit = quiet?.retries ?? 0
    self.span = span
  }

  /// Whether a round ends with the runs before this one.
  mutating func endsRound(before run: PlannedRun) -> Bool {
    let phase: Phase = run.phase == .warmup ? .warmup : .timed
    let number =
      switch span {
      case .round: run.round
      case .cell: run.position
      case .visits(let count): visits / count
      }
    if phase == .timed { visits += 1 }
    defer { round = (phase, number) }
    guard let round else { return false }
    return round != (phase, number)
  }

  /// Takes in what became of a run: one that ended well, though something disturbed it, is to be measured again.
  ///
  /// - Parameter retries: how often it was measured again so far.
  mutating func take(_ row: Measurement, of ticket: RunTicket, retries: Int = 0) {
    guard retries < limit, row.status == .ok, !row.tainted.isEmpty, ticket.run.phase != .warmup else {
      return
    }
    var next = ticket
    next.attempt += 1
    if next.run.phase == .timed { next.run.phase = .retry }
    entries.append(Entry(ticket: next, retries: retries + 1))
  }

  /// The next run to measure again, with how often it will then have been; those that stay contaminated come once
  /// more after all others.
  mutating func next() -> (ticket: RunTicket, retries: Int)? {
    guard !entries.isEmpty else { return nil }
    let entry = entries.removeFirst()
    return (entry.ticket, entry.retries)
  }
}
