import Jobs
import OperatingSystem

/// A service that was started, up to its end: its process, and the last of what it writes.
///
/// A class, since it is in two hands, both in the supervisor's one thread: who runs children also listens to it,
/// and who started it ends it.
final class RunningService {
  /// Index into ``Job/services``.
  let index: Int
  let service: Service
  let pid: Int32
  /// Whether its own process was seen to have ended.
  private(set) var hasEnded = false
  /// How it ended; nil before it is reaped, and where it cannot be killed.
  private(set) var termination: Termination?
  private(set) var standardOutput = CapturedStream()
  private(set) var standardError = CapturedStream()
  private let pidDescriptor: Int32
  private var child: ChildProcess?
  private let containment: ServiceContainment
  private var output: OutputCapture
  private var errors: OutputCapture

  init(
    index: Int, service: Service, child: consuming ChildProcess, containment: consuming ServiceContainment,
    output: consuming OutputCapture, errors: consuming OutputCapture
  ) {
    self.index = index
    self.service = service
    pid = child.pid
    pidDescriptor = child.pidDescriptor.rawValue
    self.child = consume child
    self.containment = containment
    self.output = output
    self.errors = errors
  }

  /// Also waits for its end and its output.
  func add(to poller: inout Poller) {
    if !hasEnded { poller.add(pidDescriptor) }
    if let number = output.rawValue { poller.add(number) }
    if let number = errors.rawValue { poller.add(number) }
  }

  /// Takes in what a poller has told.
  func attend(_ ready: [Int32]) throws(Errno) {
    if ready.contains(pidDescriptor) { hasEnded = true }
    if let number = output.rawValue, ready.contains(number) { try output.drain() }
    if let number = errors.rawValue, ready.contains(number) { try errors.drain() }
  }

  /// Sends a signal to all its processes.
  @discardableResult
  func signalAll(_ number: Int32) throws(Errno) -> Int {
    try containment.signalAll(number, service: pid)
  }

  /// Kills all its processes.
  func kill(_ whole: inout Containment, within nanoseconds: UInt64) throws(Errno) {
    try whole.kill(service: pid, containment, within: nanoseconds)
  }

  /// Reaps it, once it is killed, and takes in the rest of its output, at most until a moment of the monotonic clock.
  func reap(until deadline: UInt64) throws(Errno) {
    guard let child = child.take() else { return }
    if try child.hasEnded() {
      hasEnded = true
      termination = try child.reap()
    } else {
      child.abandon()
    }
    try output.finish(until: deadline)
    try errors.finish(until: deadline)
    standardOutput = CapturedStream(tail: output.tail, isTruncated: output.isTruncated)
    standardError = CapturedStream(tail: errors.tail, isTruncated: errors.isTruncated)
  }

  /// How it ended, in words: `ended with exit code 3`.
  var endText: String {
    switch termination?.status {
    case .exited(let code): "ended with exit code \(code)"
    case .signalled(let number, _): "was ended by \(Signals.name(number))"
    case nil: "survives SIGKILL"
    }
  }
}
