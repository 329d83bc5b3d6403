import Expressions
import Jobs
import RealModule
import Statistics

/// Two sets of runs that are to be compared.
package struct ComparedRuns: Sendable, Equatable {
  /// What names the pair, what is compared with what: as in ``ComparedCell``.
  package var labels: [String]
  package var base: String
  package var value: String
  /// The measure of the good runs, in any order; NaN is left out.
  package var baseValues: [Double]
  package var values: [Double]
  /// Whether both were computed and not measured: nothing about them is uncertain.
  package var areComputed: Bool

  package init(
    labels: [String], base: String, value: String, baseValues: [Double], values: [Double],
    areComputed: Bool = false
  ) {
    self.labels = labels
    self.base = base
    self.value = value
    self.baseValues = baseValues.filter(\.isFinite)
    self.values = values.filter(\.isFinite)
    self.areComputed = areComputed
  }
}

/// Compares pairs of sets of runs, all of which belong to one question.
///
/// Each pair has the exact test of Mann and Whitney, the ratio by Hodges and Lehmann with its interval, both of the
/// logarithms, and Cliff's δ; the p are adjusted over all pairs by Holm's method. It is regressed where the adjusted p
/// is at most 0.05, the whole interval lies on the worse side of 1 and the ratio is worse by at least the threshold;
/// improved likewise; equivalent where the whole interval lies within the threshold; else inconclusive.
package struct ComparisonJudge: Sendable {
  /// The level of the intervals.
  package static let level = 0.95

  /// The smallest relative difference that matters: 0.02 is 2 %.
  package var threshold: Double
  /// Whether larger values are better.
  package var isRate: Bool

  package init(threshold: Double = ComparisonSetting.defaultThreshold, isRate: Bool = false) {
    self.threshold = threshold
    self.isRate = isRate
  }

  /// What is known of a pair before the others are looked at.
  private struct Evidence {
    var ratio: HodgesLehmann?
    var p: Double?
    var delta: Double?
  }

  /// The rows of all pairs, in their order.
  package func cells(_ pairs: [ComparedRuns]) -> [ComparedCell] {
    var tables = RankSumTables()
    let evidence = pairs.map { self.evidence(of: $0, &tables) }
    let tested = evidence.indices.filter { evidence[$0].p != nil }
    var adjusted = [Double?](repeating: nil, count: pairs.count)
    for (index, p) in zip(tested, MultipleTesting.holm(tested.compactMap { evidence[$0].p })) {
      adjusted[index] = p
    }
    return pairs.indices.map { index in
      let found = evidence[index]
      var cell = ComparedCell(
        labels: pairs[index].labels, base: pairs[index].base, value: pairs[index].value,
        baseCount: pairs[index].baseValues.count, count: pairs[index].values.count,
        ratio: found.ratio.map { Estimate($0.estimate, low: $0.low, high: $0.high) }, p: found.p,
        adjustedP: adjusted[index], cliffsDelta: found.delta, verdict: .inconclusive)
      cell.verdict = verdict(of: cell, isComputed: pairs[index].areComputed)
      cell.reason = ComparisonReason(cell, judge: self, comparisons: tested.count).text
      return cell
    }
  }

  private func evidence(of pair: ComparedRuns, _ tables: inout RankSumTables) -> Evidence {
    guard !pair.baseValues.isEmpty, !pair.values.isEmpty else { return Evidence() }
    var ratio = HodgesLehmann.ratio(
      of: pair.values, to: pair.baseValues, level: Self.level, tables: &tables)
    let delta = CliffsDelta(pair.values, pair.baseValues)?.delta
    if pair.areComputed {
      let exact = ratio?.estimate
      ratio?.low = exact
      ratio?.high = exact
      return Evidence(ratio: ratio, delta: delta)
    }
    // Where all values are equal no difference could be weaker.
    let p = MannWhitney(pair.values, pair.baseValues, tables: &tables)?.twoSided ?? 1
    return Evidence(ratio: ratio, p: p, delta: delta)
  }

  private func verdict(of cell: ComparedCell, isComputed: Bool) -> ComparisonVerdict {
    guard let ratio = cell.ratio, let low = ratio.low, let high = ratio.high else { return .inconclusive }
    let isShown = isComputed || cell.adjustedP.map { $0 <= ComparisonSetting.significance } == true
    if isShown, low > 1, ratio.value >= 1 + threshold { return isRate ? .improved : .regressed }
    if isShown, high < 1, ratio.value <= 1 - threshold { return isRate ? .regressed : .improved }
    return low > 1 - threshold && high < 1 + threshold ? .equivalent : .inconclusive
  }
}

/// Why a pair has its verdict, in words.
struct ComparisonReason {
  private let cell: ComparedCell
  private let judge: ComparisonJudge
  /// How many pairs the p are adjusted over.
  private let comparisons: Int

  init(_ cell: ComparedCell, judge: ComparisonJudge, comparisons: Int) {
    self.cell = cell
    self.judge = judge
    self.comparisons = comparisons
  }

  var text: String {
    let empty = [(cell.base, cell.baseCount), (cell.value, cell.count)].filter { $0.1 == 0 }.map(\.0)
    if !empty.isEmpty { return "no good run of \(empty.joined(separator: " and "))" }
    guard let ratio = cell.ratio else { return "a value is not positive, so that there is no ratio" }
    guard let low = ratio.low, let high = ratio.high else {
      return
        "\(change(ratio.value)), without an interval: \(cell.baseCount) and \(cell.count) runs are too few, "
        + "\(max(4, fewest)) each are needed"
    }
    let seen = low == high ? change(ratio.value) : "\(change(ratio.value)) [\(change(low)), \(change(high))]"
    switch cell.verdict {
    case .regressed, .improved:
      return cell.adjustedP.map { "\(seen), p = \(NumberFormat.significant($0, digits: 2))" } ?? seen
    case .equivalent: return "\(seen), within ±\(percent(judge.threshold))"
    case .inconclusive:
      let smallest = ComparisonSetting.smallestP(runs: cell.baseCount, and: cell.count)
      if abs(ratio.value - 1) >= judge.threshold,
        smallest * Double(comparisons) > ComparisonSetting.significance * (1 + 1e-12)
      {
        return
          "\(seen): so few runs cannot show a difference in \(comparisons) comparisons, \(needed) are needed"
      }
      return "\(seen): \(needed) should decide"
    }
  }

  /// The fewest runs that can show anything.
  private var fewest: Int { ComparisonSetting.runsNeeded(comparisons: comparisons) }

  private var needed: String {
    guard let runs = neededRuns else { return "far more runs" }
    return runs > 10_000 ? "more than 10,000 runs each" : "about \(runs) runs each"
  }

  /// With how many runs each this ratio would probably (four times of five) be told from 1, where it is beyond the
  /// threshold, or else be shown to lie within it. The width of the interval falls with the root of the number of
  /// runs, that of p likewise; for a difference it must hold at the level that Holm's method asks of the first of all comparisons.
  private var neededRuns: Int? {
    guard let ratio = cell.ratio, let low = ratio.low, let high = ratio.high, ratio.value > 0 else {
      return nil
    }
    let runs = 2 / (1 / Double(cell.baseCount) + 1 / Double(cell.count))
    let half = (Double.log(high) - Double.log(low)) / 2
    let difference = Double.log(ratio.value)
    let single = NormalDistribution.quantile((1 + ComparisonJudge.level) / 2)
    let power = NormalDistribution.quantile(0.8)
    let isBeyond = abs(ratio.value - 1) >= judge.threshold
    let distance: Double
    let deviations: Double
    if isBeyond {
      distance = abs(difference)
      let tail = ComparisonSetting.significance / 2 / Double(max(1, comparisons))
      deviations = power - NormalDistribution.quantile(tail)
    } else {
      let edge =
        ratio.value >= 1
        ? Double.log(onePlus: judge.threshold) : -Double.log(onePlus: -min(judge.threshold, 0.999))
      distance = edge - abs(difference)
      deviations = power + single
    }
    guard half.isFinite, distance > 0 else { return nil }
    var root = half * deviations / (single * distance)
    // A spread with far outliers shows in the test more than in the interval. Runs that do not overlap have the
    // smallest p that there is, which says nothing of more of them.
    if isBeyond, let p = cell.p, let delta = cell.cliffsDelta, abs(delta) < 1 {
      root = max(root, -deviations / NormalDistribution.quantile(min(p, 0.5) / 2))
    }
    let estimate = (runs * root * root).rounded(.up)
    guard estimate < 1e9 else { return Int.max }
    return max(Int(estimate), Int(runs.rounded(.up)) + 1, isBeyond ? fewest : 4)
  }

  /// `+4.9 %`: how far a ratio is from 1.
  private func change(_ ratio: Double) -> String {
    let text = percent(ratio - 1)
    return ratio >= 1 ? "+\(text)" : text.replacingMinus
  }

  private func percent(_ share: Double) -> String {
    let percent = share * 100
    // A whole threshold has no decimals; small differences show what they have.
    let decimals = abs(percent) < 0.095 && percent != 0 ? 2 : percent == percent.rounded() ? 0 : 1
    return NumberFormat.fixed(percent, decimals: decimals) + " %"
  }
}

extension String {
  /// The text with a typographic minus in place of a hyphen at its beginning.
  fileprivate var replacingMinus: String { hasPrefix("-") ? "−" + dropFirst() : self }
}
