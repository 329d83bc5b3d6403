import Analysis
import Expressions
import Jobs

/// What is drawn of the ideal and of the law that a workload has by construction.
extension PlotCurves {
  /// The curves that are not measured.
  var models: [String] {
    switch plot {
    case .time, .rate: series.compactMap(baseModel)
    case .karpFlatt: declaredFractions
    case .speedup, .speedupLog: [ideal(singleCount.map(String.init) ?? "x")] + laws(Self.speedup)
    case .efficiency:
      [ideal("100")]
        + laws { law, base in
          guard case .amdahl(let law) = law else { return nil }
          return "100 * \(Self.efficiency(law, base: base))"
        }
    }
  }

  private func ideal(_ expression: String) -> String {
    "model(x, \(expression)) with lines lc rgb '#606060' lw 1.2 dt solid title 'ideal'"
  }

  /// One curve for each law and base: series that differ only in the executor share it.
  private func laws(_ expression: (_ law: ScalingLaw, _ base: Int) -> String?) -> [String] {
    var seen: Set<String> = []
    return series.compactMap { entry in
      guard let label = entry.lawLabel, let law = entry.series.law, let base = entry.base,
        let curve = expression(law, base.workers), seen.insert(curve).inserted
      else { return nil }
      return
        "model(x, \(curve)) with lines lc rgb '\(entry.color)' lw 1.5 dt \(entry.dashType) title \(GnuplotText.quoted(label))"
    }
  }

  /// The speedup at x workers by a law.
  private static func speedup(_ law: ScalingLaw, base: Int) -> String? {
    switch law {
    case .amdahl(let law): return "\(efficiency(law, base: base)) * x"
    case .gustafson(let law):
      let share = NumberFormat.shortest(law.serialShare)
      return "(\(share) + (1 - \(share)) * x)"
    }
  }

  /// E(x) = T(P0) P0 / (T(x) x) by the law, as gnuplot computes it.
  private static func efficiency(_ law: AmdahlLaw, base: Int) -> String {
    let fraction = NumberFormat.shortest(law.serialFraction)
    let numerator = Self.literal(Double(base) * law.relativeTime(workers: Double(base)))
    return "(\(numerator) / (\(fraction) * x + (1 - \(fraction))))"
  }

  /// The time or rate of a series by its law, else the ideal one, from its measured base.
  private func baseModel(_ entry: PlotSeries) -> String? {
    guard isModelled(entry), let base = entry.base,
      let value = plot == .rate ? base.rate : base.sample?.median
    else { return nil }
    let isLaw = entry.isLawDrawn(in: plot)
    // An ideal line for each of many series would hide the measured ones.
    if !isLaw && series.count > Self.mostIdealLines { return nil }
    let curve = baseCurve(entry.series.law, value: value, workers: base.workers)
    let title = isFirst(entry, isLaw: isLaw) ? "title '\(isLaw ? "by Amdahl''s law" : "ideal")'" : "notitle"
    let look =
      isLaw ? "lc rgb '\(entry.color)' lw 1.5 dt \(entry.dashType)" : "lc rgb '\(entry.color)' lw 1 dt (2,4)"
    return "model(x, \(curve)) with lines \(look) \(title)"
  }

  /// What becomes of the base's value at x workers. The time of the same work falls; that of work that grows, or that
  /// every worker does as a whole, stays. A rate grows with the workers, whatever the scaling.
  private func baseCurve(_ law: ScalingLaw?, value: Double, workers: Int) -> String {
    let isRate = plot == .rate || picture.study.measure.isRate
    guard picture.study.scaling == .strong else {
      return isRate ? "\(Self.literal(value / Double(workers))) * x" : Self.literal(value)
    }
    var amdahl = AmdahlLaw(serialFraction: 0)
    if case .amdahl(let known)? = law { amdahl = known }
    let fraction = NumberFormat.shortest(amdahl?.serialFraction ?? 0)
    let shape = "(\(fraction) * x + (1 - \(fraction)))"
    let baseTime = amdahl?.relativeTime(workers: Double(workers)) ?? 1 / Double(workers)
    return isRate
      ? "\(Self.literal(value * baseTime)) * x / \(shape)"
      : "\(Self.literal(value / baseTime)) * \(shape) / x"
  }

  private func isModelled(_ entry: PlotSeries) -> Bool {
    !entry.series.isSerial && entry.cells.count > 1 && entry.base != nil
  }

  /// True for the first series whose model is of this kind: it alone is in the legend.
  private func isFirst(_ entry: PlotSeries, isLaw: Bool) -> Bool {
    series.first { isModelled($0) && $0.isLawDrawn(in: plot) == isLaw }?.number == entry.number
  }

  /// The serial fraction that a workload has by construction: a level line for each.
  private var declaredFractions: [String] {
    laws { law, _ in
      guard case .amdahl(let law) = law else { return nil }
      return NumberFormat.shortest(law.serialFraction)
    }
  }
}
