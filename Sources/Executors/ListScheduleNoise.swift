import Jobs
import RealModule

/// Random factors for the durations of tasks, with a lognormal distribution of mean 1.
///
/// The logarithm of a factor is normal with variance s² = ln(1 + c²) and mean -s²/2, which gives the factor the
/// relative standard deviation c and the mean 1 (Edwin Crow and Kunio Shimizu, "Lognormal Distributions", 1988,
/// chapter 1). The mean is kept and not the median, so that on average the work stays the same and noise costs
/// only what it does to the balance between workers; the median of a task is below its duration without noise.
package struct ListScheduleNoise: Sendable, Equatable {
  private let seed: UInt64
  private let deviation: Double
  private let shift: Double

  /// - Parameter relativeDeviation: the standard deviation over the mean, 0 or more and finite.
  package init(relativeDeviation: Double, seed: UInt64) {
    let variance = Double.log(onePlus: relativeDeviation * relativeDeviation)
    self.seed = seed
    deviation = variance.squareRoot()
    shift = -variance / 2
  }

  /// The factor of a task, counted from 0: it depends on the seed and the task alone, not on the number of
  /// workers.
  package func factor(ofTask task: Int) -> Double {
    guard deviation > 0 else { return 1 }
    // Each task has two numbers of the stream to itself.
    var generator = SplitMix64(seed: seed, skipping: 2 * UInt64(task))
    // In (0, 1], as a logarithm needs, and in [0, 1).
    let first = Double(generator.next() >> 11 + 1) * 0x1p-53
    let second = Double(generator.next() >> 11) * 0x1p-53
    // George Box and Mervin Muller, "A note on the generation of random normal deviates", Annals of Mathematical
    // Statistics 29(2), 1958.
    let normal = (-2 * Double.log(first)).squareRoot() * Double.cos(2 * .pi * second)
    return Double.exp(shift + deviation * normal)
  }
}
