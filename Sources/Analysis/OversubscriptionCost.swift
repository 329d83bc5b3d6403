import Jobs

/// More threads that compute than CPUs for them.
package struct Oversubscribed: Sendable, Equatable {
  /// All threads of a run that compute.
  package var threads: Int
  package var cpus: Int
}

/// What it costs to have more workers than CPUs, against the best cell of the same executor with fewer.
package struct OversubscriptionCost: Sendable, Equatable {
  /// Index into ``Study/series``.
  package var series: Int
  /// Index into ``Study/cells``.
  package var cell: Int
  /// Index into ``Study/cells``.
  package var reference: Int
  /// How many times the work of a second of the reference is that of the cell: above 1 it costs, below it gains.
  package var ratio: Double
  /// Whether the two can be told apart; nil where one has too few runs for an interval.
  package var isDistinguishable: Bool?
}

extension Study {
  /// For each series with oversubscribed cells, what the one with the most threads costs.
  package var oversubscriptionCosts: [OversubscriptionCost] {
    var distinction = CellDistinction(self)
    return series.indices.compactMap { index in
      let entry = series[index]
      let crowded = entry.cells.filter { cells[$0].oversubscribed != nil && cells[$0].sample != nil }
      guard
        let worst = crowded.max(by: {
          (cells[$0].oversubscribed?.threads ?? 0) < (cells[$1].oversubscribed?.threads ?? 0)
        }), let reference = reference(for: entry, worst)
      else { return nil }
      guard let work = perSecond(worst), let other = perSecond(reference), work > 0, other > 0 else {
        return nil
      }
      return OversubscriptionCost(
        series: index, cell: worst, reference: reference, ratio: other / work,
        isDistinguishable: distinction.workOrder(of: worst, to: reference).map { $0 != .same })
    }
  }

  /// What the cell with the most threads is compared with: the best cell of its series with fewer workers, or with a
  /// CPU for each thread of a series that differs in a single parameter, as where every worker starts threads.
  private func reference(for entry: Series, _ worst: Int) -> Int? {
    var candidates = entry.cells.filter { cells[$0].workers < cells[worst].workers }
    if let crowd = cells[worst].oversubscribed, crowd.threads > cells[worst].workers {
      let related = series.filter { other in
        other.executor == entry.executor && other.affinity == entry.affinity
          && zip(other.parameters, entry.parameters).count { $0.text != $1.text } == 1
      }
      candidates += related.flatMap(\.cells).filter { cells[$0].oversubscribed == nil }
    }
    return candidates.filter { perSecond($0) != nil }
      .max { (perSecond($0) ?? 0) < (perSecond($1) ?? 0) }
  }
}
