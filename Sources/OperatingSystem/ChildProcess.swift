internal import COperatingSystem
internal import Glibc

/// A child of this process: started once, reaped once.
package struct ChildProcess: ~Copyable {
  /// Its process id, valid until it is reaped.
  package let pid: Int32
  /// Becomes readable when the child ends.
  package let pidDescriptor: FileDescriptor
  private var isReaped = false
  /// Nanoseconds for which a child without an owner is waited for after SIGKILL.
  private static let dyingTime: UInt64 = 2_000_000_000

  private init(pid: Int32, pidDescriptor: consuming FileDescriptor) {
    self.pid = pid
    self.pidDescriptor = pidDescriptor
  }

  deinit {
    guard !isReaped else { return }
    // Only errors on the way lead here; a child without an owner must not run on or stay a zombie.
    _ = os_pidfd_signal(pidDescriptor.rawValue, SIGKILL)
    // One that cannot be killed must not hold us up: it is left to whoever reaps it after us.
    let deadline = SystemClock.nanoseconds() + Self.dyingTime
    var poller = Poller()
    poller.add(pidDescriptor.rawValue)
    guard (try? poller.wait(until: deadline))?.isEmpty == false else { return }
    var termination = os_termination()
    _ = os_wait(pid, 0, &termination)
  }

  /// Starts a program.
  ///
  /// - Throws: the step that failed, in us or in the child up to `exec`; then no child is left.
  package static func spawn(_ specification: borrowing ChildSpecification) throws(SpawnError) -> ChildProcess
  {
    var failure = os_failure()
    var pidDescriptor: Int32 = -1
    var pid: Int32 = -1
    try prepared(specification) { child in
      var child = child
      pid = os_spawn(&child, &pidDescriptor, &failure)
    }
    if pid < 0 { throw SpawnError(failure, specification) }
    return ChildProcess(pid: pid, pidDescriptor: FileDescriptor(owning: pidDescriptor))
  }

  /// Starts a program that helps this process: with its folder, environment, limits, CPUs, session and
  /// streams, and of its descriptors only the kept ones.
  ///
  /// - Returns: its process id and a descriptor of the process, closed at exec; both are the caller's.
  static func spawnHelper(
    program: String, arguments: [String], keeping descriptors: [Int32]
  ) throws(SpawnError) -> (pid: Int32, pidfd: Int32) {
    var specification = ChildSpecification(
      program: program, arguments: [program] + arguments, environment: [])
    specification.standardInput = 0
    specification.standardOutput = 1
    specification.standardError = 2
    specification.newSession = false
    specification.keptDescriptors = descriptors
    var failure = os_failure()
    var pidfd: Int32 = -1
    var pid: Int32 = -1
    try prepared(specification) { child in
      var child = child
      // As it is: text that is no UTF-8 would not survive our own form of it.
      if let environment = os_environment() { child.environment = UnsafePointer(environment) }
      pid = os_spawn(&child, &pidfd, &failure)
    }
    if pid < 0 { throw SpawnError(failure, specification) }
    return (pid, pidfd)
  }

  /// Forks this process and runs a function in the child, which ends with the function's result as
  /// its exit code and never returns from here.
  ///
  /// - Throws: the step that failed; then no child is left, and the function has not begun.
  package static func fork(
    _ specification: borrowing ChildSpecification, _ body: () -> Int32
  ) throws(SpawnError) -> ChildProcess {
    var failure = os_failure()
    var pidDescriptor: Int32 = -1
    var pid: Int32 = -1
    try prepared(specification) { child in
      var child = child
      pid = os_fork(&child, &pidDescriptor, &failure)
    }
    if pid == 0 { os_leave_child(body()) }
    if pid < 0 { throw SpawnError(failure, specification) }
    return ChildProcess(pid: pid, pidDescriptor: FileDescriptor(owning: pidDescriptor))
  }

  /// Sends a signal to this very child, also where its pid were given to another process.
  ///
  /// A child that has ended already is no error.
  package borrowing func signal(_ number: Int32) throws(Errno) {
    let descriptor = pidDescriptor.rawValue
    do throws(Errno) {
      try systemCall("pidfd_send_signal") { os_pidfd_signal(descriptor, number) }
    } catch {
      if error.code != ESRCH { throw error }
    }
  }

  /// Waits for the child's end, and takes what it used.
  package consuming func reap() throws(Errno) -> Termination {
    try Self.waitUntilEnded(pidDescriptor.rawValue)
    // An ended child that is not yet reaped still has its mask, unless the kernel refuses.
    let pid = pid
    let cpus = try? CPUSet.allowed(for: pid)
    var termination = os_termination()
    try systemCall("wait4") { os_wait(pid, 1, &termination) }
    isReaped = true
    return Termination(termination, cpus: cpus)
  }

  /// Gives up on a child that survives SIGKILL: it stays unreaped, so that nobody waits for it for ever.
  package consuming func abandon() {
    isReaped = true
  }

  /// Whether the child has ended, without waiting and without reaping it.
  package borrowing func hasEnded() throws(Errno) -> Bool {
    var descriptor = pidDescriptor.rawValue
    var wanted = Int16(POLLIN)
    var happened: Int16 = 0
    return try systemCall("poll") { os_poll(&descriptor, &wanted, &happened, 1, 0) } > 0
  }

  private static func waitUntilEnded(_ pidDescriptor: Int32) throws(Errno) {
    var descriptor = pidDescriptor
    var wanted = Int16(POLLIN)
    var happened: Int16 = 0
    try systemCall("poll") { os_poll(&descriptor, &wanted, &happened, 1, -1) }
  }
}

/// How a child ended and what it used, with its waited-for descendants.
package struct Termination: Equatable, Sendable {
  /// The way it ended.
  package var status: ExitStatus
  /// What it used.
  package var usage: ResourceUsage
  /// The CPUs that it was bound to at its end; nil where the system does not tell.
  package var cpus: CPUSet?

  /// An end as it is described.
  package init(status: ExitStatus, usage: ResourceUsage = ResourceUsage(), cpus: CPUSet? = nil) {
    self.status = status
    self.usage = usage
    self.cpus = cpus
  }

  init(_ termination: os_termination, cpus: CPUSet?) {
    status =
      termination.exited != 0
      ? .exited(code: termination.code)
      : .signalled(number: termination.code, core: termination.core != 0)
    usage = ResourceUsage(termination)
    self.cpus = cpus
  }
}

/// The way a process ended, as the system tells it; why it did is another question.
package enum ExitStatus: Equatable, Sendable {
  /// It ended itself, with this code.
  case exited(code: Int32)
  /// A signal ended it; `core` tells whether a core file was written.
  case signalled(number: Int32, core: Bool)
}

/// What a process and its waited-for descendants used.
package struct ResourceUsage: Equatable, Sendable {
  /// CPU time in user mode, seconds.
  package var userSeconds = 0.0
  /// CPU time in the kernel, seconds.
  package var systemSeconds = 0.0
  /// The largest resident size of the largest process, bytes. It begins at its parent's at the fork.
  package var maximumResidentBytes: Int64 = 0
  /// Page faults that needed no disk.
  package var minorFaults: Int64 = 0
  /// Page faults that needed one.
  package var majorFaults: Int64 = 0
  /// Context switches because it waited.
  package var voluntarySwitches: Int64 = 0
  /// Context switches because another was let run.
  package var involuntarySwitches: Int64 = 0

  /// Nothing used.
  package init() {}

  init(_ termination: os_termination) {
    userSeconds = Double(termination.user_us) / 1e6
    systemSeconds = Double(termination.system_us) / 1e6
    maximumResidentBytes = termination.max_rss_bytes
    minorFaults = termination.minor_faults
    majorFaults = termination.major_faults
    voluntarySwitches = termination.voluntary_switches
    involuntarySwitches = termination.involuntary_switches
  }
}
