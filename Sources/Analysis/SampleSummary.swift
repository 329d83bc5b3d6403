import RealModule
import Statistics

/// An interval around an estimate, and the confidence that it really has.
package struct Interval: Sendable, Equatable {
  package var low: Double
  package var high: Double
  /// Between 0 and 1; 1 for a value that was computed and not measured.
  package var level: Double

  package init(low: Double, high: Double, level: Double) {
    self.low = low
    self.high = high
    self.level = level
  }
}

/// What a cell's runs say about one quantity, in the unit of that quantity.
package struct SampleSummary: Sendable, Equatable {
  /// How many values there are; at least 1.
  package var count: Int
  package var median: Double
  /// The interval of the median from order statistics; nil where there are too few values.
  package var interval: Interval?
  package var minimum: Double
  /// Quartiles of type 7.
  package var lowerQuartile: Double
  package var upperQuartile: Double
  /// The arithmetic mean of costs, the harmonic one of rates.
  package var mean: Double
  /// With n − 1; nil for a single value.
  package var standardDeviation: Double?
  /// Values within the fences of the others, but with a modified z beyond 3.5. Outliers are counted and stay in.
  package var suspectOutliers: Int
  /// Values further than 1.5 interquartile ranges from the quartiles, but no severe ones (Tukey).
  package var mildOutliers: Int
  /// Values further than 3 interquartile ranges from the quartiles, or with a modified z beyond 10.
  package var severeOutliers: Int

  /// The summary of values in any order; nil where there are none. Values must be finite.
  ///
  /// - Parameter isRate: whether they are rates, whose mean is the harmonic one (Hoefler and Belli 2015, rule 3).
  package init?(_ values: [Double], confidence: Double = 0.95, isRate: Bool = false) {
    self.init(sorted: values.sorted(), confidence: confidence, isRate: isRate)
  }

  /// The summary of ascending values.
  package init?(sorted: [Double], confidence: Double = 0.95, isRate: Bool = false) {
    guard let median = Quantile.median(sorted: sorted), let first = sorted.first,
      let lower = Quantile.type7(sorted: sorted, probability: 0.25),
      let upper = Quantile.type7(sorted: sorted, probability: 0.75),
      let limits = OutlierLimits(sorted: sorted)
    else { return nil }
    count = sorted.count
    self.median = median
    interval = MedianRanks(count: sorted.count, confidence: confidence).map {
      Interval(low: sorted[$0.low - 1], high: sorted[$0.high - 1], level: $0.level)
    }
    minimum = first
    lowerQuartile = lower
    upperQuartile = upper
    (mean, standardDeviation) = Self.moments(sorted)
    // Work that was never done has the rate 0, and so has the mean.
    if isRate, first == 0 { mean = 0 }
    if isRate, first > 0 { mean = Double(sorted.count) / sorted.reduce(0) { $0 + 1 / $1 } }
    (suspectOutliers, mildOutliers, severeOutliers) = (0, 0, 0)
    for value in sorted {
      switch limits.classify(value) {
      case .none: continue
      case .suspect: suspectOutliers += 1
      case .mild: mildOutliers += 1
      case .severe: severeOutliers += 1
      }
    }
  }

  /// The summary of one value that was computed, not measured: nothing is uncertain about it. Nil where it is not
  /// finite.
  package static func exact(_ value: Double) -> SampleSummary? {
    guard value.isFinite, var summary = SampleSummary([value]) else { return nil }
    summary.interval = Interval(low: value, high: value, level: 1)
    return summary
  }

  /// Half the relative width of the interval: the larger of high/median − 1 and 1 − low/median. Nil without
  /// an interval and for a median that is not positive.
  package var relativeWidth: Double? {
    guard let interval, median > 0 else { return nil }
    return max(interval.high / median - 1, 1 - interval.low / median)
  }

  /// The outliers of all classes together.
  package var outliers: Int { suspectOutliers + mildOutliers + severeOutliers }

  /// Mean and standard deviation in one pass that does not cancel (Welford 1962).
  private static func moments(_ values: [Double]) -> (mean: Double, standardDeviation: Double?) {
    var mean = 0.0
    var squares = 0.0
    for (index, value) in values.enumerated() {
      let difference = value - mean
      mean += difference / Double(index + 1)
      squares += difference * (value - mean)
    }
    guard values.count > 1 else { return (mean, nil) }
    return (mean, Double.sqrt(squares / Double(values.count - 1)))
  }
}
