import Jobs
import OperatingSystem

/// How one child is to be run and watched.
struct ChildOrder {
  var specification: ChildSpecification
  /// The function of a child without a program; it is given the descriptor of its report pipe.
  var body: ((_ report: Int32) -> Int32)?
  /// True where the report may be longer than a pipe holds.
  var hasLongReport = false
  var limits: Limits
  /// False: the standard output goes where the specification says.
  var capturesStandardOutput = true
  var outputSink: OutputCapture.Sink?
  var errorSink: OutputCapture.Sink?
  /// False for what must run although the sweep is stopped: `cleanup`.
  var stopsOnRequest = true
  /// False for what runs on although a service has died: `conclude`.
  var needsServices = true
  /// True where it is to be found out how many threads the child and its descendants have.
  var countsThreads = false
  /// What is to be sampled of the child and its descendants; nil: nothing.
  var sampling: SamplingOrder?
}

/// Runs one child at a time, watches its end, its limits and its output, and leaves no process of it behind.
struct ChildRunner: ~Copyable {
  var containment: Containment
  var keeper: Keeper
  private let probe = NoiseProbe()
  let stop: StopRequest
  /// The services that were started and not stopped yet, in the order of their start.
  var services: [RunningService] = []
  /// Called once in every child that runs for a second: the moment to bring earlier rows to the disk.
  private let afterSecond: () throws -> Void

  /// How long processes that survive SIGKILL are waited for.
  private static let killTime: UInt64 = 5_000_000_000
  /// How long output is awaited after a child's end; only a process that escaped can hold its pipe open.
  private static let drainTime: UInt64 = 200_000_000

  init(
    runIdentifier: String, holdsServices: Bool, stop: StopRequest, afterSecond: @escaping () throws -> Void
  ) throws(Errno) {
    var containment = try Containment(runID: runIdentifier, holdsServices: holdsServices)
    keeper = try Keeper(for: &containment)
    self.containment = containment
    self.stop = stop
    self.afterSecond = afterSecond
  }

  /// The word for the column `containment`.
  var containmentName: String { containment.kind.rawValue }

  /// What the user should know about the containment.
  var notes: [String] { containment.notes }

  /// Ends the containment and the keeper; all children are gone.
  ///
  /// - Throws: where the containment cannot be removed, as with a process in it that survives SIGKILL.
  consuming func finish() throws(Errno) {
    let keeper = keeper
    var failure: Errno?
    do throws(Errno) { try containment.remove() } catch { failure = error }
    try keeper.finish()
    if let failure { throw failure }
  }

  /// Runs a child to its end.
  ///
  /// - Throws: ``SpawnError`` where it could not be started, ``Errno`` where the supervisor itself fails.
  mutating func run(_ order: borrowing ChildOrder) throws -> ChildOutcome {
    var specification = order.specification
    var output: Pipe? = order.capturesStandardOutput ? try Pipe() : nil
    var errors = try Pipe()
    var report: Pipe? = order.body == nil ? nil : try Pipe()
    if let number = output?.writeNumber { specification.standardOutput = number }
    specification.standardError = errors.writeNumber
    if let number = report?.writeNumber {
      specification.keptDescriptors = (specification.keptDescriptors + [number]).sorted()
    }
    specification.limits = order.limits.settings
    containment.contain(&specification)

    let before = probe.sample()
    let started = SystemClock.nanoseconds()
    let child: ChildProcess
    if let body = order.body {
      let number = report?.writeNumber ?? -1
      child = try ChildProcess.fork(specification) { body(number) }
    } else {
      child = try ChildProcess.spawn(specification)
    }
    let ownPeak = CurrentProcess.maximumResidentBytes
    keeper.watch(session: child.pid)
    let (pid, processName) = (child.pid, containment.processName)
    let sampling = order.sampling.map {
      ProcessSampling($0, from: started, run: pid, processName: processName)
    }
    var watch = ChildWatch(
      started: started, wallTime: order.limits.wallTime, grace: order.limits.grace,
      output: try Self.capture(output?.takeReader(), sink: order.outputSink),
      errors: try Self.capture(errors.takeReader(), sink: order.errorSink),
      report: try Self.capture(report?.takeReader(), keeping: ChildWatch.reportLimit),
      expectsLongReport: order.hasLongReport,
      threads: order.countsThreads ? ThreadSampling(from: started) : nil, sampling: sampling,
      afterSecond: afterSecond)
    do {
      try watch.untilEnd(
        of: child.pidDescriptor.rawValue, stop: stop, heedsRequest: order.stopsOnRequest,
        containment: containment, services: services, needsServices: order.needsServices)
    } catch {
      // The supervisor itself has failed: nothing of the run may go on beside what follows.
      try containment.killAll(owned: [child.pid], within: Self.killTime)
      keeper.forget(session: child.pid)
      throw error
    }
    let noise = probe.sample().since(before)
    // Our own ends were kept until here: a pipe that the child closes would wake us, once for each pipe, in the
    // moment in which its end is timed.
    output?.closeWriter()
    errors.closeWriter()
    report?.closeWriter()
    var outcome = try end(child, &watch)
    outcome.noise = noise
    outcome.ownPeak = ownPeak
    return outcome
  }

  private static func capture(
    _ reader: consuming FileDescriptor?, keeping limit: Int = 65536, sink: OutputCapture.Sink? = nil
  ) throws(Errno) -> OutputCapture? {
    guard let reader else { return nil }
    return try OutputCapture(reading: reader, keeping: limit, sink: sink)
  }

  /// Reaps the child, kills what it left, and takes in the rest of its output.
  ///
  /// The child is reaped first: without any child of its own the supervisor knows at once that nothing is left.
  private mutating func end(_ child: consuming ChildProcess, _ watch: inout ChildWatch) throws -> ChildOutcome
  {
    let pid = child.pid
    let ended = SystemClock.nanoseconds()
    var outcome = ChildOutcome(outerWall: Double((watch.ended ?? ended) - watch.started) * 1e-9)
    outcome.endedBy = watch.endedBy
    outcome.threadsPeak = watch.threads?.peak
    outcome.samples = watch.samples
    if try child.hasEnded() {
      outcome.termination = try child.reap()
      let left = try containment.killAll(owned: [], within: Self.killTime)
      // Without a cgroup the orphans of a service that has ended are found here too.
      try look()
      outcome.leaked = watch.endedBy == nil && endedService == nil ? left.killed : 0
      outcome.survivors = left.left
    } else {
      let left = try containment.killAll(owned: [pid], within: Self.killTime)
      if try child.hasEnded() {
        outcome.survivors = left.left
        outcome.termination = try child.reap()
      } else {
        outcome.survivors = max(1, left.left)
        child.abandon()
      }
    }
    try watch.drain(until: SystemClock.nanoseconds() + Self.drainTime, into: &outcome)
    keeper.forget(session: pid)
    return outcome
  }
}
