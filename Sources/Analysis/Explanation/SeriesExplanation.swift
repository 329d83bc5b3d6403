/// Why a series does not scale further, from what was measured.
package struct SeriesExplanation: Sendable, Equatable {
  /// One cause with its evidence.
  package struct Cause: Sendable, Equatable {
    /// Such as `serial part` or `memory bandwidth`.
    package var name: String
    /// A sentence with the numbers that show it.
    package var evidence: String
    /// The share of the lost worker time at the most workers that it accounts for, between 0 and 1; nil where that is
    /// not known.
    package var share: Double?

    package init(name: String, evidence: String, share: Double? = nil) {
      self.name = name
      self.evidence = evidence
      self.share = share
    }
  }

  /// Index into ``Study/series``.
  package var series: Int
  /// The weightiest first.
  package var causes: [Cause]
  /// The whole paragraph.
  package var text: String

  package init(series: Int, causes: [Cause], text: String) {
    self.series = series
    self.causes = causes
    self.text = text
  }
}
