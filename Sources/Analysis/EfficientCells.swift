extension Study {
  /// The cell with the most workers whose efficiency is at least `floor`, by its estimate: what a proposal for
  /// compute time asks for. Nil where there is none. ``CellSummary/isEfficient(_:)`` tells how sure that is.
  package func largestEfficient(_ series: Series, floor: Double) -> CellSummary? {
    cells(of: series).last { ($0.efficiency?.value ?? -.infinity) >= floor }
  }
}

extension CellSummary {
  /// Whether the efficiency is at least `floor` over its whole interval, or below it; nil where the interval straddles
  /// it, and where there is none.
  package func isEfficient(_ floor: Double) -> Bool? {
    guard let efficiency, let low = efficiency.low, let high = efficiency.high else { return nil }
    return low >= floor ? true : high < floor ? false : nil
  }

  /// What one run of the cell costs in core-hours.
  package var coreHours: Double? { coreSeconds.map { $0 / 3600 } }
}
