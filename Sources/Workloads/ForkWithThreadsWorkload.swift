package import Executors
package import Jobs
import OperatingSystem

/// What becomes of a lock when a process with threads forks: the child has a copy of the lock that a thread held,
/// and not the thread that would give it back.
package struct ForkWithThreadsWorkload: DrivenWorkload {
  /// In milliseconds.
  private let patience: UInt64
  private let hasHolder: Bool

  private static let longestWait = 3600.0

  package static let description = WorkloadDescription(
    kind: "fork_with_threads",
    summary: "a process forks while one of its threads holds a lock: the child waits for it for ever",
    parameters: [
      ParameterDescription(
        name: "wait", summary: "how long the child may wait for the lock before it is ended", kind: .duration,
        defaultText: "500ms"),
      ParameterDescription(
        name: "holder", summary: "whether a thread holds the lock; false for comparison", kind: .boolean,
        defaultText: "true"),
    ],
    sizeParameter: nil,
    parallelPart: "nothing: it is about one fork",
    bound: { _ in .waiting },
    estimate: { arguments, _ in
      arguments.boolean("holder") == true ? arguments.number("wait") : 0
    },
    check: { arguments in
      guard let wait = arguments.number("wait") else { return nil }
      return wait >= 0.001 && wait <= longestWait
        ? nil : "'wait' must be from 1 ms to \(Int(longestWait)) s"
    },
    metrics: [
      MetricDescription(
        name: "blocked",
        summary: "1 where the child waited for the lock until it was ended, 0 where it got it",
        kind: .count)
    ],
    refuses: { _, executor in
      switch executor {
      // The executor simulated is refused for another reason.
      case .threads, .threadsGIL, .simulated: nil
      default: "the process that forks must have threads: write executor: threads"
      }
    })

  package init(_ arguments: WorkloadArguments) throws(WorkloadError) {
    patience = UInt64((try arguments.required("wait") * 1000).rounded(.up))
    guard let hasHolder = arguments.boolean("holder") else {
      throw WorkloadError(message: "the parameter 'holder' must be true or false")
    }
    self.hasHolder = hasHolder
  }

  package static func registerTasks(in registry: inout TaskRegistry) {
    // It runs on threads alone, which know every task.
  }

  /// What became of the child.
  package enum Seen: Sendable, Equatable {
    /// It got the lock.
    case free
    /// It waited for the lock until it was ended.
    case blocked
    /// It did something else, in words.
    case lost(String)
  }

  package func drive(_ use: PoolUse) throws -> Seen {
    let lock = try CopiedLock()
    guard hasHolder else { return try child(with: lock) }
    let signs = try HolderSigns()
    let holder = try use.pool.submit(Self.holder(lock, signs), Nothing())
    let seen: Seen
    do {
      defer { signs.letGo() }
      try WrongStep.check(signs.isHeld(), "hold", "no thread has taken the lock within 60 s")
      seen = try child(with: lock)
    }
    _ = try holder.result()
    return seen
  }

  private func child(with lock: CopiedLock) throws(WorkerForkError) -> Seen {
    // The only fork of a process with several threads: what it does to locks is what is to be seen.
    switch try lock.takeInChild(waitingFor: patience, allowsSeveralThreads: true) {
    case .free: .free
    case .blocked: .blocked
    case .notReached: .lost("the child has not come to the lock")
    case .ended(let end): .lost("the child \(end) before it had the lock")
    }
  }

  /// A task that holds the lock until it is told to give it back.
  private static func holder(_ lock: CopiedLock, _ signs: HolderSigns) -> PoolTask<Nothing, Nothing> {
    PoolTask(capturing: "holder of a lock") { _, context in
      context.waiting {
        lock.take()
        signs.holdUntilToldOtherwise()
        lock.release()
      }
      return Nothing()
    }
  }

  package func check(_ seen: Seen) throws -> WorkloadOutcome {
    switch seen {
    case .blocked where hasHolder:
      let waited = Nanoseconds.inSeconds(patience * 1_000_000)
      return outcome("child=blocked waited=\(waited) s", blocked: 1)
    case .free where !hasHolder: return outcome("child=free", blocked: 0)
    case .blocked: throw WrongStep("fork", "the child waits for a lock that nobody held")
    case .free: throw WrongStep("fork", "the child got a lock that another thread held")
    case .lost(let message): throw WrongStep("fork", message)
    }
  }

  private func outcome(_ text: String, blocked: Double) -> WorkloadOutcome {
    WorkloadOutcome(result: text, metrics: [WorkloadMetric(name: "blocked", value: blocked)])
  }
}
