import Jobs

/// Compares cells with their bases: speedups, efficiency and serial fraction with their intervals.
struct CellComparison {
  private let scaling: Scaling
  private let measuresReferences: Bool
  private let comparison: ScalingComparison
  private var ratios: RatioIntervals

  init(_ job: Job, isRate: Bool) {
    scaling = job.scaling
    measuresReferences = job.measuresReferences
    comparison = ScalingComparison(job, isRate: isRate)
    ratios = RatioIntervals(seed: job.seed, hasRounds: job.order == .rounds)
  }

  /// Sets speedup, efficiency and serial fraction of a cell.
  mutating func compare(_ cell: inout CellSummary, with base: CellSummary?) {
    guard let point = point(cell) else { return }
    let basePoint = base.flatMap(self.point)
    let isBase = base?.cell == cell.cell
    let isWeak = scaling == .weak
    let isExact = isWeak ? cell.workers == 1 : isBase
    let overBase = base.flatMap { isBase ? nil : ratio(cell.runs, over: $0.runs, &cell) }
    let overReference =
      isWeak && !isExact && cell.reference != nil ? ratio(cell.runs, over: cell.referenceRuns, &cell) : nil
    let speedup = comparison.speedup(of: point, over: basePoint)
    let (interval, denominator) = isWeak ? (overReference, point.reference) : (overBase, basePoint?.value)
    cell.speedup = speedup.map { value in
      guard !isExact else { return .exact(value) }
      return estimate(value, interval, denominator) {
        comparison.speedup(of: point.with($0), over: basePoint)
      }
    }
    if let basePoint {
      let efficiency = comparison.efficiency(of: point, over: basePoint, speedup: speedup)
      cell.efficiency = efficiency.map { value in
        guard !isBase else { return .exact(1) }
        return estimate(value, overBase, basePoint.value) {
          let other = point.with($0)
          return comparison.efficiency(
            of: other, over: basePoint, speedup: comparison.speedup(of: other, over: basePoint))
        }
      }
    }
    guard let speedup, !isExact else { return }
    cell.karpFlatt = comparison.karpFlatt(of: point, over: basePoint, speedup: speedup).map { value in
      estimate(value, interval, denominator) {
        comparison.speedup(of: point.with($0), over: basePoint).flatMap {
          comparison.karpFlatt(of: point, over: basePoint, speedup: $0)
        }
      }
    }
  }

  /// Sets the speedup of a cell over the serial program on the same work.
  mutating func compare(_ cell: inout CellSummary, withSerial serial: CellSummary) {
    guard serial.cell != cell.cell else {
      cell.absoluteSpeedup = cell.sample == nil ? nil : .exact(1)
      return
    }
    guard let point = point(cell), let value = serial.sample?.median else { return }
    let ratio = ratio(cell.runs, over: serial.runs, &cell)
    cell.absoluteSpeedup = comparison.absoluteSpeedup(of: point, overSerial: value).map {
      estimate($0, ratio, value) { comparison.absoluteSpeedup(of: point.with($0), overSerial: value) }
    }
  }

  /// What one worker's time and the serial one say of each other.
  mutating func finding(oneWorker cell: CellSummary, serial: CellSummary, isRate: Bool) -> SerialFinding? {
    guard let one = cell.sample?.median, let other = serial.sample?.median else { return nil }
    let ratio = ratios.interval(cell.runs, over: serial.runs)
    return SerialFinding(oneWorker: one, serial: other, excludesOne: ratio?.excludesOne, isRate: isRate)
  }

  /// The interval of a ratio, and in the cell how it was made.
  private mutating func ratio(
    _ runs: RatioIntervals.Runs, over others: RatioIntervals.Runs, _ cell: inout CellSummary
  ) -> RatioIntervals.Ratio? {
    guard let ratio = ratios.interval(runs, over: others) else { return nil }
    cell.intervalMethod = ratio.method.rawValue
    cell.drawsApart = cell.drawsApart || ratio.drawsApart
    return ratio
  }

  /// A number that rises or falls with the ratio of two medians, with the interval that follows from that of the
  /// ratio: what it would be if the median were at the ends of it.
  private func estimate(
    _ value: Double, _ ratio: RatioIntervals.Ratio?, _ denominator: Double?, _ number: (Double) -> Double?
  ) -> Estimate {
    guard let ratio, let denominator, let one = number(ratio.low * denominator),
      let other = number(ratio.high * denominator)
    else { return Estimate(value) }
    return Estimate(value, low: min(one, other), high: max(one, other))
  }

  private func point(_ cell: CellSummary) -> ScalingComparison.Point? {
    guard let value = cell.sample?.median else { return nil }
    let isOwnReference = measuresReferences && cell.workers == 1
    return ScalingComparison.Point(
      workers: cell.workers, value: value, reference: isOwnReference ? value : cell.reference?.median,
      work: cell.work)
  }
}

extension ScalingComparison.Point {
  /// The same cell with another median.
  fileprivate func with(_ value: Double) -> Self {
    var point = self
    point.value = value
    return point
  }
}

extension RatioIntervals.Ratio {
  /// Whether the two medians can be told apart.
  var excludesOne: Bool { low > 1 || high < 1 }
}
