import Jobs

/// Which of several executors to use for the same work: they are compared at the number of workers that is best
/// for each (strong scaling), or at the most workers that all of them have, since there the work depends on the
/// number of workers.
///
/// Two executors are told apart where the intervals of their medians do not overlap: a coarse rule that claims
/// too little rather than too much.
package struct ExecutorVerdict: Sendable, Equatable {
  /// One executor, by its best cell.
  package struct Contender: Sendable, Equatable {
    package var executor: String
    /// Index into ``Study/series``.
    package var series: Int
    /// Index into ``Study/cells``.
    package var cell: Int
    /// By how much the best one is better, as a ratio of medians from 1 on.
    package var ratio: Double
    /// How it compares with the best one.
    package var relation: Relation
  }

  package enum Relation: Sendable, Equatable {
    case best
    /// The intervals of the two medians overlap.
    case notDistinguishable
    /// Its interval lies on the worse side of that of the best one.
    case worse
    /// One of the two has too few runs for an interval.
    case tooFewRuns
  }

  /// What the parameters of the compared series are, such as `f = 0.1`; empty where the study has one setting.
  package var setting: String
  /// The best first; two or more.
  package var contenders: [Contender]
  /// Of the best executor and those that cannot be told from it, the one that is the quickest to start; the best
  /// one where that is not known.
  package var advice: Contender
  /// How the advised cell compares with its base, by the work of a second; nil where it is its base, or where it
  /// cannot be told.
  package var gain: Gain?

  package enum Gain: Sendable, Equatable {
    case more
    /// The intervals overlap.
    case same
    case less
  }
}

extension Study {
  /// The verdicts on a study, one for each setting that several executors were measured in.
  package var executorVerdicts: [ExecutorVerdict] {
    // Indices of series, by what they have in common, in the order of the study.
    var groups: [[Int]] = []
    var places: [[String]: Int] = [:]
    for (index, entry) in series.enumerated() where !cells(of: entry).contains(where: \.isSimulated) {
      let key = [entry.affinity] + entry.parameters.map(\.text)
      if let place = places[key] {
        groups[place].append(index)
      } else {
        places[key] = groups.count
        groups.append([index])
      }
    }
    return groups.filter { $0.count > 1 }.compactMap { verdict(on: $0, isAlone: groups.count == 1) }
  }

  private func verdict(on group: [Int], isAlone: Bool) -> ExecutorVerdict? {
    let all = group.map { series[$0] }
    let candidates = group.compactMap { index in
      bestCell(of: series[index], among: all).map { (index, $0) }
    }
    guard candidates.count > 1 else { return nil }
    let ranked = candidates.sorted { isBetter($0.1, $1.1) }
    let best = ranked[0].1
    let contenders = ranked.map { place, index in
      ExecutorVerdict.Contender(
        executor: series[place].executor, series: place, cell: index, ratio: ratio(of: index, to: best),
        relation: index == best ? .best : relation(of: index, to: best))
    }
    let equals = contenders.filter { $0.relation == .best || $0.relation == .notDistinguishable }
    let known = equals.allSatisfy { cells[$0.cell].startup != nil }
    let advice =
      known
      ? equals.min { (cells[$0.cell].startup ?? 0) < (cells[$1.cell].startup ?? 0) } ?? equals[0] : equals[0]
    let setting = isAlone ? "" : series[ranked[0].0].setting
    return ExecutorVerdict(
      setting: setting, contenders: contenders, advice: advice,
      gain: gain(advice.cell, over: series[advice.series].base))
  }

  /// The cell that speaks for a series: the best one, or one with fewer workers that is as good.
  private func bestCell(of entry: Series, among all: [Series]) -> Int? {
    let measured = entry.cells.filter { cells[$0].sample != nil }
    guard scaling != .strong else {
      guard let best = measured.min(by: isBetter) else { return nil }
      // Workers that gain nothing that could be told are not advised.
      return measured.first { index in
        index == best
          || ratio(of: index, to: best) <= Self.negligible
            && relation(of: index, to: best) == .notDistinguishable
      }
    }
    let others = all.filter { !$0.isSerial }
    let common = others.map { Set(cells(of: $0).filter { $0.sample != nil }.map(\.workers)) }
      .reduce(nil) { (shared: Set<Int>?, counts) in shared?.intersection(counts) ?? counts }
    guard let most = common?.max() else { return nil }
    return measured.first { cells[$0].workers == most }
  }

  /// Up to this ratio fewer workers are preferred, where the two cannot be told apart.
  private static var negligible: Double { 1.05 }

  private func isBetter(_ one: Int, _ other: Int) -> Bool {
    guard let first = cells[one].sample?.median, let second = cells[other].sample?.median else {
      return false
    }
    return measure.isRate ? first > second : first < second
  }

  /// How many times the best median is better than another, from 1 on.
  private func ratio(of index: Int, to best: Int) -> Double {
    guard let value = cells[index].sample?.median, let other = cells[best].sample?.median, value > 0,
      other > 0
    else { return 1 }
    return measure.isRate ? other / value : value / other
  }

  private func relation(of index: Int, to best: Int) -> ExecutorVerdict.Relation {
    guard let one = cells[index].sample?.interval, let other = cells[best].sample?.interval else {
      return .tooFewRuns
    }
    return one.low > other.high || one.high < other.low ? .worse : .notDistinguishable
  }

  private func gain(_ index: Int, over base: Int?) -> ExecutorVerdict.Gain? {
    guard let base, base != index, let own = perSecond(index), let other = perSecond(base),
      let low = own.low, let high = own.high, let otherLow = other.low, let otherHigh = other.high
    else { return nil }
    return low > otherHigh ? .more : high < otherLow ? .less : .same
  }
}

extension Series {
  /// The parameters in words: `n = 3, mode = spin`.
  var setting: String {
    let parts = parameters.map { "\($0.name) = \($0.text)" }
    return (affinity == "none" ? parts : ["affinity \(affinity)"] + parts).joined(separator: ", ")
  }
}
