import Jobs
import OperatingSystem
import Sweep

/// Carries out the runs of a sweep, one after the other in their order, once everything around them stands.
struct RunLoop {
  let plan: SweepPlan
  let settings: SweepSettings
  let stop: StopRequest
  unowned let observer: any SweepObserver
  let environment: ChildEnvironment
  /// Iterations of the spin loop a second, where it was calibrated.
  let calibration: Double?
  let supervisor: RunSupervisor

  /// Runs all that the settings want; returns early where a signal stops the sweep.
  func run(_ runner: inout ChildRunner, _ services: inout ServiceHost) throws {
    var retries = RetryQueue(plan.job.quietMachine, after: .init(plan))
    for run in RunSequence(plan) {
      if retries.endsRound(before: run) { try measureAgain(&retries, &runner, &services) }
      let cell = plan.cell(run.position)
      guard let attempt = settings.ticket(run, cell) else { continue }
      let ticket = RunTicket(run: run, attempt: attempt)
      if try stop.isAskedFor() {
        if stop.signal != nil { return }
        try skip(ticket)
        continue
      }
      if let row = try carryOut(ticket, cell, &runner, &services) {
        retries.take(row, of: ticket)
      } else if stop.signal != nil {
        return
      } else {
        try skip(ticket)
      }
    }
    try measureAgain(&retries, &runner, &services)
  }

  /// Measures the contaminated runs of a round again. They have rows already: where the sweep is to stop, or its time
  /// is spent, those count.
  private func measureAgain(
    _ retries: inout RetryQueue, _ runner: inout ChildRunner, _ services: inout ServiceHost
  ) throws {
    while let next = retries.next() {
      guard try !stop.isAskedFor(), settings.hasTime() else { continue }
      let cell = plan.cell(next.ticket.run.position)
      guard let row = try carryOut(next.ticket, cell, &runner, &services) else { continue }
      retries.take(row, of: next.ticket, retries: next.retries)
    }
  }

  /// Carries out one run and hands it on.
  ///
  /// - Returns: its row; nil where its services were stopped before it began.
  private func carryOut(
    _ ticket: RunTicket, _ cell: Cell, _ runner: inout ChildRunner, _ services: inout ServiceHost
  ) throws -> Measurement? {
    observer.runBegins(ticket.run, cell)
    var context = try RunContext(
      plan: plan, ticket: ticket, environment: environment, machine: settings.machine,
      calibration: calibration, traces: settings.traces)
    switch try services.beginRun(&context, &runner) {
    case .ready:
      var record = try supervisor.run(context, &runner)
      try services.endRun(context, &record, &runner)
      try observer.record(record, of: ticket.run)
      try services.afterRun(&runner)
      return record.measurement
    case .failed(let failure):
      let record = failure.record(of: context, runner.containmentName)
      try observer.record(record, of: ticket.run)
      return record.measurement
    case .stopped: return nil
    }
  }

  /// A row for a run that the deadline leaves no time for.
  private func skip(_ ticket: RunTicket) throws {
    let context = try RunContext(
      plan: plan, ticket: ticket, environment: environment, machine: settings.machine, calibration: nil)
    var row = context.measurement()
    row.apply(Verdict(.skipped, reason: "the deadline of the sweep passed"))
    try observer.record(RunRecord(measurement: row, workers: [], output: nil), of: ticket.run)
  }
}
