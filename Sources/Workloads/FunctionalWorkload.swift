import Executors
package import Jobs

/// Functional decomposition: different functions that do not depend on each other, each a task.
package struct FunctionalWorkload: TimedWorkload {
  package let parts: TimedParts
  /// In seconds.
  private let durations: [Double]

  private static let mostParts = 10_000

  package static let description = WorkloadDescription(
    kind: "functional",
    summary:
      "functional decomposition: independent functions of unequal length, never faster than the longest",
    parameters: [
      ParameterDescription(
        name: "parts", summary: "the time of each function on one worker", kind: .durations, isRequired: true),
      TimedWork.modeParameter,
    ],
    sizeParameter: "parts",
    parallelPart: "everything: the functions are independent, but none of them can be shared",
    bound: TimedWork.bound,
    estimate: { arguments, workers in
      guard let parts = arguments.list("parts"), fault(of: parts) == nil else { return nil }
      return makespan(parts, workers: workers)
    },
    check: { fault(of: $0.list("parts") ?? []) },
    needsCalibration: { !TimedWork.isSleeping($0) },
    canSimulate: true)

  private static func fault(of parts: [Double]) -> String? {
    if parts.isEmpty { return "'parts' is empty: write at least one duration" }
    if parts.count > mostParts { return "\(parts.count) parts are more than \(mostParts)" }
    guard parts.allSatisfy({ TimedWork.fault(of: $0) == nil }), parts.reduce(0, +) <= Nanoseconds.mostSeconds
    else {
      return "each of 'parts' must be longer than 0, and all together no longer than "
        + Nanoseconds.mostSecondsText
    }
    return nil
  }

  /// The time until all are done, in seconds, if each goes to the worker that is free first.
  private static func makespan(_ parts: [Double], workers: Int) -> Double {
    let machine = ListSchedule.Machine(workers: min(max(1, workers), parts.count))
    return ListSchedule(tasks: parts.count, on: machine) { parts[$0] }.makespan
  }

  /// - Parameter calibration: iterations of the spin loop a second; not needed for sleeping.
  package init(_ arguments: WorkloadArguments, calibration: Double?) throws(WorkloadError) {
    durations = arguments.list("parts") ?? []
    if let fault = Self.fault(of: durations) { throw WorkloadError(message: "functional: \(fault)") }
    let timed = try TimedWork(arguments, calibration: calibration, for: "functional")
    var units: [UInt64] = []
    for duration in durations { units.append(try timed.units(in: duration)) }
    guard units.map(Double.init).reduce(0, +) < 9e18 else {
      throw WorkloadError(message: "functional: 'parts' are too long together")
    }
    parts = TimedParts(work: timed, tasks: units, name: "parts")
  }

  package var model: WorkloadModel? {
    WorkloadModel { [durations] in durations[$0] }
  }
}
