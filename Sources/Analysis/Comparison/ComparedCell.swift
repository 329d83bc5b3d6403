/// What a comparison of two sets of runs says; the raw value stands in `comparisons.csv`.
package enum ComparisonVerdict: String, Sendable, CaseIterable {
  case regressed
  case improved
  /// The interval of the ratio lies within the threshold.
  case equivalent
  /// Neither a difference that matters nor its absence is shown.
  case inconclusive
}

/// Two cells that are compared: a row of `comparisons.csv`.
package struct ComparedCell: Sendable, Equatable {
  /// The values of the other axes, parallel to ``Comparison/columns``.
  package var labels: [String]
  /// What is compared with what: the values of the compared axis, or the names of the two folders.
  package var base: String
  package var value: String
  package var baseCount: Int
  package var count: Int
  /// How many times the value is the base, by Hodges and Lehmann; above 1 the measure is larger. Nil where one side
  /// has no good run.
  package var ratio: Estimate?
  /// Two-sided, of the test of Mann and Whitney.
  package var p: Double?
  /// After Holm, over all rows of the comparison.
  package var adjustedP: Double?
  /// Cliff's δ: −1 … 1.
  package var cliffsDelta: Double?
  package var verdict: ComparisonVerdict
  /// Why, in words; for an inconclusive one how many runs would be needed.
  package var reason: String

  package init(
    labels: [String], base: String, value: String, baseCount: Int, count: Int, ratio: Estimate? = nil,
    p: Double? = nil, adjustedP: Double? = nil, cliffsDelta: Double? = nil, verdict: ComparisonVerdict,
    reason: String = ""
  ) {
    self.labels = labels
    self.base = base
    self.value = value
    self.baseCount = baseCount
    self.count = count
    self.ratio = ratio
    self.p = p
    self.adjustedP = adjustedP
    self.cliffsDelta = cliffsDelta
    self.verdict = verdict
    self.reason = reason
  }
}

/// All cells of a comparison.
package struct Comparison: Sendable, Equatable {
  /// The compared axis; `folder` for two result folders.
  package var axis: String
  /// The names of the other axes, which ``ComparedCell/labels`` are values of.
  package var columns: [String]
  /// The smallest relative difference that matters.
  package var threshold: Double
  /// Whether larger values of the measure are better.
  package var isRate: Bool
  package var cells: [ComparedCell]
  /// What a reader must know besides, in words: another machine, adaptive repetitions, cells on one side only.
  package var notes: [String]

  package init(
    axis: String, columns: [String], threshold: Double, isRate: Bool, cells: [ComparedCell],
    notes: [String] = []
  ) {
    self.axis = axis
    self.columns = columns
    self.threshold = threshold
    self.isRate = isRate
    self.cells = cells
    self.notes = notes
  }

  /// Whether the interval of a cell rules out that it is worse by the threshold or more, whatever else is not known.
  package func excludesRegression(of cell: ComparedCell) -> Bool {
    guard let low = cell.ratio?.low, let high = cell.ratio?.high else { return false }
    return isRate ? low > 1 - threshold : high < 1 + threshold
  }

  /// How many cells have a verdict.
  package func count(of verdict: ComparisonVerdict) -> Int {
    cells.count { $0.verdict == verdict }
  }
}
