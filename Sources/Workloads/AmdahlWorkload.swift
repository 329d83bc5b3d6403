package import Executors
package import Jobs

/// Amdahl's law: a serial part, then exactly as many equal tasks as there are workers.
package struct AmdahlWorkload: BuiltInWorkload {
  private enum Mode: Sendable {
    /// Units are iterations of the spin loop.
    case spin
    /// Units are nanoseconds.
    case sleep
  }

  package let taskCount: Int
  private let mode: Mode
  private let serialUnits: UInt64
  private let shares: EvenShares
  /// Units between two offers of the global lock, about a millisecond.
  private let slice: UInt64
  /// What the serial part and all tasks together take by construction, in seconds.
  private let seconds: (serial: Double, parallel: Double)

  package static let description = WorkloadDescription(
    kind: "amdahl",
    summary: "Amdahl's law: a serial part f of the work, then the rest in as many equal tasks as workers",
    parameters: [
      ParameterDescription(
        name: "serial_fraction", summary: "the serial part f of the work", kind: .number(0...1),
        isRequired: true),
      ParameterDescription(
        name: "work", summary: "time of the whole work on one worker", kind: .duration, defaultText: "1s"),
      ParameterDescription(
        name: "mode", summary: "spin computes; sleep only waits, and so scales far beyond the CPUs",
        kind: .choice(["spin", "sleep"]), defaultText: "spin"),
    ],
    sizeParameter: "work",
    parallelPart: "the part 1 - f of the work, in as many equal tasks as there are workers",
    bound: { isSleeping($0) ? .waiting : .cpu },
    serialFraction: { $0.number("serial_fraction") },
    estimate: { arguments, workers in
      guard let fraction = arguments.number("serial_fraction"), let work = arguments.number("work") else {
        return nil
      }
      return work * (fraction + (1 - fraction) / Double(max(1, workers)))
    },
    check: { arguments in
      arguments.number("work").flatMap(fault(ofWork:))
    },
    needsCalibration: { !isSleeping($0) },
    canSimulate: true)

  /// What is wrong with a time of work in seconds; nil: nothing.
  static func fault(ofWork work: Double) -> String? {
    if work <= 0 { return "'work' must be longer than 0" }
    return Nanoseconds.of(work) == nil ? "'work' is longer than \(Nanoseconds.mostSecondsText)" : nil
  }

  private static func isSleeping(_ arguments: WorkloadArguments) -> Bool {
    arguments.text("mode") == "sleep"
  }

  /// - Parameter calibration: iterations of the spin loop a second; not needed for sleeping.
  package init(_ arguments: WorkloadArguments, workers: Int, calibration: Double?) throws(WorkloadError) {
    let fraction = try arguments.required("serial_fraction")
    let work = try arguments.required("work")
    guard fraction <= 1 else { throw WorkloadError(message: "amdahl: 'serial_fraction' is at most 1") }
    mode = Self.isSleeping(arguments) ? .sleep : .spin
    let unitsPerSecond =
      mode == .sleep ? 1e9 : try SpinLoop.checkedSpeed(calibration, for: "amdahl: 'mode: spin'")
    let total = try SpinLoop.iterations(in: work, speed: unitsPerSecond, for: "amdahl")
    slice = SpinLoop.slice(speed: unitsPerSecond)
    seconds = (work * fraction, work * (1 - fraction))
    serialUnits = UInt64((Double(total) * fraction).rounded())
    taskCount = max(1, workers)
    shares = EvenShares(total: total - min(total, serialUnits), parts: taskCount)
  }

  /// The state from which a part's loop begins, the serial part being part 0.
  private static func firstState(ofPart part: Int) -> UInt64 {
    part == 0 ? .max : UInt64(part)
  }

  package var serialPart: (@Sendable () -> TaskResult)? {
    guard serialUnits > 0 else { return nil }
    // It runs outside all workers, where there is no global lock.
    return { [self] in work(serialUnits, part: 0, TaskContext(worker: 0)) }
  }

  package func makeTask() -> TaskBody {
    { task, context in work(shares[task], part: task + 1, context) }
  }

  package var model: WorkloadModel? {
    let share = seconds.parallel / Double(taskCount)
    return WorkloadModel(serial: seconds.serial) { _ in share }
  }

  /// Does the units and tells how many, with the state of the loop as the proof.
  private func work(_ units: UInt64, part: Int, _ context: TaskContext) -> TaskResult {
    switch mode {
    case .spin:
      let state = SpinLoop.run(
        iterations: units, from: Self.firstState(ofPart: part), slice: slice, between: context.checkpoint)
      return TaskResult(count: units, word: state)
    case .sleep:
      return TaskResult(count: units, word: Nanoseconds.sleep(units, context))
    }
  }

  /// All parts in the order in which they would run on one worker.
  package func combine(serial: TaskResult?, tasks: UnsafeBufferPointer<TaskResult>) -> [TaskResult] {
    (serial.map { [$0] } ?? []) + tasks
  }

  package func check(_ parts: [TaskResult]) -> WorkloadOutcome {
    let units = parts.reduce(0) { $0 &+ $1.count }
    let expected = serialUnits + shares.total
    let amount = mode == .spin ? "iterations=\(units)" : "seconds=\(Nanoseconds.inSeconds(units))"
    var outcome = WorkloadOutcome(result: "tasks=\(taskCount) \(amount)")
    let first = parts.count == taskCount ? 1 : 0
    for (part, result) in zip(first..., parts) where !isProven(result, part: part) {
      let name = part == 0 ? "the serial part" : "task \(part)"
      outcome.fault = "\(name) has not done the work that it was given"
      return outcome
    }
    if units != expected { outcome.fault = "\(units) units of work were done instead of \(expected)" }
    return outcome
  }

  private func isProven(_ result: TaskResult, part: Int) -> Bool {
    switch mode {
    case .spin: result.word == SpinLoop.state(after: result.count, from: Self.firstState(ofPart: part))
    case .sleep: result.word >= result.count
    }
  }
}
