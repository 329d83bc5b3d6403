import Jobs

/// Tells the medians of cells apart, by the interval of their ratio.
struct CellDistinction {
  enum Order {
    case less, same, more
  }

  private let study: Study
  private var intervals: RatioIntervals

  init(_ study: Study) {
    self.study = study
    intervals = RatioIntervals(seed: study.seed, hasRounds: study.hasRounds)
  }

  /// How the median of a cell compares with that of another; nil where one has too few runs for an interval.
  ///
  /// - Parameters:
  ///   - one: index into ``Study/cells``.
  ///   - factor: what the first median is multiplied by.
  mutating func order(of one: Int, times factor: Double = 1, to other: Int) -> Order? {
    let (first, second) = (study.cells[one], study.cells[other])
    let own = first.values.filter { !$0.isNaN }.map { $0 * factor }
    let others = second.values.filter { !$0.isNaN }
    let fewest = RatioIntervals.fewestRuns
    guard own.count >= (first.isSimulated ? 1 : fewest), others.count >= (second.isSimulated ? 1 : fewest),
      let smallest = own.min(), let largest = own.max(), let lower = others.min(), let upper = others.max()
    else { return nil }
    // Where all runs of one are less than all of the other, so are the medians of all resamples.
    if largest < lower { return .less }
    if smallest > upper { return .more }
    guard let ratio = intervals.interval(first.runs, over: second.runs) else { return nil }
    return ratio.low * factor > 1 ? .more : ratio.high * factor < 1 ? .less : .same
  }

  /// How the work of a second in a cell compares with that in another; nil where it is not known.
  mutating func workOrder(of one: Int, to other: Int) -> Order? {
    guard let amount = study.amount(one), let second = study.amount(other) else { return nil }
    if study.measure.isRate { return order(of: one, to: other) }
    return switch order(of: one, times: second / amount, to: other) {
    case .less: .more
    case .same: .same
    case .more: .less
    case nil: nil
    }
  }
}

extension Study {
  /// The median of one cell by that of another, with the interval of the ratio where both have runs enough.
  ///
  /// - Parameters:
  ///   - one: index into ``cells``.
  ///   - other: index into ``cells``.
  package func ratio(of one: Int, to other: Int) -> Estimate? {
    guard let first = cells[one].sample?.median, let second = cells[other].sample?.median, second > 0 else {
      return nil
    }
    if one == other { return .exact(1) }
    var intervals = RatioIntervals(seed: seed, hasRounds: hasRounds)
    let interval = intervals.interval(cells[one].runs, over: cells[other].runs)
    return Estimate(first / second, low: interval?.low, high: interval?.high)
  }

  /// What a cell does, in units that only compare cells of one study: where the work grows with the workers, or every
  /// worker does all of it, what the manifest says, else in proportion to their number.
  func amount(_ index: Int) -> Double? {
    scaling == .strong ? 1 : workUnit == nil ? Double(cells[index].workers) : cells[index].work
  }

  /// The work of a second, in the units of ``amount(_:)``.
  func perSecond(_ index: Int) -> Double? {
    guard let median = cells[index].sample?.median, median > 0, let amount = amount(index) else { return nil }
    return measure.isRate ? median : amount / median
  }
}
