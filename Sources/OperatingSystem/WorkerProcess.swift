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
  let descriptor: Int32

  /// Lets the owner's wait return.
  package func ring() { os_bell_ring(descriptor) }
}

/// Processes that were forked from this one to work for it.
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

  /// How many workers were started.
  package var count: Int { pids.count }

  /// The process identifier of a worker, counted from 0.
  package func pid(_ index: Int) -> Int32 { pids[index] }

  /// Whether the worker has not been reaped yet.
  package func isRunning(_ index: Int) -> Bool { pidfds[index] >= 0 }

  /// Whether all have been reaped.
  package var isEmpty: Bool { pidfds.allSatisfy { $0 < 0 } }

  /// Forks one more worker, which runs the function and then exits with the code that it returns.
  package mutating func start(_ body: () -> Int32) throws(WorkerForkError) {
    if pids.isEmpty {
      let threads = os_thread_count()
      guard threads >= 0 else { throw .system(Errno.last("open", path: "/proc/self/task")) }
      guard threads == 1 else { throw .severalThreads(Int(threads)) }
    }
    var pidfd: Int32 = -1
    let pid = os_worker_fork(&pidfd)
    if pid == 0 {
      for sibling in pidfds where sibling >= 0 { close(sibling) }
      os_leave_child(body())
    }
    guard pid > 0 else { throw .system(Errno.last("fork")) }
    pids.append(pid)
    pidfds.append(pidfd)
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
    var termination = os_termination()
    let pid = pids[index]
    try systemCall("wait4") { os_wait(pid, 1, &termination) }
    close(pidfds[index])
    pidfds[index] = -1
    let code = Int(termination.code)
    return termination.exited != 0 ? .exited(code: code) : .killed(signal: code)
  }
}
