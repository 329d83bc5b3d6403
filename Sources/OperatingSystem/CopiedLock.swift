internal import COperatingSystem
internal import Glibc

/// A lock of this process's threads, of which every forked child has a copy of its own, held or free as it was in
/// the moment of the fork.
// @unchecked Sendable: every access to the word is atomic.
package final class CopiedLock: @unchecked Sendable {
  private let word: UnsafeMutablePointer<UInt32>
  /// In which a child tells how far it has come.
  private let memory: SharedMemory

  /// A lock that is free.
  package init() throws(Errno) {
    memory = try SharedMemory(bytes: 4, withForkedProcesses: true)
    word = .allocate(capacity: 1)
    word.initialize(to: 0)
  }

  deinit { word.deallocate() }

  /// Takes the lock; waits for ever while another thread has it.
  package func take() { os_mutex_lock(word, 0) }

  /// Gives the lock back.
  package func release() { os_mutex_unlock(word, 0) }

  /// What became of a child that was to take its copy of the lock.
  package enum ChildEnd: Equatable, Sendable {
    /// It got the lock and exited.
    case free
    /// It waited for the lock to the end of its time, and was killed.
    case blocked
    /// It did not come to the lock in ten seconds, and was killed.
    case notReached
    /// It ended before it had the lock.
    case ended(WorkerEnd)
  }

  /// How long a child may take to come to the lock, in milliseconds.
  private static let startingTime: UInt64 = 10_000

  /// Forks a child that takes its copy of the lock, and waits for its end. No child is left.
  ///
  /// - Parameters:
  ///   - milliseconds: for how long the child may wait for the lock before it is killed.
  ///   - allowsSeveralThreads: false refuses the fork where this process has more than one thread. Nobody but who
  ///     wants to show what then becomes of locks says true: the child calls nothing that takes another lock.
  package func takeInChild(
    waitingFor milliseconds: UInt64, allowsSeveralThreads: Bool
  ) throws(WorkerForkError) -> ChildEnd {
    try ForkCheck.check(allowsSeveralThreads: allowsSeveralThreads)
    let progress = AtomicWord32(at: memory.base)
    progress.store(0)
    var pidfd: Int32 = -1
    let pid = os_lock_fork(word, progress.word, &pidfd)
    guard pid > 0 else { throw .system(Errno.last("fork")) }
    defer { close(pidfd) }
    // The time begins once the child is there, however busy the machine is.
    _ = progress.wait(while: 0, .processes, nanoseconds: Self.startingTime * 1_000_000)
    let hasEnded = Self.wait(for: pidfd, milliseconds: progress.load() == 0 ? 0 : milliseconds)
    if !hasEnded { _ = os_pidfd_signal(pidfd, SIGKILL) }
    let end: WorkerEnd
    do throws(Errno) {
      end = try WorkerEnd.reaping(pid)
    } catch { throw .system(error) }
    switch progress.load() {
    // It may have got the lock in the moment of the kill.
    case 2: return .free
    case 1: return hasEnded ? .ended(end) : .blocked
    default: return hasEnded ? .ended(end) : .notReached
    }
  }

  /// Waits for the end of the process; false where the time was over before.
  private static func wait(for pidfd: Int32, milliseconds: UInt64) -> Bool {
    let deadline = SystemClock.nanoseconds() + milliseconds * 1_000_000
    while true {
      let now = SystemClock.nanoseconds()
      let rest = now < deadline ? (deadline - now + 999_999) / 1_000_000 : 0
      var entry = pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)
      if poll(&entry, 1, Int32(clamping: rest)) > 0 { return true }
      if SystemClock.nanoseconds() >= deadline { return false }
    }
  }
}
