import Statistics

/// Makes the intervals of ratios of medians: by the percentile bootstrap over rounds, above 50 runs by the closed form
/// of Bonett and Price. What was drawn is kept, so that all cells of a study are resampled alike.
struct RatioIntervals {
  /// The runs on one side of a ratio.
  struct Runs {
    /// What their medians are remembered by.
    var name: String
    /// By repetition; NaN where one is missing.
    var values: [Double]
    /// Whether the value was computed and not measured.
    var isExact = false

    fileprivate var present: [Double] { values.filter { !$0.isNaN } }
  }

  /// The interval of the first median divided by the second.
  struct Ratio: Equatable {
    var low: Double
    var high: Double
    var method: Method
    /// Whether the two sides were resampled apart from each other.
    var drawsApart = false
  }

  enum Method: String {
    case exact, bootstrap
    case bonettPrice = "bonett-price"
  }

  /// Fewer runs give no interval, as with the interval of the median at 95 %.
  static let fewestRuns = 6
  /// More runs on both sides need no bootstrap.
  static let mostBootstrapped = 50
  /// More rounds than this take too much memory to draw.
  private static let mostRounds = 1000
  /// How many lists of medians are remembered.
  private static let mostRemembered = 16

  private let seed: UInt64
  private let hasRounds: Bool
  private let resamples: Int
  private var draws: [Draw: BlockBootstrap] = [:]
  private var medians: [String: (draw: Draw, values: [Double])] = [:]

  /// A list of resamples.
  private struct Draw: Hashable {
    var rounds: Int
    /// Numerator 0 and denominator 1 where they are drawn apart, else 0 for both.
    var stream: UInt64
  }

  /// - Parameters:
  ///   - seed: the same one gives the same intervals.
  ///   - hasRounds: whether the runs of the same repetition were made at about the same time.
  init(seed: UInt64, hasRounds: Bool, resamples: Int = BlockBootstrap.standardResamples) {
    self.seed = seed
    self.hasRounds = hasRounds
    self.resamples = resamples
  }

  /// The interval of `numerator` by `denominator`; nil where one side has too few runs, or a value that is not
  /// positive.
  mutating func interval(_ numerator: Runs, over denominator: Runs) -> Ratio? {
    let (one, other) = (numerator.present, denominator.present)
    guard one.count >= (numerator.isExact ? 1 : Self.fewestRuns),
      other.count >= (denominator.isExact ? 1 : Self.fewestRuns), one.allSatisfy({ $0 > 0 }),
      other.allSatisfy({ $0 > 0 })
    else { return nil }
    if numerator.isExact, denominator.isExact {
      return Ratio(low: one[0] / other[0], high: one[0] / other[0], method: .exact)
    }
    let isClosed = min(one.count, other.count) > Self.mostBootstrapped
    let rounds = max(numerator.values.count, denominator.values.count)
    if isClosed || rounds > Self.mostRounds, !numerator.isExact, !denominator.isExact {
      return closed(numerator, one, denominator, other)
    }
    return bootstrapped(numerator, one, denominator, other)
  }

  private func closed(_ numerator: Runs, _ one: [Double], _ denominator: Runs, _ other: [Double]) -> Ratio? {
    guard let first = BonettPrice.Sample(one), let second = BonettPrice.Sample(other) else { return nil }
    let rounds = numerator.values.count
    let isPaired =
      hasRounds && denominator.values.count == rounds && one.count == rounds && other.count == rounds
    let ends =
      isPaired
      ? BonettPrice.paired(one, first, over: other, second) : BonettPrice.unpaired(first, over: second)
    return Ratio(low: ends.low, high: ends.high, method: .bonettPrice, drawsApart: !isPaired)
  }

  private mutating func bootstrapped(
    _ numerator: Runs, _ one: [Double], _ denominator: Runs, _ other: [Double]
  ) -> Ratio? {
    let rounds = numerator.values.count
    let together = hasRounds && rounds == denominator.values.count
    let drawsApart = !together && !numerator.isExact && !denominator.isExact
    let first: [Double]
    let second: [Double]
    if together {
      let draw = Draw(rounds: rounds, stream: 0)
      first = medians(numerator, numerator.values, draw)
      second = medians(denominator, denominator.values, draw)
    } else {
      first = medians(numerator, one, Draw(rounds: one.count, stream: 0))
      second = medians(denominator, other, Draw(rounds: other.count, stream: 1))
    }
    return RatioOfMedians.interval(of: first, over: second).map {
      Ratio(low: $0.low, high: $0.high, method: .bootstrap, drawsApart: drawsApart)
    }
  }

  private mutating func medians(_ runs: Runs, _ values: [Double], _ draw: Draw) -> [Double] {
    if runs.isExact { return Array(repeating: values.last ?? .nan, count: resamples) }
    if let known = medians[runs.name], known.draw == draw { return known.values }
    let drawn = self.draw(draw).medians(of: values)
    if medians.count >= Self.mostRemembered { medians.removeAll(keepingCapacity: true) }
    medians[runs.name] = (draw, drawn)
    return drawn
  }

  private mutating func draw(_ draw: Draw) -> BlockBootstrap {
    if let known = draws[draw] { return known }
    // The golden ratio's bits set the draws apart from the order of the runs, which has the same seed.
    let start = seed ^ 0x9e37_79b9_7f4a_7c15 &+ draw.stream &* 0xd1b5_4a32_d192_ed03
    let drawn = BlockBootstrap(rounds: draw.rounds, resamples: resamples, seed: start)
    // Adaptive repetition has many numbers of runs; each set of draws is as large as all of its runs.
    if draws.count >= Self.mostRemembered { draws.removeAll(keepingCapacity: true) }
    draws[draw] = drawn
    return drawn
  }
}

extension CellSummary {
  /// The runs of the cell.
  var runs: RatioIntervals.Runs {
    RatioIntervals.Runs(name: cell, values: values, isExact: isSimulated)
  }

  /// The reference runs of the cell.
  var referenceRuns: RatioIntervals.Runs {
    RatioIntervals.Runs(name: cell + " reference", values: referenceValues, isExact: isSimulated)
  }
}
