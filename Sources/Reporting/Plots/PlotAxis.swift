import Expressions

/// The range and the tics of one axis of a picture.
struct PlotAxis {
  var low: Double
  var high: Double
  var isLogarithmic: Bool
  /// Labelled positions; empty leaves them to gnuplot.
  var tics: [(position: Double, text: String)] = []
  /// Positions with a mark but no label.
  var minorTics: [Double] = []

  /// The axis of worker counts, by a logarithm to base 2 where the counts rather double than step.
  ///
  /// - Parameter scale: whether the axis is logarithmic; nil: as the counts are.
  static func workers(_ counts: [Int], isLogarithmic scale: Bool? = nil) -> PlotAxis {
    let sorted = Set(counts).sorted()
    let first = Double(sorted.first ?? 1)
    let last = Double(sorted.last ?? 1)
    let log = sorted.count > 1 && first > 0 && (scale ?? doubles(sorted))
    var axis =
      log
      ? PlotAxis(low: first / 1.15, high: last * 1.15, isLogarithmic: true)
      : PlotAxis(low: first, high: last, isLogarithmic: false)
    if !log {
      let margin = first == last ? 0.75 : 0.04 * (last - first)
      (axis.low, axis.high) = (first - margin, last + margin)
    }
    // Powers of two keep their label where there is not room for every count.
    let ranked = sorted.filter(isPowerOfTwo) + sorted.filter { !isPowerOfTwo($0) }
    var labelled: [Int] = []
    for count in ranked where labelled.allSatisfy({ axis.distance(Double($0), Double(count)) > 0.035 }) {
      labelled.append(count)
    }
    axis.tics = labelled.sorted().map { (Double($0), String($0)) }
    axis.minorTics = sorted.filter { !labelled.contains($0) }.map(Double.init)
    return axis
  }

  /// An axis of values from 0 to a little above the largest.
  static func fromZero(to largest: Double) -> PlotAxis {
    PlotAxis(low: 0, high: largest > 0 ? largest * 1.08 : 1, isLogarithmic: false)
  }

  /// A logarithmic axis with tics at 1, 2 and 5 times the powers of ten.
  static func decades(from smallest: Double, to largest: Double) -> PlotAxis {
    var axis = PlotAxis(low: smallest / 1.25, high: largest * 1.25, isLogarithmic: true)
    var power = 1.0
    while power > axis.low { power /= 10 }
    while power * 10 <= axis.low { power *= 10 }
    let isWide = axis.high / axis.low > 1000
    while power <= axis.high {
      for step in isWide ? [1.0] : [1.0, 2, 5] where (axis.low...axis.high).contains(step * power) {
        axis.tics.append((step * power, NumberFormat.significant(step * power, digits: 1)))
      }
      power *= 10
    }
    return axis
  }

  /// A logarithmic axis with tics at the powers of two.
  static func powersOfTwo(from smallest: Double, to largest: Double) -> PlotAxis {
    var axis = PlotAxis(low: smallest / 1.25, high: largest * 1.25, isLogarithmic: true)
    var power = 1.0
    while power > axis.low { power /= 2 }
    while power * 2 <= axis.low { power *= 2 }
    while power <= axis.high {
      if power >= axis.low { axis.tics.append((power, NumberFormat.shortest(power))) }
      power *= 2
    }
    return axis
  }

  /// The commands that set up an axis called `x` or `y`.
  func commands(_ name: String) -> [String] {
    var lines: [String] = []
    if isLogarithmic { lines.append("set logscale \(name) 2") }
    lines.append("set \(name)range [\(Self.number(low)):\(Self.number(high))]")
    let marks = tics.map { "'\($0.text)' \(Self.number($0.position))" }
    let minor = minorTics.map { "'' \(Self.number($0)) 1" }
    if !marks.isEmpty { lines.append("set \(name)tics (\((marks + minor).joined(separator: ", ")))") }
    return lines
  }

  /// A number as gnuplot reads it: whole ones exactly, others to four digits, which is finer than a pixel; large
  /// ones to two decimals, since an axis may show only the surroundings of one.
  static func number(_ value: Double) -> String {
    if value == value.rounded() { return NumberFormat.shortest(value) }
    return abs(value) < 1000 ? PlotSeries.short(value) : NumberFormat.fixed(value, decimals: 2)
  }

  /// The share of the axis between two values.
  private func distance(_ left: Double, _ right: Double) -> Double {
    guard isLogarithmic else { return abs(left - right) / (high - low) }
    return abs(Self.log2(left) - Self.log2(right)) / (Self.log2(high) - Self.log2(low))
  }

  /// Close enough for placing labels: linear between the powers of two.
  private static func log2(_ value: Double) -> Double {
    Double(value.exponent) + value.significand - 1
  }

  private static func doubles(_ counts: [Int]) -> Bool {
    guard let first = counts.first, let last = counts.last, counts.count > 2, last >= 4 * first else {
      return false
    }
    let steps = zip(counts, counts.dropFirst()).map { $1 - $0 }
    return Set(steps).count > 1
  }

  private static func isPowerOfTwo(_ count: Int) -> Bool {
    count > 0 && count & (count - 1) == 0
  }
}
