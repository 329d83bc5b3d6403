/// Two groups of values with a gap between them: their median may lie where no run ever was.
package struct Bimodality: Sendable, Equatable {
  /// How many values lie below the gap.
  package let lowerCount: Int
  /// How many lie above it.
  package let upperCount: Int
  /// The values beside the gap.
  package let gap: ClosedRange<Double>

  /// How many times wider than the interquartile range of either side the gap must be.
  private static let factor = 3.0
  /// Fewer values are outliers and no group. With 3 on each side about one in a hundred samples of a single lognormal
  /// distribution with spikes looks like two groups; with 2 it is one in twenty.
  private static let fewest = 3
  /// Fewer values in all say nothing.
  private static let fewestInAll = 8

  /// Nil unless the largest gap between neighbours is more than 3 times as wide as the interquartile range of either
  /// side of it.
  package init?(sorted values: [Double]) {
    guard values.count >= Self.fewestInAll else { return nil }
    var place = 1
    for index in values.indices.dropFirst()
    where values[index] - values[index - 1] > values[place] - values[place - 1] {
      place = index
    }
    let width = values[place] - values[place - 1]
    guard width > 0, place >= Self.fewest, values.count - place >= Self.fewest else { return nil }
    for side in [Array(values[..<place]), Array(values[place...])] {
      guard let low = Quantile.type7(sorted: side, probability: 0.25),
        let high = Quantile.type7(sorted: side, probability: 0.75), width > Self.factor * (high - low)
      else { return nil }
    }
    lowerCount = place
    upperCount = values.count - place
    gap = values[place - 1]...values[place]
  }
}
