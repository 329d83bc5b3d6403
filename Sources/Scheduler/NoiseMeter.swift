import Jobs
import OperatingSystem

/// Judges what others did to a run.
enum NoiseMeter {
  /// Steal above this share of the time taints a run, from ``leastSteal`` ticks on.
  static let stealLimit = 0.005
  static let leastSteal: UInt64 = 3

  /// The columns and taints of what happened during a run; what the machine does not tell stays empty.
  static func apply(_ noise: NoiseSample, to row: inout Measurement) {
    row.stealRatio = noise.stealRatio
    if let ratio = noise.stealRatio, let ticks = noise.stealTicks, ratio > stealLimit, ticks >= leastSteal {
      row.tainted.append("steal")
    }
    row.throttled = noise.throttledSeconds
    if let throttled = noise.throttledNanoseconds, throttled > 0 { row.tainted.append("throttled") }
  }
}
