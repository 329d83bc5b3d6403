import Foundation
import Jobs
import Statistics

/// The noise of the simulated studies: lognormal, and in some runs a spike on top, as when something else wanted the
/// CPU. It is never negative, it is skewed, and its tail is heavy, as that of wall times is.
struct Noise {
  /// Standard deviation of the logarithm.
  var spread = 0.03
  /// How often there is a spike.
  var spikes = 0.15
  /// The mean of a spike, as a share of the time.
  var height = 0.15
  private var generator: SplitMix64

  init(seed: UInt64) {
    generator = SplitMix64(seed: seed)
  }

  /// A number in (0, 1].
  mutating func uniform() -> Double {
    (Double(generator.next() >> 11) + 1) * 0x1p-53
  }

  /// A standard normal deviate (Box and Muller 1958).
  mutating func normal() -> Double {
    (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform())
  }

  /// What a run's time is multiplied by.
  mutating func factor() -> Double {
    let smooth = exp(spread * normal())
    return uniform() <= spikes ? smooth * (1 - height * log(uniform())) : smooth
  }

  /// Times of runs whose noiseless time is given.
  mutating func times(_ time: Double, count: Int) -> [Double] {
    (0..<count).map { _ in time * factor() }
  }

  /// The median of the factor, from so many draws that its error does not count.
  static let median: Double = {
    var noise = Noise(seed: 0x5eed)
    let draws = (0..<4_000_000).map { _ in noise.factor() }.sorted()
    return Quantile.median(sorted: draws) ?? .nan
  }()
}
