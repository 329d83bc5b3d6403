package import Jobs

/// The cells of a sweep that are alike in everything but the number of workers.
package struct Series: Sendable, Equatable {
  /// A swept parameter and the value that the series has.
  package struct Parameter: Sendable, Equatable {
    package var name: String
    package var text: String
  }

  package var executor: String
  package var affinity: String
  /// The swept parameters, without derived columns.
  package var parameters: [Parameter]
  /// Indices into ``Study/cells``, by ascending workers.
  package var cells: Range<Int>
  /// Index into ``Study/cells`` of the cell that speedups refer to; nil where the sweep has none.
  package var base: Int?
  /// Index into ``Study/cells`` of the serial cell with the same parameters; nil where the sweep has none.
  package var serial: Int?
  /// True for the executor `serial` itself.
  package var isSerial: Bool
  /// The law of the declared scaling, where the workload knows its serial part by construction.
  package var law: ScalingLaw?
  /// What T(1) and the time of the serial program say of each other; nil where they are near, or not known.
  package var serialFinding: SerialFinding?
  /// What tells the series from the others of the study, such as `fork, f = 0.25`: the executor, what
  /// differs between series, and the serial fraction where it is known.
  package var label: String
}

/// What a sweep's measurements say.
package struct Study: Sendable, Equatable {
  /// The name of the job.
  package var name: String
  /// What the column `workload` shows.
  package var workload: String
  package var scaling: Scaling
  package var measure: Measure
  /// Whether weak scaling has measured one worker on the size of each number of workers.
  package var measuresReferences = false
  /// What random numbers of the analysis begin with.
  package var seed: UInt64 = 1
  /// Whether the runs of the same repetition were made at about the same time, so that they can be resampled together.
  package var hasRounds = true
  /// The unit of ``CellSummary/work``; nil where the manifest gives no amount of work.
  package var workUnit: String?
  /// The names of the columns of ``CellSummary/parameters``.
  package var parameterColumns: [String]
  /// The names of ``CellSummary/metrics``.
  package var metricNames: [String]
  /// In the order of the manifest: executor, affinity, then the parameters.
  package var series: [Series]
  /// Series by series, within a series by ascending workers.
  package var cells: [CellSummary]
  /// The laws fitted to each of ``series``; nil for a series that cannot be fitted, such as the serial one.
  package var fits: [SeriesFits?] = []
  /// The comparison of the axis that the manifest names; nil where it names none.
  package var comparison: Comparison?
  package var gates: [GateResult] = []
  /// Why each series does not scale further; series of which nothing can be said are missing.
  package var explanations: [SeriesExplanation] = []

  /// The cells of a series.
  package func cells(of series: Series) -> ArraySlice<CellSummary> {
    cells[series.cells]
  }

  /// The base cell of a series.
  package func base(of series: Series) -> CellSummary? {
    series.base.map { cells[$0] }
  }

  /// The serial cell of a series.
  package func serial(of series: Series) -> CellSummary? {
    series.serial.map { cells[$0] }
  }

  /// The fewest and the most good runs of the cells that have any; nil where none has. Simulated cells, which have
  /// one, count only where there are no others.
  package var runCounts: ClosedRange<Int>? {
    let measured = cells.filter { !$0.isSimulated }
    let counts = (measured.isEmpty ? cells : measured).compactMap(\.sample?.count)
    guard let fewest = counts.min(), let most = counts.max() else { return nil }
    return fewest...most
  }
}
