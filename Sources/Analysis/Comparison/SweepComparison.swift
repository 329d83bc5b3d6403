package import Jobs

extension Study {
  /// The comparison of the values of one axis inside this sweep: each value with the base, cell by cell, all other axes
  /// equal. Nil where the axis has a single value.
  package func comparison(_ setting: ComparisonSetting, of job: Job) -> Comparison? {
    SweepComparison(self, setting, job: job)?.comparison
  }
}

/// The cells of a sweep in pairs that differ in one axis alone.
private struct SweepComparison {
  private let study: Study
  private let setting: ComparisonSetting
  private let job: Job
  /// The axes that name a pair: all that have a column, less the compared one and those that advance with it.
  private let others: [Int]
  /// The values of the compared axis, as the cells show them.
  private let values: [String]
  private let columns: CellColumns

  init?(_ study: Study, _ setting: ComparisonSetting, job: Job) {
    guard job.axes.indices.contains(setting.axis),
      job.axes[setting.axis].values.indices.contains(setting.base), job.axes[setting.axis].values.count > 1
    else { return nil }
    self.study = study
    self.setting = setting
    self.job = job
    columns = CellColumns(study: study, job: job)
    let together = job.zips.first { $0.contains(setting.axis) } ?? [setting.axis]
    others = columns.axes.filter { !together.contains($0) }
    values =
      setting.axis == Job.executorAxis
      ? job.executors.map(\.text) : job.axes[setting.axis].values.map(\.text)
  }

  var comparison: Comparison {
    var cells: [String: [[String]: CellSummary]] = [:]
    for cell in study.cells { cells[text(cell), default: [:]][labels(cell)] = cell }
    let base = values[setting.base]
    var pairs: [ComparedRuns] = []
    var notes: [String] = []
    for (index, value) in values.enumerated() where index != setting.base {
      var missing = 0
      var matched = 0
      for cell in study.cells where text(cell) == value {
        let labels = labels(cell)
        guard let baseCell = cells[base]?[labels] else {
          missing += 1
          continue
        }
        matched += 1
        pairs.append(
          ComparedRuns(
            labels: labels, base: base, value: value, baseValues: baseCell.values, values: cell.values,
            areComputed: baseCell.isSimulated && cell.isSimulated))
      }
      missing += (cells[base]?.count ?? 0) - matched
      if missing > 0 {
        notes.append("\(ComparisonNotes.cells(missing)) of \(base) or \(value) without a counterpart")
      }
    }
    let judge = ComparisonJudge(threshold: setting.threshold, isRate: study.measure.isRate)
    return Comparison(
      axis: job.axes[setting.axis].name, columns: others.map { job.axes[$0].name },
      threshold: setting.threshold, isRate: study.measure.isRate, cells: judge.cells(pairs),
      notes: ComparisonNotes.power(pairs) + ComparisonNotes.adaptive(job.adaptive != nil) + notes)
  }

  private func text(_ cell: CellSummary) -> String { columns.text(of: setting.axis, in: cell) }

  private func labels(_ cell: CellSummary) -> [String] { others.map { columns.text(of: $0, in: cell) } }
}

/// Where the values of a job's axes stand in the cells of its study.
struct CellColumns {
  /// The axes that have a column: executor, workers, affinity, the swept parameters.
  let axes: [Int]
  private let positions: [Int: Int]

  init(study: Study, job: Job) {
    let swept = job.axes.indices.filter { job.axes[$0].role == .parameter && job.axes[$0].isSwept }
    axes = [Job.executorAxis, Job.workersAxis, Job.affinityAxis] + swept
    positions = Dictionary(
      swept.compactMap { axis in
        study.parameterColumns.firstIndex(of: job.axes[axis].name).map { (axis, $0) }
      }, uniquingKeysWith: { first, _ in first })
  }

  /// What a cell shows on an axis that has a column.
  func text(of axis: Int, in cell: CellSummary) -> String {
    switch axis {
    case Job.executorAxis: cell.executor
    case Job.workersAxis: String(cell.workers)
    case Job.affinityAxis: cell.affinity
    default: positions[axis].map { cell.parameters[$0] } ?? ""
    }
  }
}

/// What a reader of a comparison must know besides.
enum ComparisonNotes {
  /// Where the runs are so few that no difference could be shown.
  static func power(_ pairs: [ComparedRuns]) -> [String] {
    let tested = pairs.filter { !$0.areComputed && !$0.baseValues.isEmpty && !$0.values.isEmpty }
    let smallest = tested.map { min($0.baseValues.count, $0.values.count) }.min()
    return [smallest.flatMap { ComparisonSetting.warning(runs: $0, comparisons: tested.count) }]
      .compactMap(\.self)
  }

  static func adaptive(_ isAdaptive: Bool) -> [String] {
    isAdaptive
      ? [
        "cells ended when they were precise, so that their numbers of runs depend on what they showed: p and the "
          + "intervals are a little too small"
      ] : []
  }

  static func cells(_ count: Int) -> String { count == 1 ? "1 cell" : "\(count) cells" }
}
