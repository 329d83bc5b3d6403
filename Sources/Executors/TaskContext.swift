import OperatingSystem

/// What a task may know about where it runs, and how it tells that it waits.
package struct TaskContext: Sendable {
  /// The worker that runs it: 1, 2, 3, …
  package let worker: Int
  private let holder: GlobalLockHolder?

  /// A context of an executor without a global lock.
  package init(worker: Int) {
    self.init(worker: worker, holder: nil)
  }

  init(worker: Int, holder: GlobalLockHolder?) {
    self.worker = worker
    self.holder = holder
  }

  /// Runs what waits without computing, such as a sleep or a download. Where there is a global lock, others
  /// may hold it meanwhile.
  package func waiting<Value>(_ body: () throws -> Value) rethrows -> Value {
    // Waiting within waiting: the lock was given up already.
    guard let holder, holder.isHeld else { return try body() }
    holder.release()
    defer { holder.acquire() }
    return try body()
  }

  /// Offers the global lock, if there is one, to a worker that has waited for it for 5 ms. What computes for
  /// long calls it every millisecond or so.
  package func checkpoint() {
    holder?.offer()
  }
}

/// Runs one task, counted from 0. Workers call it at the same time, each for tasks of its own.
package typealias TaskBody = @Sendable (_ task: Int, _ context: TaskContext) throws -> TaskResult
