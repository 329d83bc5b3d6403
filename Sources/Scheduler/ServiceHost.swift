import Expressions
import Jobs
import OperatingSystem
import Sweep

/// Why a service was not there.
struct ServiceFailure: Error {
  var reason: String
  var standardOutput: [UInt8] = []
  var standardError: [UInt8] = []

  /// The row of a run that was not begun for it.
  func record(of context: RunContext, _ containment: String) -> RunRecord {
    var record = RunRecord(measurement: context.measurement(), workers: [], output: nil)
    record.measurement.containment = containment
    apply(to: &record)
    return record
  }

  /// Makes a run one that lacked its service. What the service printed goes behind what the run did.
  func apply(to record: inout RunRecord) {
    let row = record.measurement
    record.measurement.apply(
      Verdict(.serviceFailed, exitCode: row.exitCode, signal: row.signal, reason: reason))
    var output = record.output ?? KeptOutput(standardOutput: [], standardError: [])
    output.standardOutput += standardOutput
    output.standardError += standardError
    record.output = output
  }
}

/// The services of a sweep: starts them before the runs that need them, and ends them after.
///
/// Services with the same span are started together, in the order of the manifest, and stopped in the reverse one.
/// Where one has died, all of its span and of the shorter ones are stopped: those that were started after it may
/// have relied on it. The next run that needs them finds them started again, with new ports.
struct ServiceHost {
  /// What came of a start.
  enum Start {
    case ready
    case failed(ServiceFailure)
    /// swrun is to stop.
    case stopped
  }

  /// A visit of a cell: its reference runs have another number of workers.
  private struct Visit: Equatable {
    var position: Int
    var isReference: Bool
  }

  /// How often in a row the services of the sweep may fail to start before they are given up.
  private static let mostFailures = 3
  /// How long the death of a service is awaited after a run that did not end well, in nanoseconds: it closes its
  /// connections a moment before it is dead.
  private static let deathTime: UInt64 = 100_000_000

  let job: Job
  let environment: ChildEnvironment
  let machine: Machine
  /// By index into ``Job/services``.
  private(set) var ports: [Int]
  /// What the services per cell were started for.
  private var visit: Visit?
  /// Starts of the services of the sweep that failed, since the last good one.
  private var failures = 0
  private var last: ServiceFailure?

  init(_ plan: SweepPlan, _ environment: ChildEnvironment, _ machine: Machine) {
    job = plan.job
    self.environment = environment
    self.machine = machine
    ports = Array(repeating: 0, count: plan.job.services.count)
  }

  /// Starts the services of the whole sweep.
  mutating func beginSweep(_ runner: inout ChildRunner) throws -> Start {
    try start(.sweep, nil, &runner)
  }

  /// Starts what a run needs and is not there, and gives the run the ports.
  mutating func beginRun(_ context: inout RunContext, _ runner: inout ChildRunner) throws -> Start {
    // What is only computed talks to nobody.
    guard !job.services.isEmpty, !context.isSimulated else { return .ready }
    let coming = Visit(
      position: context.ticket.run.position, isReference: context.ticket.run.phase == .reference)
    if visit != coming { try stop(.cell, &runner) }
    try runner.look()
    if let dead = runner.endedService { return .failed(try takeDown(dead, &runner)) }
    if let last, failures >= Self.mostFailures { return .failed(last) }
    visit = coming
    for span in Service.Span.allCases where !isRunning(span, runner) {
      let started = try start(span, context, &runner)
      guard case .ready = started else { return started }
    }
    context.values.ports = ports
    // One may have died while others were started.
    try runner.look()
    if let dead = runner.endedService { return .failed(try takeDown(dead, &runner)) }
    return .ready
  }

  /// Looks whether all services outlived a run.
  mutating func endRun(
    _ context: RunContext, _ record: inout RunRecord, _ runner: inout ChildRunner
  ) throws {
    guard !runner.services.isEmpty, !context.isSimulated else { return }
    try runner.look()
    let status = record.measurement.status
    if status != .ok, status != .interrupted {
      let deadline = SystemClock.nanoseconds() + Self.deathTime
      while runner.endedService == nil, SystemClock.nanoseconds() < deadline {
        try runner.attend(until: deadline)
      }
    }
    if let dead = runner.endedService {
      let failure = try takeDown(dead, &runner)
      if status != .interrupted { failure.apply(to: &record) }
    }
  }

  /// Stops the services that belong to a run alone, once its row is written: that may take their grace.
  mutating func afterRun(_ runner: inout ChildRunner) throws {
    try stop(.run, &runner)
  }

  /// Stops all services.
  mutating func stopAll(_ runner: inout ChildRunner) throws {
    try stop(.sweep, &runner)
  }

  // MARK: - Spans

  private func isRunning(_ span: Service.Span, _ runner: borrowing ChildRunner) -> Bool {
    let wanted = job.services.count { $0.span == span }
    return runner.services.count { $0.service.span == span } == wanted
  }

  /// Stops the services of a span and of the shorter ones.
  private mutating func stop(_ span: Service.Span, _ runner: inout ChildRunner) throws {
    if span >= .cell { visit = nil }
    for service in runner.services.reversed() where service.service.span <= span {
      try runner.stop(service, grace: job.limits.grace)
    }
  }

  /// Says how a service died, and stops all of its span.
  private mutating func takeDown(
    _ dead: RunningService, _ runner: inout ChildRunner
  ) throws -> ServiceFailure {
    try stop(dead.service.span, &runner)
    return Self.death(of: dead, "")
  }

  private static func death(of service: RunningService, _ when: String) -> ServiceFailure {
    var reason = "service '\(service.service.name)' \(service.endText)\(when)"
    if let line = lastLine(service.standardError.tail) { reason += ": \(line)" }
    return failure(reason, service)
  }

  private static func failure(_ reason: String, _ service: RunningService) -> ServiceFailure {
    ServiceFailure(
      reason: reason, standardOutput: service.standardOutput.tail,
      standardError: service.standardError.tail)
  }

  /// The last line that says something.
  static func lastLine(_ bytes: [UInt8]) -> String? {
    String(decoding: bytes.suffix(4096), as: UTF8.self).split(whereSeparator: \.isNewline)
      .last { !$0.allSatisfy(\.isWhitespace) }.map(String.init)
  }

  // MARK: - Starting

  /// Starts the services of a span; where one fails, none of them is left.
  private mutating func start(
    _ span: Service.Span, _ context: RunContext?, _ runner: inout ChildRunner
  ) throws -> Start {
    let indices = job.services.indices.filter { job.services[$0].span == span }
    guard !indices.isEmpty else { return .ready }
    var started = assignPorts(indices)
    if case .ready = started {
      for index in indices {
        started = try start(index, context, &runner)
        guard case .ready = started else { break }
      }
    }
    switch started {
    case .ready:
      if span == .sweep { failures = 0 }
    case .failed(let failure):
      try stop(span, &runner)
      if span == .sweep {
        failures += 1
        last = failure
      }
    case .stopped:
      try stop(span, &runner)
    }
    return started
  }

  /// Gives free ports to services that are to be started.
  private mutating func assignPorts(_ indices: [Int]) -> Start {
    do throws(Errno) {
      for index in indices { ports[index] = try LocalPort.free(besides: ports) }
      return .ready
    } catch {
      return .failed(ServiceFailure(reason: "there is no free port of 127.0.0.1 for a service: \(error)"))
    }
  }

  private mutating func start(
    _ index: Int, _ context: RunContext?, _ runner: inout ChildRunner
  ) throws -> Start {
    let service = job.services[index]
    let preparation = preparation(of: service, context)
    let running: RunningService
    let wait: ServiceWait
    do {
      var specification = try preparation.specification(of: service.line)
      let workers = context?.workers ?? 1
      specification.cpus = try Placement.cpus(for: service.affinity, workers: workers, on: machine)
        .map { CPUSet($0) }
      wait = try ServiceWait(service, preparation)
      running = try runner.start(service, index: index, specification)
    } catch {
      guard let why = Self.reason(of: error) else { throw error }
      return .failed(ServiceFailure(reason: "service '\(service.name)' cannot be started: \(why)"))
    }
    switch try wait.untilReady(&runner) {
    case .ready: return .ready
    case .stopped: return .stopped
    case .died(let dead):
      try stop(dead.service.span, &runner)
      return .failed(Self.death(of: dead, dead === running ? " before it was ready" : ""))
    case .late(let why):
      try runner.stop(running, grace: job.limits.grace)
      let within = NumberFormat.shortest(service.within)
      return .failed(
        Self.failure("service '\(service.name)' was not ready within \(within) s: \(why)", running))
    }
  }

  /// Why a service cannot be started; nil where the supervisor itself has failed.
  private static func reason(of error: any Error) -> String? {
    switch error {
    case let error as PreparationError: error.code.map { "\(error.message) (\($0))" } ?? error.message
    case let error as SpawnError: "\(error.description) (\(error.codeName))"
    case let error as PlacementError: error.message
    default: nil
    }
  }

  private func preparation(of service: Service, _ context: RunContext?) -> CommandPreparation {
    let environment = environment.of(service, in: job)
    let ports = ports
    if var context {
      context.values.ports = ports
      return CommandPreparation(job: job, environment: environment, render: context.render)
    }
    let first = job.cellNameCount + Job.runNames.count
    // The manifest lets a service of the whole sweep use ports alone.
    return CommandPreparation(job: job, environment: environment) { template throws(ExpressionError) in
      try template.render(
        spelled: { String(ports[$0 - first]) },
        filesize: { Double(try FileStatus.of(job.absolutePath($0)).size) },
        value: { .number(Double(ports[$0 - first])) })
    }
  }
}
