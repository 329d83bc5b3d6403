import Jobs

/// Which of several executors to use for the same work: they are compared at the number of workers that is best
/// for each (strong scaling), or at the most workers that all of them have, since there the work depends on the
/// number of workers.
///
/// Two executors are told apart where the interval of the ratio of their medians does not hold 1.
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
    /// The interval of the ratio of the two medians holds 1, or the ratio differs from it by less than half a percent.
    case notDistinguishable
    /// The interval of the ratio lies on the worse side of 1.
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
    /// The interval of the ratio holds 1.
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
    var distinction = CellDistinction(self)
    return groups.filter { $0.count > 1 }.compactMap {
      verdict(on: $0, isAlone: groups.count == 1, &distinction)
    }
  }

  private func verdict(
    on group: [Int], isAlone: Bool, _ distinction: inout CellDistinction
  ) -> ExecutorVerdict? {
    let all = group.map { series[$0] }
    let candidates = group.compactMap { index in
      bestCell(of: series[index], among: all, &distinction).map { (index, $0) }
    }
    guard candidates.count > 1 else { return nil }
    let ranked = candidates.sorted { isBetter($0.1, $1.1) }
    let best = ranked[0].1
    let contenders = ranked.map { place, index in
      ExecutorVerdict.Contender(
        executor: series[place].executor, series: place, cell: index, ratio: ratio(of: index, to: best),
        relation: index == best ? .best : relation(of: index, to: best, &distinction))
    }
    let equals = contenders.filter { $0.relation == .best || $0.relation == .notDistinguishable }
    let known = equals.allSatisfy { cells[$0.cell].startup != nil }
    let advice =
      known
      ? equals.min { (cells[$0.cell].startup ?? 0) < (cells[$1.cell].startup ?? 0) } ?? equals[0] : equals[0]
    let setting = isAlone ? "" : series[ranked[0].0].setting
    return ExecutorVerdict(
      setting: setting, contenders: contenders, advice: advice,
      gain: gain(advice.cell, over: series[advice.series].base, &distinction))
  }

  /// The cell that speaks for a series: the best one, or one with fewer workers that is as good.
  private func bestCell(
    of entry: Series, among all: [Series], _ distinction: inout CellDistinction
  ) -> Int? {
    let measured = entry.cells.filter { cells[$0].sample != nil }
    guard scaling != .strong else {
      guard let best = measured.min(by: isBetter) else { return nil }
      // Workers that gain nothing that could be told are not advised.
      return measured.first { index in
        index == best
          || ratio(of: index, to: best) <= Self.negligible
            && relation(of: index, to: best, &distinction) == .notDistinguishable
      }
    }
    let others = all.filter { !$0.isSerial }
    let common = others.map { Set(cells(of: $0).filter { $0.sample != nil }.map(\.workers)) }
      .reduce(nil) { (shared: Set<Int>?, counts) in shared?.intersection(counts) ?? counts }
    guard let most = common?.max() else { return nil }
    return measured.first { cells[$0].workers == most }
  }

  /// Below this ratio two executors are as good as each other.
  private static var same: Double { 1.005 }

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

  private func relation(
    of index: Int, to best: Int, _ distinction: inout CellDistinction
  ) -> ExecutorVerdict.Relation {
    guard let order = distinction.order(of: index, to: best) else { return .tooFewRuns }
    // However sure a tiny difference is, it is no reason to choose.
    return order == .same || ratio(of: index, to: best) < Self.same ? .notDistinguishable : .worse
  }

  private func gain(
    _ index: Int, over base: Int?, _ distinction: inout CellDistinction
  ) -> ExecutorVerdict.Gain? {
    guard let base, base != index else { return nil }
    return switch distinction.workOrder(of: index, to: base) {
    case .less: .less
    case .same: .same
    case .more: .more
    case nil: nil
    }
  }
}

extension Series {
  /// The parameters in words: `n = 3, mode = spin`.
  var setting: String {
    let parts = parameters.map { "\($0.name) = \($0.text)" }
    return (affinity == "none" ? parts : ["affinity \(affinity)"] + parts).joined(separator: ", ")
  }
}
