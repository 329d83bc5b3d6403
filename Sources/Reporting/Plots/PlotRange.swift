import Analysis
import Jobs

/// How far the values of a picture reach, so that nothing measured is cut off.
enum PlotRange {
  static func values(_ plot: CurvePlot, series: [PlotSeries], workers: Int) -> PlotAxis {
    switch plot {
    case .time:
      let samples = series.flatMap { $0.cells.compactMap(\.sample) }
      let highs = samples.map { max($0.median, $0.interval?.high ?? $0.median) }
      let lows = samples.map { min($0.median, $0.interval?.low ?? $0.median) }
      guard let high = highs.max(), let low = lows.min(), low > 0, high > 6 * low else {
        return .fromZero(to: highs.max() ?? 1)
      }
      return .decades(from: low, to: high)
    case .speedup:
      let largest = measured(series).max() ?? 1
      let laws = series.compactMap { lawSpeedup($0, workers) }.max() ?? 0
      // The ideal line may leave the picture, but it shows where it goes.
      return .fromZero(to: max(largest, laws, min(Double(workers), 1.5 * max(largest, laws))))
    case .speedupLog:
      let all = measured(series)
      return .powersOfTwo(
        from: min(all.min() ?? 1, 1), to: max(all.max() ?? 1, Double(workers)))
    case .efficiency:
      let all = series.flatMap { $0.cells.compactMap { $0.efficiency?.high ?? $0.efficiency?.value } }
      return PlotAxis(low: 0, high: max(108, 108 * (all.max() ?? 1)), isLogarithmic: false)
    case .karpFlatt:
      let all = series.flatMap { $0.cells.compactMap(\.karpFlatt) }
        .flatMap { [$0.value, $0.low ?? $0.value, $0.high ?? $0.value] }
      let (low, high) = (min(0, all.min() ?? 0), max(0.01, all.max() ?? 1))
      let margin = 0.06 * (high - low)
      return PlotAxis(low: low < 0 ? low - margin : 0, high: high + margin, isLogarithmic: false)
    case .rate:
      let largest = series.flatMap { $0.cells.compactMap(\.rate) }.max() ?? 1
      let ideal = series.compactMap { entry in
        entry.base.flatMap { base in base.rate.map { $0 * Double(workers) / Double(base.workers) } }
      }
      return .fromZero(to: max(largest, min(ideal.max() ?? 0, 1.5 * largest)))
    }
  }

  /// Speedups with the ends of their intervals.
  private static func measured(_ series: [PlotSeries]) -> [Double] {
    series.flatMap { $0.cells.compactMap(\.speedup) }
      .flatMap { [$0.value, $0.low ?? $0.value, $0.high ?? $0.value] }
      .filter { $0 > 0 }
  }

  private static func lawSpeedup(_ series: PlotSeries, _ workers: Int) -> Double? {
    guard let law = series.series.law, law.hasSerialPart, let base = series.base else { return nil }
    return law.speedup(workers: workers, baseWorkers: base.workers)
  }
}
