package import Executors

/// A computation that is scaled.
///
/// It is written once and runs under every executor: what is serial in it runs in the process that hands
/// out the work, then its tasks run on the workers, in any order and at the same time, then their results
/// are combined in the order of the tasks. All of this is timed. The check comes after.
package protocol BuiltInWorkload: Sendable {
  /// What the results are combined to.
  associatedtype Combined

  /// How many tasks there are.
  var taskCount: Int { get }

  /// What runs before the tasks, in the process that hands them out; nil where nothing is serial.
  var serialPart: (@Sendable () -> TaskResult)? { get }

  /// Under which path workers that start afresh find the memory that the tasks share; nil: they share none. Such a
  /// worker makes the workload from a request whose ``RunRequest/shared`` is this path.
  var sharedName: String? { get }

  /// Puts everything into the state in which an iteration begins, in the process that hands out the work; not timed.
  func beginIteration() throws(WorkloadError)

  /// Ends what the workload has started for its runs, after the last one; not timed.
  func finish()

  /// The function of a task. What it captures is there before the workers start.
  func makeTask() -> TaskBody

  /// The times of its parts; nil where they are not known by construction. It is there if and only if the
  /// workload's description says ``WorkloadDescription/canSimulate``.
  var model: WorkloadModel? { get }

  /// Combines the results.
  func combine(serial: TaskResult?, tasks: UnsafeBufferPointer<TaskResult>) -> Combined

  /// Tells the result, and what is wrong with it.
  func check(_ combined: Combined) -> WorkloadOutcome
}

extension BuiltInWorkload {
  package var serialPart: (@Sendable () -> TaskResult)? { nil }
  package var model: WorkloadModel? { nil }
  package var sharedName: String? { nil }
  package func beginIteration() throws(WorkloadError) {}
  package func finish() {}
}

/// What a workload computed.
package struct WorkloadOutcome: Sendable, Equatable {
  /// The result in words, `name=value` separated by spaces; the same for every executor.
  package var result: String
  /// Why the result is wrong; nil where it is right.
  package var fault: String?
  /// The numbers that the workload's description promises.
  package var metrics: [WorkloadMetric]

  package init(result: String, fault: String? = nil, metrics: [WorkloadMetric] = []) {
    self.result = result
    self.fault = fault
    self.metrics = metrics
  }
}

/// A number that a workload tells beside its result, by the name that its description gives.
package struct WorkloadMetric: Sendable, Equatable {
  package var name: String
  package var value: Double

  package init(name: String, value: Double) {
    self.name = name
    self.value = value
  }
}

/// Arguments with which a workload cannot be made.
package struct WorkloadError: Error, Equatable, CustomStringConvertible {
  /// What is wrong, in words.
  package var message: String

  package var description: String { message }
}
