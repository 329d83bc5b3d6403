internal import COperatingSystem
internal import Glibc

/// How a worker process ended.
package enum WorkerEnd: Equatable, Sendable, CustomStringConvertible {
  case exited(code: Int)
  /// By the signal of this number.
  case killed(signal: Int)

  /// For example: `was killed by SIGKILL`, `exited with code 0`.
  package var description: String {
    switch self {
    case .exited(let code): "exited with code \(code)"
    case .killed(let signal): "was killed by \(Signals.name(Int32(signal)))"
    }
  }
}

extension WorkerEnd {
  /// Waits for the end of a child and reaps it.
  static func reaping(_ pid: Int32) throws(Errno) -> WorkerEnd {
    var termination = os_termination()
    try systemCall("wait4") { os_wait(pid, 1, &termination) }
    let code = Int(termination.code)
    return termination.exited != 0 ? .exited(code: code) : .killed(signal: code)
  }
}

/// Why no worker process could be started.
package enum WorkerForkError: Error, Equatable, CustomStringConvertible {
  /// A process with several threads must not fork: locks of the others would stay locked for ever.
  case severalThreads(Int)
  case system(Errno)

  package var description: String {
    switch self {
    case .severalThreads(let count):
      "this process has \(count) threads, and one with more than one cannot fork workers"
    case .system(let error): error.description
    }
  }
}

/// Wakes the process that owns the workers, from any of them.
package struct WorkerBell: Sendable {
  /// The owner's, which workers by fork inherit and others are handed. It is closed by whoever opened it.
  package let descriptor: Int32

  /// The bell whose descriptor this process was handed.
  package init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// Lets the owner's wait return.
  package func ring() { os_bell_ring(descriptor) }
}

/// Children of this process that work for it: forked from it, started as a program, or made by a fork
/// server for it.
///
/// They die with it. Whichever are left when their owner lets go of them are killed and reaped.
package struct WorkerProcesses: ~Copyable {
  private var pids: [Int32] = []
  /// -1 for those that were reaped.
  private var pidfds: [Int32] = []
  private let bellDescriptor: Int32

  /// No workers yet.
  package init() throws(Errno) {
    bellDescriptor = try systemCall("eventfd") { os_bell_create() }
  }

  deinit {
    for (index, pidfd) in pidfds.enumerated() where pidfd >= 0 {
      _ = os_pidfd_signal(pidfd, SIGKILL)
      var termination = os_termination()
      _ = os_wait(pids[index], 1, &termination)
      close(pidfd)
    }
    close(bellDescriptor)
  }

  /// What workers ring.
  package var bell: WorkerBell { WorkerBell(descriptor: bellDescriptor) }

  /// How many workers there are, with those that ended and were not replaced.
  package var count: Int { pids.count }

  /// The process identifier of a worker, counted from 0.
  package func pid(_ index: Int) -> Int32 { pids[index] }

  /// Whether the worker has not been reaped yet.
  package func isRunning(_ index: Int) -> Bool { pidfds[index] >= 0 }

  /// Whether all have been reaped.
  package var isEmpty: Bool { pidfds.allSatisfy { $0 < 0 } }

  /// Forks a worker, which runs the function and then exits with the code that it returns.
  ///
  /// - Parameter index: the place of a worker that was reaped, which the new one takes; nil: one more.
  package mutating func start(
    replacing index: Int? = nil, _ body: () -> Int32
  ) throws(WorkerForkError) {
    checkPlace(index)
    try ForkCheck.check()
    var pidfd: Int32 = -1
    let pid = os_worker_fork(&pidfd)
    if pid == 0 {
      for sibling in pidfds where sibling >= 0 { close(sibling) }
      os_leave_child(body())
    }
    guard pid > 0 else { throw .system(Errno.last("fork")) }
    place(pid, pidfd, index)
  }

  /// Starts a worker that is a program of its own. It has this process's folder, environment, limits, CPUs,
  /// session and streams 0, 1 and 2, and its signals at their defaults.
  ///
  /// - Parameters:
  ///   - index: the place of a worker that was reaped, which the new one takes; nil: one more.
  ///   - program: its path; it is not searched for.
  ///   - arguments: those after its name.
  ///   - descriptors: above 2, kept under their numbers; all others are closed.
  /// - Throws: the step that failed, in us or in the child up to `exec`; then no worker is left.
  package mutating func spawn(
    replacing index: Int? = nil, program: String, arguments: [String], descriptors: [Int32]
  ) throws(SpawnError) {
    checkPlace(index)
    let child = try ChildProcess.spawnHelper(program: program, arguments: arguments, keeping: descriptors)
    place(child.pid, child.pidfd, index)
  }

  /// Takes over a child of this process that a fork server made for it.
  ///
  /// - Parameters:
  ///   - index: the place of a worker that was reaped, which the new one takes; nil: one more.
  ///   - pid: of a child that nobody else reaps; it may have ended already.
  /// - Throws: `ECHILD` where this process has no such child; after another error the child was killed and
  ///   reaped.
  package mutating func adopt(replacing index: Int? = nil, pid: Int32) throws(Errno) {
    checkPlace(index)
    var pidfd: Int32 = -1
    try systemCall("pidfd_open") { os_worker_adopt(pid, &pidfd) }
    place(pid, pidfd, index)
  }

  private borrowing func checkPlace(_ index: Int?) {
    if let index { precondition(pidfds[index] < 0, "the worker to replace has not been reaped") }
  }

  private mutating func place(_ pid: Int32, _ pidfd: Int32, _ index: Int?) {
    if let index {
      pids[index] = pid
      pidfds[index] = pidfd
    } else {
      pids.append(pid)
      pidfds.append(pidfd)
    }
  }

  /// Sleeps until the bell rings or a worker ends, and reaps those that have ended.
  ///
  /// - Parameter milliseconds: the longest sleep; nil: for ever.
  /// - Returns: the workers that ended, ascending, counted from 0.
  package mutating func wait(milliseconds: Int32? = nil) throws(Errno) -> [(index: Int, end: WorkerEnd)] {
    var ended = [UInt8](repeating: 0, count: pidfds.count)
    let bell = bellDescriptor
    let descriptors = pidfds
    try systemCall("poll") {
      os_workers_wait(bell, descriptors, &ended, Int32(descriptors.count), milliseconds ?? -1)
    }
    var ends: [(index: Int, end: WorkerEnd)] = []
    for index in ended.indices where ended[index] != 0 { ends.append((index, try reap(index))) }
    return ends
  }

  /// Kills and reaps all that still run.
  ///
  /// - Returns: their ends, which may have come before the kill.
  @discardableResult
  package mutating func killAll() throws(Errno) -> [(index: Int, end: WorkerEnd)] {
    let alive = pidfds.indices.filter { pidfds[$0] >= 0 }
    for index in alive {
      let pidfd = pidfds[index]
      // It fails only for a process that has ended, which is what is wanted.
      _ = os_pidfd_signal(pidfd, SIGKILL)
    }
    var ends: [(index: Int, end: WorkerEnd)] = []
    for index in alive { ends.append((index, try reap(index))) }
    return ends
  }

  /// Waits for the end of a worker that has ended or was killed.
  private mutating func reap(_ index: Int) throws(Errno) -> WorkerEnd {
    let end = try WorkerEnd.reaping(pids[index])
    close(pidfds[index])
    pidfds[index] = -1
    return end
  }
}
