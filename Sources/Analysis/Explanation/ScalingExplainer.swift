import Expressions
package import Jobs

extension Study {
  /// Why each series does not scale further, by what was measured at its most workers. Series of which nothing was
  /// measured at more than one number of workers are left out. Fits are to be there already: they give the serial
  /// fraction.
  ///
  /// - Parameters:
  ///   - machine: what the runs were made on; nil where that is not known.
  ///   - balance: how even the work was; nil where nothing tells.
  package func explain(on machine: Machine?, balance: WorkerBalance?) -> [SeriesExplanation] {
    series.indices.compactMap { index in
      ScalingExplainer(self, index, machine, balance)?.explanation
    }
  }
}

/// Explains one series by the cell with the most workers that has an efficiency.
struct ScalingExplainer {
  typealias Cause = SeriesExplanation.Cause

  let study: Study
  let index: Int
  let series: Series
  let machine: Machine?
  /// The cell with the most workers.
  let cell: CellSummary
  let base: CellSummary
  let efficiency: Double
  /// The busy time of the busiest worker by the mean.
  let imbalance: Double?

  /// From this efficiency on a series scales well.
  private static let good = 0.9
  /// Causes that account for less of the lost time are not worth a sentence.
  static let leastShare = 0.05

  init?(_ study: Study, _ index: Int, _ machine: Machine?, _ balance: WorkerBalance?) {
    let series = study.series[index]
    guard !series.isSerial, let base = study.base(of: series),
      let cell = study.cells(of: series).last(where: { $0.efficiency != nil && !$0.isSimulated }),
      let efficiency = cell.efficiency?.value, cell.cell != base.cell, cell.workers > 1, efficiency > 0
    else { return nil }
    self.study = study
    self.index = index
    self.series = series
    self.machine = machine
    self.cell = cell
    self.base = base
    self.efficiency = efficiency
    imbalance = balance?.imbalance[cell.cell]
  }

  /// Lost worker time as a share of all worker time.
  var loss: Double { max(0, 1 - efficiency) }

  var explanation: SeriesExplanation {
    let measured = study.cells(of: series).filter { $0.efficiency != nil && $0.cell != base.cell }
    let worst = measured.compactMap(\.efficiency?.value).min() ?? efficiency
    guard worst < Self.good else {
      let text =
        "\(series.label) scales well: at \(workers) the efficiency is \(Self.percent(efficiency))"
        + "\(interval), and nowhere less than \(Self.percent(worst))."
      return SeriesExplanation(series: index, causes: [], text: text)
    }
    guard efficiency < Self.good else {
      return SeriesExplanation(
        series: index, causes: [],
        text: "\(series.label) scales well at its most workers: at \(workers) the efficiency is "
          + "\(Self.percent(efficiency))\(interval). With fewer it is as low as \(Self.percent(worst)).")
    }
    let found = [
      globalLock, serialPart, quota, oversubscription, memory, idleness, unevenness, delay, hidden, stolen,
      throttled, startup,
    ].compactMap(\.self)
    let weighty = found.filter { ($0.share ?? 1) >= Self.leastShare }
    let causes =
      weighty.filter { $0.share != nil }.sorted { ($0.share ?? 0) > ($1.share ?? 0) }
      + weighty.filter { $0.share == nil }
    return SeriesExplanation(series: index, causes: causes, text: text(of: causes))
  }

  private func text(of causes: [Cause]) -> String {
    let head =
      "\(series.label) at \(workers): efficiency \(Self.percent(efficiency))\(interval), so that "
      + "\(Self.percent(loss)) of the workers' time is lost."
    let known = causes.filter { $0.share != nil }
    var parts = [head]
    if known.isEmpty { parts.append("Nothing that was measured accounts for it.") }
    parts += causes.map { "\(Self.capitalized($0.name)): \($0.evidence)." }
    let shares = known.compactMap(\.share)
    if !shares.isEmpty, shares.reduce(0, +) < 0.5 {
      parts.append("More than half of the loss is not explained by what was measured.")
    } else if known.count > 1 {
      parts.append("Causes overlap: their shares are not to be added.")
    }
    return parts.joined(separator: " ")
  }

  var workers: String { Self.counted(cell.workers, "worker") }

  private var interval: String {
    guard let low = cell.efficiency?.low, let high = cell.efficiency?.high, low < high else { return "" }
    return " [\(NumberFormat.fixed(low * 100, decimals: 0)), \(NumberFormat.fixed(high * 100, decimals: 0))]"
  }

  /// The share of the loss that a loss of so much worker time is.
  func share(_ lost: Double) -> Double? {
    loss > 0 ? min(1, max(0, lost / loss)) : nil
  }

  /// The end of a sentence about a cause.
  func accounting(_ share: Double?) -> String {
    share.map { ", up to \(Self.percent($0)) of the loss" } ?? ""
  }

  static func counted(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }

  static func percent(_ value: Double) -> String {
    let digits = abs(value) < 0.0995 && value != 0 ? 1 : 0
    return NumberFormat.fixed(value * 100, decimals: digits) + " %"
  }

  static func number(_ value: Double) -> String { NumberFormat.significant(value, digits: 3) }

  private static func capitalized(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }
}
