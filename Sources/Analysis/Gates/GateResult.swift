/// How a gate stands in one cell; the raw value stands in `gates.csv`.
package enum GateVerdict: String, Sendable, CaseIterable {
  case holds
  /// The whole interval is on the wrong side.
  case fails
  /// The interval straddles the limit, or there is none: a warning.
  case undecided
}

/// A gate in one cell or series: a row of `gates.csv`.
package struct GateResult: Sendable, Equatable {
  /// As the manifest has it.
  package var gate: String
  /// The cell's key; empty for a gate on the fit of a series.
  package var cell: String
  /// What tells the cell or the series from others, in words: `fork, 8 workers, f = 0.25`.
  package var place: String
  package var value: Double?
  package var low: Double?
  package var high: Double?
  /// Nil for `not regressed`.
  package var limit: Double?
  package var verdict: GateVerdict
  /// Why, in words.
  package var reason: String

  package init(
    gate: String, cell: String, place: String, value: Double? = nil, low: Double? = nil,
    high: Double? = nil, limit: Double? = nil, verdict: GateVerdict, reason: String
  ) {
    self.gate = gate
    self.cell = cell
    self.place = place
    self.value = value
    self.low = low
    self.high = high
    self.limit = limit
    self.verdict = verdict
    self.reason = reason
  }
}
