import Expressions
import Jobs
import Sweep
import Testing

@testable import Scheduler

/// Which runs are measured again, and when.
struct RetryQueueTests {
  private func run(_ position: Int, round: Int = 1, _ phase: Phase = .timed) -> PlannedRun {
    PlannedRun(position: position, round: round, repetition: round, phase: phase)
  }

  private func row(_ tainted: [String], _ status: Status = .ok) -> Measurement {
    var row = Measurement()
    row.tainted = tainted
    row.status = status
    return row
  }

  @Test func `a disturbed run is measured again as the next attempt`() throws {
    var queue = RetryQueue(QuietMachine(retries: 2))
    queue.take(row(["steal"]), of: RunTicket(run: run(3, round: 4), attempt: 1))
    let again = queue.next()
    let next = try #require(again)
    #expect(next.ticket.run == PlannedRun(position: 3, round: 4, repetition: 4, phase: .retry))
    #expect(next.ticket.attempt == 2)
    #expect(next.retries == 1)
    #expect(queue.next() == nil)
  }

  @Test func `a reference run stays one`() {
    var queue = RetryQueue(QuietMachine(retries: 1))
    queue.take(row(["steal"]), of: RunTicket(run: run(3, .reference), attempt: 1))
    #expect(queue.next()?.ticket.run.phase == .reference)
  }

  @Test func `a run is measured again at most so often`() throws {
    var queue = RetryQueue(QuietMachine(retries: 2))
    queue.take(row(["steal"]), of: RunTicket(run: run(1), attempt: 1))
    let again = queue.next()
    let first = try #require(again)
    queue.take(row(["steal"]), of: first.ticket, retries: first.retries)
    let oneMore = queue.next()
    let second = try #require(oneMore)
    #expect(second.ticket.attempt == 3)
    #expect(second.ticket.run.phase == .retry)
    queue.take(row(["steal"]), of: second.ticket, retries: second.retries)
    #expect(queue.next() == nil)
  }

  @Test func `one that is disturbed again comes after all others`() throws {
    var queue = RetryQueue(QuietMachine(retries: 2))
    queue.take(row(["steal"]), of: RunTicket(run: run(1), attempt: 1))
    queue.take(row(["swap"]), of: RunTicket(run: run(2), attempt: 1))
    let again = queue.next()
    let first = try #require(again)
    queue.take(row(["steal"]), of: first.ticket, retries: first.retries)
    #expect(queue.next()?.ticket.run.position == 2)
    #expect(queue.next()?.ticket.run.position == 1)
  }

  @Test func `what was not disturbed, did not end well or only warmed up is not measured again`() {
    var queue = RetryQueue(QuietMachine(retries: 2))
    queue.take(row([]), of: RunTicket(run: run(1), attempt: 1))
    queue.take(row(["steal"], .timeout), of: RunTicket(run: run(1), attempt: 1))
    queue.take(row(["steal"]), of: RunTicket(run: run(1, .warmup), attempt: 1))
    #expect(queue.next() == nil)
  }

  @Test(arguments: [nil, QuietMachine(retries: 0)])
  func `nothing is measured again unless it is asked for`(_ quiet: QuietMachine?) {
    var queue = RetryQueue(quiet)
    queue.take(row(["steal"]), of: RunTicket(run: run(1), attempt: 1))
    #expect(queue.next() == nil)
  }

  @Test func `a round ends where the next one begins, and the warm-up before the first`() {
    var queue = RetryQueue(QuietMachine())
    let runs = [
      run(0, round: 1, .warmup), run(1, round: 1, .warmup), run(1, round: 1), run(0, round: 1, .reference),
      run(0, round: 2), run(1, round: 2), run(0, round: 3),
    ]
    #expect(runs.map { queue.endsRound(before: $0) } == [false, false, true, false, true, false, true])
  }

  @Test func `where cells come in sequence a cell is as much as a round`() {
    var queue = RetryQueue(QuietMachine(), after: .cell)
    let runs = [
      run(0, round: 1), run(0, round: 2), run(0, round: 1, .reference), run(1, round: 1), run(1, round: 2),
    ]
    #expect(runs.map { queue.endsRound(before: $0) } == [false, false, false, true, false])
  }

  @Test func `where runs come mixed so many of them are as much as a round`() {
    var queue = RetryQueue(QuietMachine(), after: .visits(2))
    let runs = [run(0, round: 1, .warmup), run(0, round: 3), run(1, round: 1), run(0, round: 1), run(1)]
    #expect(runs.map { queue.endsRound(before: $0) } == [false, true, false, true, false])
  }

  @Test(arguments: [
    (RunOrder.rounds, false, RetryQueue.Span.round), (.rounds, true, .round), (.sequential, false, .cell),
    (.sequential, true, .visits(1)), (.random, false, .visits(2)),
  ])
  func `in sequence what decides about further runs is measured again at once`(
    _ order: RunOrder, _ isAdaptive: Bool, _ span: RetryQueue.Span
  ) throws {
    var job = Job(
      name: "t", workload: .builtIn(kind: "sleep"),
      axes: [
        Axis(name: "executor", role: .executor, values: [AxisValue(text: "fork", value: .text("fork"))]),
        Axis(name: "workers", role: .workers, values: [.integer(1), .integer(2)]),
        Axis(name: "affinity", role: .affinity, values: [AxisValue(text: "none", value: .text("none"))]),
      ], executors: [ExecutorChoice(kind: .fork)], affinities: [.none], folder: "/tmp")
    job.order = order
    job.adaptive = isAdaptive ? AdaptiveRepetitions(minimum: 2, precision: 0.02) : nil
    #expect(RetryQueue.Span(try SweepPlan(job)) == span)
  }
}
