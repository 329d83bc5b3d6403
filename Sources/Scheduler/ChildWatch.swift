import Jobs
import OperatingSystem

/// The supervisor's view of a running child: its output, its deadlines, and the steps by which it is ended.
struct ChildWatch: ~Copyable {
  /// A report larger than this is not one of ours.
  static let reportLimit = 64 << 20

  let started: UInt64
  /// When the child's own end was seen.
  private(set) var ended: UInt64?
  private(set) var endedBy: EndReason?
  private let wallDeadline: UInt64
  /// What is called once when the child has run for a second; nil afterwards.
  private var afterSecond: (() throws -> Void)?
  private let grace: UInt64
  private var killDeadline: UInt64?
  /// How many threads there were; nil where nobody asks.
  private(set) var threads: ThreadSampling?
  /// The processes and their memory; nil where nobody asks.
  private let sampling: ProcessSampling?
  private var output: OutputCapture?
  private var errors: OutputCapture?
  private var report: OutputCapture?
  /// Whether the report is taken in while it is written, from the first moment on.
  private let expectsLongReport: Bool

  init(
    started: UInt64, wallTime: Double, grace: Double, output: consuming OutputCapture?,
    errors: consuming OutputCapture?, report: consuming OutputCapture?, expectsLongReport: Bool,
    threads: ThreadSampling?, sampling: ProcessSampling?, afterSecond: (() throws -> Void)?
  ) {
    self.started = started
    self.wallDeadline = started &+ Self.nanoseconds(wallTime)
    self.grace = Self.nanoseconds(grace)
    self.output = output
    self.errors = errors
    self.report = report
    self.expectsLongReport = expectsLongReport
    self.threads = threads
    self.sampling = sampling
    self.afterSecond = afterSecond
  }

  /// A time in nanoseconds, at most about 146 years, so that sums of two cannot overflow.
  static func nanoseconds(_ seconds: Double) -> UInt64 {
    seconds >= 4.6e9 ? 4_600_000_000_000_000_000 : UInt64(max(0, seconds) * 1e9)
  }

  /// Waits until the child has ended or its grace is over.
  ///
  /// The first reason to end it is recorded before any signal is sent: SIGTERM to all its processes, SIGCONT so
  /// that a stopped one can react, and after the grace the caller kills what is left.
  mutating func untilEnd(
    of pidDescriptor: Int32, stop: StopRequest, heedsRequest: Bool, containment: borrowing Containment,
    services: [RunningService], needsServices: Bool
  ) throws {
    while true {
      let lacksService = needsServices && services.contains { $0.hasEnded }
      if try isOver(stop, heedsRequest, lacksService, containment) { return }
      var poller = Poller()
      poller.add(pidDescriptor)
      poller.add(stop.descriptor)
      // A report fits into its pipe; only that of a traced run, and one that is still not whole after a second, may
      // be so large that it has to be taken in while it is written.
      let takesReport = expectsLongReport || afterSecond == nil
      for number in [output?.rawValue, errors?.rawValue, takesReport ? report?.rawValue : nil] {
        if let number { poller.add(number) }
      }
      for service in services { service.add(to: &poller) }
      var deadline = killDeadline ?? wallDeadline
      if killDeadline == nil, heedsRequest, let limit = stop.deadline { deadline = min(deadline, limit) }
      if afterSecond != nil { deadline = min(deadline, started + 1_000_000_000) }
      if killDeadline == nil, let look = nextLook { deadline = min(deadline, look) }
      let ready = try poller.wait(until: deadline)
      if ready.contains(pidDescriptor) {
        ended = SystemClock.nanoseconds()
        return
      }
      look(containment)
      if let work = afterSecond, SystemClock.nanoseconds() >= started + 1_000_000_000 {
        afterSecond = nil
        try work()
      }
      if let number = output?.rawValue, ready.contains(number) { try output?.drain() }
      if let number = errors?.rawValue, ready.contains(number) { try errors?.drain() }
      if let number = report?.rawValue, ready.contains(number) { try report?.drain() }
      if ready.contains(stop.descriptor) { try stop.takeSignals() }
      for service in services { try service.attend(ready) }
    }
  }

  /// When the run's processes are to be looked at again; nil where nobody asks.
  private var nextLook: UInt64? {
    [threads?.next, sampling?.next].compactMap(\.self).min()
  }

  /// Looks at the run's processes, if it is time to: a sample counts the threads too.
  private mutating func look(_ containment: borrowing Containment) {
    guard killDeadline == nil, let due = nextLook, SystemClock.nanoseconds() >= due else { return }
    // The time of the CPU, not of the clock: a run with too many threads keeps the supervisor waiting too.
    let before = SystemClock.threadNanoseconds()
    let isSampled = sampling?.next == due
    let count = isSampled ? sampling?.take(containment) : containment.threadCount()
    threads?.take(count, cost: SystemClock.threadNanoseconds() - before, at: SystemClock.nanoseconds())
  }

  /// What was sampled, row by row.
  var samples: [ProcessSample] { sampling?.kept.samples ?? [] }

  /// Begins to end the child where there is a reason to; true once its grace is over.
  ///
  /// A child that does not heed requests is still ended by a second signal.
  private mutating func isOver(
    _ stop: StopRequest, _ heedsRequest: Bool, _ lacksService: Bool, _ containment: borrowing Containment
  ) throws -> Bool {
    let now = SystemClock.nanoseconds()
    if let killDeadline { return now >= killDeadline || stop.isUrgent }
    let request = heedsRequest || stop.isUrgent ? stop.reason : nil
    guard let reason = request ?? (lacksService ? .service : now >= wallDeadline ? .wallTime : nil) else {
      return false
    }
    endedBy = reason
    killDeadline = now + grace
    if stop.isUrgent { return true }
    try containment.signalAll(Signals.terminate)
    try containment.signalAll(Signals.goOn)
    return false
  }

  /// Takes in the rest of the output, at most until a moment of the monotonic clock.
  mutating func drain(until deadline: UInt64, into outcome: inout ChildOutcome) throws {
    try output?.finish(until: deadline)
    try errors?.finish(until: deadline)
    try report?.finish(until: deadline)
    if let output = output.take() {
      outcome.standardOutput = CapturedStream(tail: output.tail, isTruncated: output.isTruncated)
    }
    if let errors = errors.take() {
      outcome.standardError = CapturedStream(tail: errors.tail, isTruncated: errors.isTruncated)
    }
    if let report = report.take(), !report.isTruncated { outcome.report = report.tail }
  }
}
