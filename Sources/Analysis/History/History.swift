/// A night from which on a cell is slower or faster than before.
package struct HistoryChange: Sendable, Equatable {
  /// Index into the values of the series, of the first night of the new regime.
  package var index: Int
  /// How many times the values before are the values after, between the neighbouring changes (Hodges and Lehmann);
  /// nil where a value is not positive.
  package var ratio: Estimate?
  /// Of the permutation test; nil for a method that has none.
  package var p: Double?
  /// False as long as fewer than ``HistorySearch/confirmingNights`` nights have followed.
  package var isConfirmed: Bool
  /// What else changed that night, in words.
  package var hostChanges: [String]
  /// The correlation of a night with the next one before the change; nil where there are too few nights for it.
  package var dependence: Double?

  package init(
    index: Int, ratio: Estimate? = nil, p: Double? = nil, isConfirmed: Bool, hostChanges: [String] = [],
    dependence: Double? = nil
  ) {
    self.index = index
    self.ratio = ratio
    self.p = p
    self.isConfirmed = isConfirmed
    self.hostChanges = hostChanges
    self.dependence = dependence
  }
}

/// The history of one cell on one machine.
package struct CellHistory: Sendable, Equatable {
  /// With the nights on this machine alone.
  package var series: NightlySeries
  /// Index into ``History/machines``.
  package var machine: Int
  /// Ascending; empty also where there are too few nights to search.
  package var changes: [HistoryChange]
  /// The correlation of a night with the next one since the last change; nil where there are too few nights for it.
  package var dependence: Double?
  /// Whether there were enough nights to look for changes.
  package var isSearched: Bool

  package init(
    series: NightlySeries, machine: Int, changes: [HistoryChange] = [], dependence: Double? = nil,
    isSearched: Bool
  ) {
    self.series = series
    self.machine = machine
    self.changes = changes
    self.dependence = dependence
    self.isSearched = isSearched
  }

  /// The ranges of ``NightlySeries/values`` between the changes.
  package var regimes: [Range<Int>] {
    let bounds = [0] + changes.map(\.index) + [series.values.count]
    return zip(bounds, bounds.dropFirst()).map { $0..<$1 }
  }
}

/// The results of a sweep, night after night.
package struct History: Sendable, Equatable {
  /// The name of the study.
  package var name: String
  /// Oldest first.
  package var nights: [Night]
  package var parameterColumns: [String]
  /// The different machines, in the order of their first night.
  package var machines: [NightMachine]
  /// In the order of the newest night's table; cells on several machines by machine.
  package var cells: [CellHistory]
  /// What the changes were looked for with.
  package var search: HistorySearch

  /// Whether any series depends on itself so much that its changes are doubtful.
  package var hasDependence: Bool {
    cells.contains { cell in
      ([cell.dependence] + cell.changes.map(\.dependence)).contains {
        ($0 ?? 0) > HistorySearch.dependenceLimit
      }
    }
  }
}
