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
  private var entries: [Entry] = []
  private var round: (phase: Phase, number: Int)?

  /// Without a quiet machine nothing is measured again.
  init(_ quiet: QuietMachine?) {
    limit = quiet?.retries ?? 0
  }

  /// Whether a round ends with the runs before this one.
  mutating func endsRound(before run: PlannedRun) -> Bool {
    let phase: Phase = run.phase == .warmup ? .warmup : .timed
    defer { round = (phase, run.round) }
    guard let round else { return false }
    return round != (phase, run.round)
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
