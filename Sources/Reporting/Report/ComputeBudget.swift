import Analysis
import Expressions

/// What a proposal for compute time needs: what each cell costs in cores, and up to how many workers more are worth
/// their cost.
struct ComputeBudget {
  let study: Study
  /// The efficiency down to which more workers are worth their cost.
  let floor: Double

  /// The series that were measured.
  var series: [Series] {
    study.series.filter { series in
      study.cells(of: series).contains { !$0.isSimulated && $0.coreSeconds != nil }
    }
  }

  /// The series of which it can be said how many workers are worth their cost: not the serial program.
  var scaling: [Series] { series.filter { !$0.isSerial } }

  /// `fork: up to 4 workers keep an efficiency of at least 70 % (83 % [81, 85]; 0.0012 core-hours a run)`.
  func sentence(_ series: Series) -> String {
    let percent = Wording.percent(floor)
    guard study.cells(of: series).contains(where: { $0.efficiency != nil }) else {
      return "\(series.label): no efficiency is known, since there is no base"
    }
    guard study.cells(of: series).contains(where: { $0.efficiency != nil && $0.base?.workers != $0.workers })
    else { return "\(series.label): only the base was measured, whose efficiency is 100 % by definition" }
    guard let cell = study.largestEfficient(series, floor: floor) else {
      return "\(series.label): no number of workers has an efficiency of at least \(percent)"
    }
    let cost = cell.coreSeconds.map { "; \(Self.hours($0)) core-hours a run" } ?? ""
    let keep = cell.workers == 1 ? "1 worker alone keeps" : "up to \(cell.workers) workers keep"
    return "\(series.label): \(keep) an efficiency of at least \(percent) "
      + "(\(SeriesColumns.percent(cell.efficiency))\(cost))"
  }

  /// A row a cell.
  func columns(_ series: Series, cells: [CellSummary]) -> [ReportColumn] {
    [
      ReportColumn(heading: "workers", cells: cells.map { String($0.workers) }),
      ReportColumn(heading: "wall time [s]", cells: cells.map { Self.number($0.wall) }),
      ReportColumn(
        heading: "core-hours a run", cells: cells.map { $0.coreSeconds.map(Self.hours) ?? Wording.missing }),
      ReportColumn(heading: "CPU time a run [s]", cells: cells.map { Self.number($0.cpu) }),
      ReportColumn(heading: "efficiency", cells: SeriesColumns.percents(cells.map(\.efficiency))),
    ]
  }

  private static func number(_ value: Double?) -> String {
    value.map { NumberFormat.significant($0, digits: 4) } ?? Wording.missing
  }

  /// Core-hours of core-seconds, with three significant digits.
  static func hours(_ coreSeconds: Double) -> String {
    Wording.number(coreSeconds / 3600, digits: 3)
  }
}
