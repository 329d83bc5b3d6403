package import Executors
package import Jobs

/// A workload that is about the pool itself: it submits tasks, waits for them and cancels them as a program that
/// uses a pool does, and looks at what the pool tells.
///
/// Its steps are timed. Then the pool is closed, and what the steps have seen is checked.
package protocol DrivenWorkload: Sendable {
  /// What its steps have seen, which is checked once the pool is closed.
  associatedtype Seen

  /// The tasks that the worker program knows.
  static func registerTasks(in registry: inout TaskRegistry)

  /// The tasks that forked workers know, with what they capture.
  func register(in registry: inout TaskRegistry)

  /// Carries out the steps.
  ///
  /// - Throws: ``WrongStep`` where the pool does not do what it must.
  func drive(_ use: PoolUse) throws -> Seen

  /// Checks what is left to be checked once the pool is closed, and tells the result.
  ///
  /// - Throws: ``WrongStep``.
  func check(_ seen: Seen) throws -> WorkloadOutcome
}

extension DrivenWorkload {
  package func register(in registry: inout TaskRegistry) { Self.registerTasks(in: &registry) }
}

/// The pool that a driven workload uses.
package struct PoolUse {
  package var pool: any WorkerPool
  package var executor: ExecutorKind
  /// How many inputs of a map go to a worker at a time.
  package var chunk: Chunk

  package init(pool: any WorkerPool, executor: ExecutorKind, chunk: Chunk) {
    self.pool = pool
    self.executor = executor
    self.chunk = chunk
  }
}

/// A step of a driven workload in which the pool did something else than it must.
package struct WrongStep: Error, Equatable, CustomStringConvertible {
  /// Its name.
  package var step: String
  package var message: String

  package init(_ step: String, _ message: String) {
    self.step = step
    self.message = message
  }

  package var description: String { "\(step): \(message)" }

  /// Throws it unless the condition holds.
  static func check(_ condition: Bool, _ step: String, _ message: @autoclosure () -> String) throws(WrongStep)
  {
    if !condition { throw WrongStep(step, message()) }
  }
}
