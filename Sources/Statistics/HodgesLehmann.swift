import RealModule

/// By how much the values of one sample exceed those of another: the median of all differences (Hodges and Lehmann
/// 1963), with the interval that belongs to the test of Mann and Whitney.
package struct HodgesLehmann: Sendable, Equatable {
  package var estimate: Double
  /// Nil where even the outermost differences do not reach the level.
  package var low: Double?
  package var high: Double?
  /// The level that the interval really has; 0 where there is none.
  package var level: Double

  /// The shift from `base` to `values`; nil where a sample is empty. The values are finite.
  ///
  /// The bounds are the differences of rank q and mn + 1 − q, q the smallest number with P(U ≤ q) ≥ (1 − level)/2,
  /// the rule of R's `wilcox.test`. Beyond ``RankSumDistribution/mostPairs`` pairs P is the normal approximation.
  package init?(shiftFrom base: [Double], to values: [Double], level: Double = 0.95) {
    var tables = RankSumTables()
    self.init(shiftFrom: base, to: values, level: level, tables: &tables)
  }

  /// The same with distributions that are kept from one to the next.
  package init?(
    shiftFrom base: [Double], to values: [Double], level: Double = 0.95, tables: inout RankSumTables
  ) {
    precondition(level > 0 && level < 1, "a level lies between 0 and 1")
    guard let differences = OrderedDifferences(base, values) else { return nil }
    let pairs = differences.count
    estimate = differences.median
    let tail = (1 - level) / 2
    let rank: Int
    let reached: Double
    if pairs <= RankSumDistribution.mostPairs {
      let distribution = tables.distribution(first: base.count, second: values.count)
      rank = max(1, distribution.quantile(tail))
      reached = 1 - 2 * distribution.cumulative(Double(rank - 1))
    } else {
      let mean = Double(pairs) / 2
      let deviation = Double.sqrt(Double(pairs) * Double(base.count + values.count + 1) / 12)
      let position = mean - 0.5 + NormalDistribution.quantile(tail) * deviation
      rank = max(1, Int(position.rounded(.up)))
      reached = 1 - 2 * NormalDistribution.cumulative((Double(rank) - 0.5 - mean) / deviation)
    }
    // For the level to be reached but for rounding is enough.
    guard reached >= level - 1e-12 else {
      self.level = 0
      return
    }
    self.level = reached
    low = differences.value(rank: rank)
    high = differences.value(rank: pairs + 1 - rank)
  }

  /// How many times `base` the values are: the shift of the logarithms. Nil where a sample is empty or a value is
  /// not positive.
  package static func ratio(
    of values: [Double], to base: [Double], level: Double = 0.95, tables: inout RankSumTables
  ) -> HodgesLehmann? {
    guard (base + values).allSatisfy({ $0 > 0 && $0.isFinite }),
      var shift = HodgesLehmann(
        shiftFrom: base.map { Double.log($0) }, to: values.map { Double.log($0) }, level: level,
        tables: &tables)
    else { return nil }
    shift.estimate = Double.exp(shift.estimate)
    shift.low = shift.low.map { Double.exp($0) }
    shift.high = shift.high.map { Double.exp($0) }
    return shift
  }
}

/// All differences of the values of two samples in order, none of them stored: the one of a rank is found by
/// bisection over the numbers themselves, counting how many are not above it.
struct OrderedDifferences {
  private let base: [Double]
  private let values: [Double]

  /// Nil where a sample is empty.
  init?(_ base: [Double], _ values: [Double]) {
    guard !base.isEmpty, !values.isEmpty else { return nil }
    self.base = base.sorted()
    self.values = values.sorted()
  }

  var count: Int { base.count * values.count }

  var median: Double {
    let upper = value(rank: count / 2 + 1)
    guard count.isMultiple(of: 2) else { return upper }
    let lower = value(rank: count / 2)
    return lower + (upper - lower) / 2
  }

  /// The difference of a rank from 1 to ``count``.
  func value(rank: Int) -> Double {
    precondition((1...count).contains(rank), "there is a difference of every rank up to their number")
    var low = Self.order(values[0] - base[base.count - 1])
    var high = Self.order(values[values.count - 1] - base[0])
    while low < high {
      // Half the distance without overflow: the two may have different signs.
      let middle = low + Int64((high &- low).magnitudeBits / 2)
      if countOfThose(notAbove: Self.number(middle)) >= rank { high = middle } else { low = middle + 1 }
    }
    return Self.number(low)
  }

  /// A rounded difference grows with its first number and falls with its second, so that one pass suffices.
  private func countOfThose(notAbove limit: Double) -> Int {
    var count = 0
    var position = 0
    for smaller in base {
      while position < values.count, values[position] - smaller <= limit { position += 1 }
      count += position
    }
    return count
  }

  /// An integer that is larger for a larger number, neighbours for neighbours.
  private static func order(_ number: Double) -> Int64 {
    let bits = Int64(bitPattern: number.bitPattern)
    return bits >= 0 ? bits : Int64.min &- bits
  }

  private static func number(_ order: Int64) -> Double {
    Double(bitPattern: UInt64(bitPattern: order >= 0 ? order : Int64.min &- order))
  }
}

extension Int64 {
  /// The bits as a number without sign: a difference that has wrapped around is right again.
  fileprivate var magnitudeBits: UInt64 { UInt64(bitPattern: self) }
}
