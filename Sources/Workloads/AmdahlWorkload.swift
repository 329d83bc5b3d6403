package import Jobs

/// Amdahl's law: a serial part, then exactly as many equal tasks as there are workers.
package struct AmdahlWorkload: TimedWorkload {
  package let parts: TimedParts
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
      TimedWork.modeParameter,
    ],
    sizeParameter: "work",
    parallelPart: "the part 1 - f of the work, in as many equal tasks as there are workers",
    bound: TimedWork.bound,
    serialFraction: { $0.number("serial_fraction") },
    estimate: { arguments, workers in
      guard let fraction = arguments.number("serial_fraction"), let work = arguments.number("work") else {
        return nil
      }
      return work * (fraction + (1 - fraction) / Double(max(1, workers)))
    },
    check: { arguments in
      arguments.number("work").flatMap { TimedWork.fault(of: $0) }
    },
    needsCalibration: { !TimedWork.isSleeping($0) },
    canSimulate: true)

  /// - Parameter calibration: iterations of the spin loop a second; not needed for sleeping.
  package init(_ arguments: WorkloadArguments, workers: Int, calibration: Double?) throws(WorkloadError) {
    let fraction = try arguments.required("serial_fraction")
    let work = try arguments.required("work")
    guard fraction <= 1 else { throw WorkloadError(message: "amdahl: 'serial_fraction' is at most 1") }
    let timed = try TimedWork(arguments, calibration: calibration, for: "amdahl")
    let total = try timed.units(in: work)
    let serial = UInt64((Double(total) * fraction).rounded())
    let shares = EvenShares(total: total - min(total, serial), parts: max(1, workers))
    parts = TimedParts(work: timed, serial: serial, tasks: (0..<shares.parts).map { shares[$0] })
    seconds = (work * fraction, work * (1 - fraction))
  }

  package var model: WorkloadModel? {
    let share = seconds.parallel / Double(taskCount)
    return WorkloadModel(serial: seconds.serial) { _ in share }
  }
}
