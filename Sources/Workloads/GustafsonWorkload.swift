package import Jobs

/// Gustafson's law: work that grows with the workers, so that the time stays the same.
///
/// A serial part, then as many equal tasks as there are workers, each as long as if it were alone
/// (John Gustafson, "Reevaluating Amdahl's law", Communications of the ACM 31(5), 1988).
package struct GustafsonWorkload: TimedWorkload {
  package let parts: TimedParts
  /// What the serial part and one task take by construction, in seconds.
  private let seconds: (serial: Double, task: Double)

  package static let description = WorkloadDescription(
    kind: "gustafson",
    summary: "Gustafson's law: a serial part, then an equal task for each worker, so that the work grows",
    parameters: [
      ParameterDescription(
        name: "serial_fraction", summary: "the serial part α of the time on P workers", kind: .number(0...1),
        isRequired: true),
      ParameterDescription(
        name: "work", summary: "time of the serial part and of one task together", kind: .duration,
        defaultText: "1s"),
      TimedWork.modeParameter,
    ],
    sizeParameter: "work",
    parallelPart: "all but the serial part: a task of (1 - α) times 'work' for each worker",
    bound: TimedWork.bound,
    serialFraction: { $0.number("serial_fraction") },
    estimate: { arguments, _ in arguments.number("work") },
    check: { arguments in
      arguments.number("work").flatMap { TimedWork.fault(of: $0) }
    },
    needsCalibration: { !TimedWork.isSleeping($0) },
    canSimulate: true,
    growsWithWorkers: true)

  /// - Parameters:
  ///   - sizedFor: the number of workers whose work this is; they need not be there.
  ///   - calibration: iterations of the spin loop a second; not needed for sleeping.
  package init(_ arguments: WorkloadArguments, sizedFor: Int, calibration: Double?) throws(WorkloadError) {
    let fraction = try arguments.required("serial_fraction")
    let work = try arguments.required("work")
    guard fraction <= 1 else { throw WorkloadError(message: "gustafson: 'serial_fraction' is at most 1") }
    let timed = try TimedWork(arguments, calibration: calibration, for: "gustafson")
    let total = try timed.units(in: work)
    let serial = min(total, UInt64((Double(total) * fraction).rounded()))
    let count = max(1, sizedFor)
    guard total < UInt64(Int64.max) / UInt64(count) else {
      throw WorkloadError(message: "gustafson: 'work' is too long for \(count) workers")
    }
    parts = TimedParts(
      work: timed, serial: serial, tasks: Array(repeating: total - serial, count: count))
    seconds = (work * fraction, work * (1 - fraction))
  }

  package var model: WorkloadModel? {
    let task = seconds.task
    return WorkloadModel(serial: seconds.serial) { _ in task }
  }
}
