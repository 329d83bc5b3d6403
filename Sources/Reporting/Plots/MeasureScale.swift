import Analysis
import Expressions

/// The unit and the number of decimals in which a table shows a measure.
struct MeasureScale {
  /// Such as `ms`; empty where the measure has none.
  let unit: String
  /// What a column with the measure is called: `time [ms]`.
  let heading: String
  private let factor: Double
  private let decimals: Int

  /// A scale for these values: the largest time decides the unit, the smallest has at least three digits.
  init(_ measure: Measure, values: [Double]) {
    let positive = values.filter { $0 > 0 && $0.isFinite }
    let largest = positive.max() ?? 1
    let smallest = positive.min() ?? 1
    switch (measure.isTime, largest) {
    case (true, ..<0.001): (unit, factor) = ("us", 1e6)
    case (true, ..<1): (unit, factor) = ("ms", 1e3)
    default: (unit, factor) = (PlainText.printable(measure.unit), 1)
    }
    let name = measure.name == "wall_s" ? "time" : measure.name
    heading = unit.isEmpty ? name : "\(name) [\(unit)]"
    decimals = Self.decimals(smallest * factor)
  }

  /// The number in this unit, without it.
  func number(_ value: Double) -> String {
    NumberFormat.fixed(value * factor, decimals: decimals)
  }

  /// The number with its unit and, in brackets, its interval, unless the number is exact: `2.013 s [2.011, 2.016]`.
  func text(_ sample: SampleSummary) -> String {
    let value = unit.isEmpty ? number(sample.median) : "\(number(sample.median)) \(unit)"
    guard let interval = sample.interval, interval.level < 1 else { return value }
    return "\(value) [\(number(interval.low)), \(number(interval.high))]"
  }

  /// The decimals that leave three digits of a number, at most 6.
  private static func decimals(_ value: Double) -> Int {
    var decimals = 2
    var bound = 10.0
    while value >= bound && decimals > 0 {
      decimals -= 1
      bound *= 10
    }
    bound = 1
    while value < bound && decimals < 6 {
      decimals += 1
      bound /= 10
    }
    return decimals
  }
}
