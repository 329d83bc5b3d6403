import Jobs
import OperatingSystem

/// Measures around a run what others did to it.
struct NoiseMeter: ~Copyable {
  /// Steal above this share of the time taints a run, from ``leastSteal`` ticks on.
  static let stealLimit = 0.005
  static let leastSteal: UInt64 = 3

  private let probe = NoiseProbe()
  private var before = NoiseSample()

  mutating func begin() {
    before = probe.sample()
  }

  /// Fills in what the machine tells; what it does not tell stays empty.
  func end(_ row: inout Measurement) {
    Self.apply(probe.sample().since(before), to: &row)
  }

  /// The columns and taints of what happened during a run.
  static func apply(_ noise: NoiseSample, to row: inout Measurement) {
    row.stealRatio = noise.stealRatio
    if let ratio = noise.stealRatio, let ticks = noise.stealTicks, ratio > stealLimit, ticks >= leastSteal {
      row.tainted.append("steal")
    }
    row.throttled = noise.throttledSeconds
    if let throttled = noise.throttledNanoseconds, throttled > 0 { row.tainted.append("throttled") }
  }
}
