package import Executors
import Jobs

/// Work of a known time: it computes, or it only waits, as the parameter `mode` says.
package struct TimedWork: Sendable {
  private enum Mode: Sendable {
    /// Units are iterations of the spin loop.
    case spin
    /// Units are nanoseconds.
    case sleep
  }

  private let mode: Mode
  private let unitsPerSecond: Double
  /// Units between two offers of the global lock, about a millisecond.
  private let slice: UInt64
  private let kind: String

  /// The parameter.
  static let modeParameter = ParameterDescription(
    name: "mode", summary: "spin computes; sleep only waits, and so scales far beyond the CPUs",
    kind: .choice(["spin", "sleep"]), defaultText: "spin")

  /// Whether the work only waits.
  static func isSleeping(_ arguments: WorkloadArguments) -> Bool {
    arguments.text("mode") == "sleep"
  }

  /// What limits it.
  static func bound(_ arguments: WorkloadArguments) -> Bound {
    isSleeping(arguments) ? .waiting : .cpu
  }

  /// What is wrong with a time in seconds; nil: nothing.
  ///
  /// - Parameter name: the parameter that gives it.
  static func fault(of seconds: Double, _ name: String = "work") -> String? {
    if seconds <= 0 { return "'\(name)' must be longer than 0" }
    return Nanoseconds.of(seconds) == nil ? "'\(name)' is longer than \(Nanoseconds.mostSecondsText)" : nil
  }

  /// - Parameters:
  ///   - calibration: iterations of the spin loop a second; not needed for sleeping.
  ///   - kind: of the workload, for errors.
  init(_ arguments: WorkloadArguments, calibration: Double?, for kind: String) throws(WorkloadError) {
    mode = Self.isSleeping(arguments) ? .sleep : .spin
    unitsPerSecond =
      mode == .sleep ? 1e9 : try SpinLoop.checkedSpeed(calibration, for: "\(kind): 'mode: spin'")
    slice = SpinLoop.slice(speed: unitsPerSecond)
    self.kind = kind
  }

  /// The units of so many seconds.
  func units(in seconds: Double) throws(WorkloadError) -> UInt64 {
    try SpinLoop.iterations(in: seconds, speed: unitsPerSecond, for: kind)
  }

  /// Does the units and tells how many, with the proof as the second word.
  ///
  /// - Parameter state: from which the loop begins, not 0.
  func run(_ units: UInt64, from state: UInt64, _ context: TaskContext) -> TaskResult {
    switch mode {
    case .spin:
      let end = SpinLoop.run(iterations: units, from: state, slice: slice, between: context.checkpoint)
      return TaskResult(count: units, word: end)
    case .sleep:
      return TaskResult(count: units, word: Nanoseconds.sleep(units, context))
    }
  }

  /// Whether the second word proves that the units were done.
  func isProven(_ result: TaskResult, from state: UInt64) -> Bool {
    switch mode {
    case .spin: result.word == SpinLoop.state(after: result.count, from: state)
    case .sleep: result.word >= result.count
    }
  }

  /// The word that the loop ends with; the one that it began with where it sleeps.
  func state(after units: UInt64, from state: UInt64) -> UInt64 {
    mode == .spin ? SpinLoop.state(after: units, from: state) : state
  }

  /// Whether it only waits.
  var isSleeping: Bool { mode == .sleep }

  /// Units in words: `iterations=1000`, or `seconds=0.5`.
  func amount(_ units: UInt64) -> String {
    mode == .spin ? "iterations=\(units)" : "seconds=\(Nanoseconds.inSeconds(units))"
  }
}

/// A workload of independent tasks whose times are given, with or without a serial part before them.
package protocol TimedWorkload: BuiltInWorkload where Combined == [TaskResult] {
  /// What its tasks do.
  var parts: TimedParts { get }
}

/// A serial part and tasks, each of a known number of units.
package struct TimedParts: Sendable {
  let work: TimedWork
  /// Units of the serial part; 0: there is none.
  var serial: UInt64 = 0
  /// Units of each task.
  let tasks: [UInt64]
  /// What the tasks are called in the result.
  var name = "tasks"

  /// The state from which a part's loop begins, the serial part being part 0.
  fileprivate static func firstState(ofPart part: Int) -> UInt64 {
    part == 0 ? .max : UInt64(part)
  }

  fileprivate func run(_ units: UInt64, part: Int, _ context: TaskContext) -> TaskResult {
    work.run(units, from: Self.firstState(ofPart: part), context)
  }
}

extension TimedWorkload {
  package var taskCount: Int { parts.tasks.count }

  package var serialPart: (@Sendable () -> TaskResult)? {
    let parts = parts
    guard parts.serial > 0 else { return nil }
    // It runs outside all workers, where there is no global lock.
    return { parts.run(parts.serial, part: 0, TaskContext(worker: 0)) }
  }

  package func makeTask() -> TaskBody {
    let parts = parts
    return { task, context in parts.run(parts.tasks[task], part: task + 1, context) }
  }

  /// All parts in the order in which they would run on one worker.
  package func combine(serial: TaskResult?, tasks: UnsafeBufferPointer<TaskResult>) -> [TaskResult] {
    (serial.map { [$0] } ?? []) + tasks
  }

  package func check(_ results: [TaskResult]) -> WorkloadOutcome {
    let parts = parts
    let units = results.reduce(0) { $0 &+ $1.count }
    let expected = parts.tasks.reduce(parts.serial, &+)
    var outcome = WorkloadOutcome(result: "\(parts.name)=\(taskCount) \(parts.work.amount(units))")
    let first = results.count == taskCount ? 1 : 0
    for (part, result) in zip(first..., results)
    where !parts.work.isProven(result, from: TimedParts.firstState(ofPart: part)) {
      let name = part == 0 ? "the serial part" : "task \(part)"
      outcome.fault = "\(name) has not done the work that it was given"
      return outcome
    }
    if units != expected { outcome.fault = "\(units) units of work were done instead of \(expected)" }
    return outcome
  }
}
