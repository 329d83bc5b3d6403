import Expressions
package import Jobs
package import OperatingSystem
package import Sweep

/// What a sweep needs beside its plan.
package struct SweepSettings {
  package var machine: Machine
  /// The environment that children inherit from.
  package var environment: [EnvironmentVariable]
  /// Tells this start of swrun from all others; letters, digits and `-`.
  package var runIdentifier: String
  /// Iterations of the spin loop a second, where they were calibrated for this folder before.
  package var calibration: Double?
  /// Whether the start and end of every task are kept.
  package var traces: Bool
  /// Whether a run that the order asks for is to be carried out, and as which attempt; nil leaves it out.
  package var ticket: (PlannedRun, Cell) -> Int?
  /// Whether the budget of time leaves any for a further run.
  package var hasTime: () -> Bool
  /// How many other tasks of the machine run; nil where the system does not tell.
  package var otherTasksRunning: () -> Int?

  package init(
    machine: Machine, environment: [EnvironmentVariable], runIdentifier: String, calibration: Double?,
    traces: Bool = false, hasTime: @escaping () -> Bool = { true },
    otherTasksRunning: @escaping () -> Int? = { MachineReader.otherTasksRunning() },
    ticket: @escaping (PlannedRun, Cell) -> Int?
  ) {
    self.machine = machine
    self.environment = environment
    self.runIdentifier = runIdentifier
    self.calibration = calibration
    self.traces = traces
    self.hasTime = hasTime
    self.otherTasksRunning = otherTasksRunning
    self.ticket = ticket
  }
}

/// What a sweep tells while it goes on.
package protocol SweepObserver: AnyObject {
  /// The sweep waits for a quiet machine before anything else.
  func sweepWaits(_ reason: String)
  /// The containment stands and `setup` has succeeded. The calibration is nil where none is needed.
  func sweepBegins(containment: String, notes: [String], calibration: Double?) throws
  func runBegins(_ run: PlannedRun, _ cell: Cell)
  /// A run is over: to be written before the next begins.
  func record(_ record: RunRecord, of run: PlannedRun) throws
  /// A child has been running for a second: what was recorded before it should reach the disk now.
  func runGoesOn() throws
}

/// How a sweep ended.
package enum SweepEnd: Sendable, Equatable {
  case complete
  /// A signal stopped it.
  case stopped(signal: Int32)
  case deadline
  /// The machine did not become quiet, and the job wants nothing run then.
  case notQuiet(reason: String)
  /// `setup` failed, or the spin loop could not be calibrated: no run was started.
  case setupFailed(reason: String, errorTail: [UInt8])
}

/// Runs a sweep: cell after cell in the order of the plan, one forked child at a time.
///
/// The calling process must have one thread. It stays small: no measurement is kept once it was handed on.
package struct SweepRunner {
  private let plan: SweepPlan
  private let settings: SweepSettings
  private let stop: StopRequest
  private unowned let observer: any SweepObserver

  package init(
    plan: SweepPlan, settings: SweepSettings, stop: StopRequest, observer: any SweepObserver
  ) {
    self.plan = plan
    self.settings = settings
    self.stop = stop
    self.observer = observer
  }

  /// Carries out the sweep.
  ///
  /// Whatever happens, `cleanup` runs and no process is left.
  ///
  /// - Returns: how it ended, why `cleanup` failed where it did, and what could not be removed afterwards.
  /// - Throws: what the observer throws (writing failed), and faults of the supervisor itself.
  package func run() throws -> (end: SweepEnd, cleanupFailure: String?, leftover: String?) {
    let observer = observer
    var runner = try ChildRunner(
      runIdentifier: settings.runIdentifier, holdsServices: !plan.job.services.isEmpty, stop: stop
    ) { try observer.runGoesOn() }
    var services = ServiceHost(plan, childEnvironment, settings.machine)
    let swept = Result { try sweep(&runner, &services) }
    let stopped = Result { try services.stopAll(&runner) }
    let afterwards = Result { try cleanup(&runner) }
    var leftover: String?
    do throws(Errno) { try runner.finish() } catch {
      leftover = "the containment of the sweep stays: \(error)"
    }
    // A signal that came while `cleanup` ran stops what follows the sweep.
    let end = try swept.get()
    try stopped.get()
    return (try self.stopped() ?? end, try afterwards.get(), leftover)
  }

  private func sweep(_ runner: inout ChildRunner, _ services: inout ServiceHost) throws -> SweepEnd {
    let environment = childEnvironment
    var notes = runner.notes
    let wait = QuietWait(
      quiet: plan.job.quietMachine, stop: stop, running: settings.otherTasksRunning)
    switch try wait.run(waits: observer.sweepWaits) {
    case .begins(let note): notes += [note].compactMap(\.self)
    case .givesUp(let reason): return .notQuiet(reason: reason)
    case .stopped: return try stopped() ?? .complete
    }
    let setup = try HookRunner.run(plan.job.setup, name: "setup", sweepPreparation, &runner)
    if let failure = setup.failure {
      if let end = try stopped() { return end }
      return .setupFailed(reason: failure.verdict.reason, errorTail: failure.errorTail)
    }
    var calibration = settings.calibration
    if calibration == nil, Calibration.isNeeded(by: plan) {
      switch try Calibration.measure(&runner) {
      case .success(let speed): calibration = speed
      case .failure(let failure):
        if let end = try stopped() { return end }
        return .setupFailed(reason: failure.reason, errorTail: failure.errorTail)
      }
    }
    switch try services.beginSweep(&runner) {
    case .ready: break
    case .failed(let failure):
      return .setupFailed(reason: failure.reason, errorTail: failure.standardError)
    case .stopped:
      return try stopped() ?? .complete
    }
    try observer.sweepBegins(
      containment: runner.containmentName, notes: notes, calibration: calibration)
    BuiltInRun.warmRuntime(for: plan.job)
    let loop = RunLoop(
      plan: plan, settings: settings, stop: stop, observer: observer, environment: environment,
      calibration: calibration, supervisor: try RunSupervisor(plan.job))
    try loop.run(&runner, &services)
    return try stopped() ?? .complete
  }

  private func stopped() throws -> SweepEnd? {
    try stop.takeSignals()
    if let signal = stop.signal { return .stopped(signal: signal) }
    return stop.reason == .deadline ? .deadline : nil
  }

  private func cleanup(_ runner: inout ChildRunner) throws -> String? {
    try HookRunner.run(
      plan.job.cleanup, name: "cleanup", sweepPreparation, &runner, stopsOnRequest: false
    ).failure?.verdict.reason
  }

  private var childEnvironment: ChildEnvironment {
    ChildEnvironment(plan.job, own: settings.environment, runIdentifier: settings.runIdentifier)
  }

  /// Commands around the sweep belong to no run: the manifest allows them literal text alone, and they do not see
  /// variables whose value differs from run to run.
  private var sweepPreparation: CommandPreparation {
    let environment = childEnvironment.withoutPlaceholders
    return CommandPreparation(job: plan.job, environment: environment) { template throws(ExpressionError) in
      try template.render(spelled: { _ in "" }, value: { _ in .text("") })
    }
  }
}
