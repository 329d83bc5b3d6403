import Executors
package import Jobs
import OperatingSystem

/// The workloads that there are.
package enum WorkloadCatalogue {
  /// All built-in workloads, in alphabetical order.
  package static let descriptions: [WorkloadDescription] = [
    AmdahlWorkload.description, NestedWorkload.description, NoopWorkload.description, PiWorkload.description,
    SleepWorkload.description,
  ]

  /// Makes a workload for one run.
  ///
  /// - Parameters:
  ///   - workers: how many workers will share it: some workloads have as many tasks.
  ///   - calibration: iterations of the spin loop a second; nil where the workload needs none.
  package static func make(
    kind: String, arguments: WorkloadArguments, workers: Int, seed: UInt64, calibration: Double?
  ) throws(WorkloadError) -> any BuiltInWorkload {
    guard let description = descriptions.first(where: { $0.kind == kind }) else {
      let known = descriptions.map(\.kind).joined(separator: ", ")
      throw WorkloadError(message: "there is no workload '\(kind)'; there are \(known)")
    }
    if let fault = description.check(arguments) { throw WorkloadError(message: "\(kind): \(fault)") }
    switch kind {
    case AmdahlWorkload.description.kind:
      return try AmdahlWorkload(arguments, workers: workers, calibration: calibration)
    case NestedWorkload.description.kind: return try NestedWorkload(arguments, calibration: calibration)
    case NoopWorkload.description.kind: return try NoopWorkload(arguments)
    case PiWorkload.description.kind: return try PiWorkload(arguments, seed: seed)
    default: return try SleepWorkload(arguments)
    }
  }
}

extension WorkloadCatalogue {
  /// Makes the workload of a run.
  static func make(_ request: RunRequest) throws(WorkloadError) -> any BuiltInWorkload {
    try make(
      kind: request.kind, arguments: request.arguments, workers: request.workers, seed: request.seed,
      calibration: request.calibration)
  }

  /// How many threads each task starts for itself; 1: none.
  static func innerThreads(_ kind: String, _ arguments: WorkloadArguments) -> Int {
    descriptions.first { $0.kind == kind }?.innerThreads(arguments) ?? 1
  }

  /// Whether the workload sleeps with these arguments.
  static func isWaiting(_ kind: String, _ arguments: WorkloadArguments) -> Bool {
    descriptions.contains { $0.kind == kind && $0.bound(arguments) == .waiting }
  }
}

extension WorkloadArguments {
  /// A number that the workload cannot do without.
  func required(_ name: String) throws(WorkloadError) -> Double {
    guard let value = number(name), value.isFinite, value >= 0 else {
      throw WorkloadError(message: "the parameter '\(name)' must be a number, 0 or more")
    }
    return value
  }

  /// A whole number, 1 or more, that the workload cannot do without.
  func requiredCount(_ name: String, atMost most: Int) throws(WorkloadError) -> Int {
    guard let value = integer(name), value >= 1 else {
      throw WorkloadError(message: "the parameter '\(name)' must be a whole number, 1 or more")
    }
    guard value <= most else {
      throw WorkloadError(message: "the parameter '\(name)' must be at most \(most), not \(value)")
    }
    return value
  }
}

/// Shares a whole number of units as evenly as can be.
struct EvenShares: Sendable {
  let total: UInt64
  let parts: Int

  /// The units of one part: no two parts differ by more than 1.
  subscript(_ part: Int) -> UInt64 {
    total / UInt64(parts) + (UInt64(part) < total % UInt64(parts) ? 1 : 0)
  }
}

/// Whole nanoseconds, as durations are slept.
enum Nanoseconds {
  /// The longest time that all tasks of a run may sleep together, in seconds: 31 years. So no sum of their
  /// nanoseconds overflows.
  static let mostSeconds = 1e9
  /// The same for people.
  static let mostSecondsText = "1,000,000,000 s (31 years)"

  /// The nanoseconds of a duration in seconds; nil where it is longer than ``mostSeconds``.
  static func of(_ seconds: Double) -> UInt64? {
    guard seconds >= 0, seconds <= mostSeconds else { return nil }
    return UInt64((seconds * 1e9).rounded())
  }

  /// Sleeps, with the global lock for others, and tells for how long.
  static func sleep(_ nanoseconds: UInt64, _ context: TaskContext) -> UInt64 {
    context.waiting {
      let start = SystemClock.nanoseconds()
      SystemClock.sleep(until: start + nanoseconds)
      return SystemClock.nanoseconds() - start
    }
  }

  /// In seconds without needless zeros: `2`, `0.25`.
  static func inSeconds(_ nanoseconds: UInt64) -> String {
    let whole = String(nanoseconds / 1_000_000_000)
    var fraction = String(nanoseconds % 1_000_000_000 + 1_000_000_000).dropFirst()
    while fraction.last == "0" { fraction.removeLast() }
    return fraction.isEmpty ? whole : "\(whole).\(fraction)"
  }
}
