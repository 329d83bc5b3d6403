import Analysis
import Expressions
import Jobs

/// The statistics that the numbers of a study rest on, in sentences: only those that it uses.
struct StatisticsWords {
  let study: Study

  var sentences: [String] { [medians, ratios, laws, comparison].compactMap(\.self) }

  /// The levels that the intervals of medians really have: `96.9 %`, `96.9 to 99.2 %`; nil where there is none.
  var levels: String? {
    let levels = measured.compactMap(\.sample?.interval?.level)
    guard let least = levels.min(), let most = levels.max() else { return nil }
    let texts = [least, most].map { NumberFormat.fixed($0 * 100, decimals: 1) }
    return texts[0] == texts[1] ? "\(texts[0]) %" : "\(texts[0]) to \(texts[1]) %"
  }

  private var measured: [CellSummary] { study.cells.filter { !$0.isSimulated } }

  private var medians: String? {
    guard measured.contains(where: { $0.sample != nil }) else { return nil }
    let without = measured.count { $0.sample != nil && $0.sample?.interval == nil }
    guard let levels else { return "Medians are reported; there are too few runs for intervals." }
    var text =
      "Medians are reported with distribution-free intervals from order statistics, of which at least 95 % is asked "
      + "and which really have a level of \(levels)"
    if without > 0 {
      text +=
        "; \(Wording.counted(without, "cell")) with fewer than 6 runs \(without == 1 ? "has" : "have") none"
    }
    return text + "."
  }

  private var ratios: String? {
    guard study.cells.contains(where: { $0.speedup != nil || $0.efficiency != nil }) else { return nil }
    var text = ScalingWords(study).formulas
    if !text.hasSuffix(".") { text += "." }
    let isWide = study.cells.contains { cell in
      guard let ratio = cell.speedup ?? cell.efficiency, let low = ratio.low, let high = ratio.high else {
        return false
      }
      return low < high
    }
    let methods = ratioMethods
    if isWide, !methods.isEmpty {
      text += " Their intervals, nominally of 95 %, are made by \(JobWords.joined(methods))."
    }
    return text
  }

  /// How the intervals of ratios were made, in words; empty where there are none.
  var ratioMethods: [String] {
    let cells = measured.filter { $0.intervalMethod != nil }
    var methods: [String] = []
    let drawn = cells.filter { $0.intervalMethod == "bootstrap" }
    if !drawn.isEmpty {
      let rounds = drawn.contains { !$0.drawsApart }
      let apart = drawn.contains(where: \.drawsApart)
      let over = [rounds ? "over whole rounds" : nil, apart ? "over the runs of each cell apart" : nil]
        .compactMap(\.self)
      methods.append(
        "the percentile bootstrap of the ratio of medians \(JobWords.joined(over)) (seed \(study.seed))")
    }
    if cells.contains(where: { $0.intervalMethod == "bonett-price" }) {
      methods.append("the closed form of Bonett and Price (2020)")
    }
    return methods
  }

  private var laws: String? {
    let fits = study.fits.compactMap(\.self).flatMap(\.laws)
    guard let first = fits.first else { return nil }
    let names = LawKind.allCases.filter { law in fits.contains { $0.law == law } }.map(\.rawValue)
    let level = NumberFormat.shortest(first.level * 100)
    let loss =
      first.loss == .time
      ? "non-negative least squares of the relative residuals of times"
      : "least squares of the residuals of throughput"
    var text = "Fitted law\(names.count == 1 ? "" : "s"): \(JobWords.joined(names)), by \(loss)"
    if fits.contains(where: { fit in fit.parameters.contains { $0.low != nil || $0.high != nil } }) {
      text += ", with \(level) % intervals from a bootstrap"
    }
    if fits.contains(where: { $0.aicc != nil }) {
      text += "; the law is chosen by the corrected criterion of Akaike over distinct numbers of workers"
    }
    return text + "."
  }

  private var comparison: String? {
    guard let comparison = study.comparison, !comparison.cells.isEmpty else { return nil }
    let threshold = NumberFormat.shortest(comparison.threshold * 100)
    return
      "The values of \(comparison.axis) are compared by the test of Mann and Whitney, adjusted after Holm over "
      + "\(Wording.counted(comparison.cells.count, "comparison")), with the ratio of Hodges and Lehmann; differences "
      + "below \(threshold) % do not matter."
  }
}
