import Jobs
import OperatingSystem

/// Services as children of the supervisor, beside the run that it watches.
extension ChildRunner {
  /// How long processes of a service that survive SIGKILL are waited for.
  private static let serviceKillTime: UInt64 = 5_000_000_000
  /// How long output is awaited after its end; only a process that escaped can hold its pipe open.
  private static let serviceDrainTime: UInt64 = 200_000_000

  /// Starts a service.
  ///
  /// - Throws: ``SpawnError`` where it could not be started, ``Errno`` where the supervisor itself fails.
  mutating func start(
    _ service: Service, index: Int, _ prepared: ChildSpecification
  ) throws -> RunningService {
    var specification = prepared
    var output = try Pipe()
    var errors = try Pipe()
    specification.standardOutput = output.writeNumber
    specification.standardError = errors.writeNumber
    specification.limits = Limits().settings
    let own = try containment.containService(&specification)
    let child: ChildProcess
    do {
      child = try ChildProcess.spawn(specification)
    } catch {
      try own.kill(within: 0)
      throw error
    }
    keeper.watch(session: child.pid)
    containment.keep(service: child.pid)
    output.closeWriter()
    errors.closeWriter()
    guard let outputEnd = output.takeReader(), let errorEnd = errors.takeReader() else {
      preconditionFailure("a pipe that was just made has its reader")
    }
    let running = RunningService(
      index: index, service: service, child: child, containment: own,
      output: try OutputCapture(reading: outputEnd), errors: try OutputCapture(reading: errorEnd))
    services.append(running)
    return running
  }

  /// How often it is looked whether processes that a service has left are gone, in nanoseconds.
  private static let pause: UInt64 = 5_000_000

  /// Ends a service with all its processes: SIGTERM, and SIGKILL after the grace or a second signal to swrun. To be
  /// called between runs.
  ///
  /// - Parameter grace: seconds.
  mutating func stop(_ service: RunningService, grace: Double) throws {
    try look()
    if !service.hasEnded {
      try service.signalAll(Signals.terminate)
      try service.signalAll(Signals.goOn)
      let deadline = SystemClock.nanoseconds() + ChildWatch.nanoseconds(grace)
      while !stop.isUrgent, SystemClock.nanoseconds() < deadline {
        // Its own process may end before those that it has started; their ends are not told.
        if service.hasEnded, try service.signalAll(0) == 0 { break }
        let next = SystemClock.nanoseconds() + Self.pause
        try attend(until: service.hasEnded ? min(deadline, next) : deadline)
      }
    }
    services.removeAll { $0 === service }
    try service.kill(&containment, within: Self.serviceKillTime)
    try service.reap(until: SystemClock.nanoseconds() + Self.serviceDrainTime)
    keeper.forget(session: service.pid)
  }

  /// The first service whose process has ended.
  var endedService: RunningService? { services.first { $0.hasEnded } }

  /// Looks at all services, without waiting.
  func look() throws {
    guard !services.isEmpty else { return }
    try attend(until: 0)
  }

  /// Listens to the services and to requests to stop until something happens, at most until a moment of the
  /// monotonic clock.
  func attend(until deadline: UInt64) throws {
    var poller = Poller()
    poller.add(stop.descriptor)
    for service in services { service.add(to: &poller) }
    let ready = try poller.wait(until: deadline)
    if ready.contains(stop.descriptor) { try stop.takeSignals() }
    for service in services { try service.attend(ready) }
  }
}
