import Executors
import OperatingSystem

/// What is there after a pool was closed: every future is done, no worker is left, and no task is taken any more.
package struct PoolClosing: Sendable, Equatable {
  /// A future that is not done, counted from 1; nil: all are.
  package var unsettledTask: Int?
  /// Threads that this process had not before the pool.
  package var threads: Int
  /// Whether there are child processes that were not there before the pool.
  package var hasProcesses: Bool
  /// Whether the pool takes tasks as if it were open.
  package var isOpen: Bool

  package init(unsettledTask: Int? = nil, threads: Int = 0, hasProcesses: Bool = false, isOpen: Bool = false)
  {
    self.unsettledTask = unsettledTask
    self.threads = threads
    self.hasProcesses = hasProcesses
    self.isOpen = isOpen
  }

  /// - Throws: ``WrongStep`` for what should not be there.
  package func check() throws(WrongStep) {
    let step = "close"
    if let unsettledTask {
      throw WrongStep(step, "the pool has not waited for task \(unsettledTask)")
    }
    try WrongStep.check(threads <= 0, step, "\(threads) threads of the pool are left")
    try WrongStep.check(!hasProcesses, step, "a process of the pool is left")
    try WrongStep.check(!isOpen, step, "the pool takes tasks after its end")
  }
}

/// The threads and children of this process before there is a pool.
struct ProcessCensus {
  private let threads: Int
  private let hasChildren: Bool

  /// How long a thread that was joined may take to disappear from the kernel's list, in nanoseconds.
  private static let patience: UInt64 = 1_000_000_000

  init() throws(Errno) {
    threads = try CurrentProcess.threadCount()
    hasChildren = CurrentProcess.hasChildren
  }

  /// How many threads more there are now.
  func newThreads() throws(Errno) -> Int {
    let deadline = SystemClock.nanoseconds() + Self.patience
    while true {
      let more = try CurrentProcess.threadCount() - threads
      if more <= 0 || SystemClock.nanoseconds() >= deadline { return more }
      SystemClock.sleep(nanoseconds: 100_000)
    }
  }

  /// Whether there are children and were none before.
  var hasNewChildren: Bool { !hasChildren && CurrentProcess.hasChildren }
}
