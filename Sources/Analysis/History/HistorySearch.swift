import Jobs
import Statistics

/// Looks for the nights from which on a cell is slower or faster.
package struct HistorySearch: Sendable, Equatable {
  package enum Method: String, Sendable, CaseIterable {
    /// E-divisive on ranks with a permutation test.
    case ranks
    /// As Apache Otava does it.
    case otava
  }

  package var method: Method
  /// The smallest relative change that counts: 0.02 is 2 %. The method of Otava knows none.
  package var threshold: Double

  package init(method: Method = .ranks, threshold: Double = ComparisonSetting.defaultThreshold) {
    self.method = method
    self.threshold = threshold
  }

  /// With fewer nights nothing is looked for.
  package static let fewestNights = 20
  /// So many nights must follow the first one of a new regime before it counts as confirmed.
  package static let confirmingNights = 3
  /// Beyond this correlation of a night with the next one, changes are doubtful.
  package static let dependenceLimit = 0.3
  /// A correlation of fewer nights says nothing.
  static let fewestForDependence = 10

  /// The history of all series.
  ///
  /// - Parameters:
  ///   - nights: oldest first.
  ///   - series: the cells, each with its values in the order of the nights.
  package func history(
    name: String, nights: [Night], parameterColumns: [String], series: [NightlySeries]
  ) -> History {
    var machines: [NightMachine] = []
    let machineOfNight = nights.map { night in
      if let known = machines.firstIndex(where: { night.machine.isSame(as: $0) }) {
        // What an earlier night did not tell is known from here on, and tells other machines from this one.
        machines[known].model = machines[known].model ?? night.machine.model
        machines[known].memory = machines[known].memory ?? night.machine.memory
        return known
      }
      machines.append(night.machine)
      return machines.count - 1
    }
    var tables = RankSumTables()
    var cells: [CellHistory] = []
    for entry in series {
      for machine in machines.indices {
        var part = entry
        part.values.removeAll { machineOfNight[$0.night] != machine }
        guard !part.values.isEmpty else { continue }
        cells.append(cell(part, on: machine, nights, &tables))
      }
    }
    return History(
      name: name, nights: nights, parameterColumns: parameterColumns, machines: machines, cells: cells,
      search: self)
  }

  private func cell(
    _ series: NightlySeries, on machine: Int, _ nights: [Night], _ tables: inout RankSumTables
  ) -> CellHistory {
    let values = series.values.map(\.median)
    var cell = CellHistory(series: series, machine: machine, isSearched: values.count >= Self.fewestNights)
    guard cell.isSearched else { return cell }
    let points = points(values, seed: Self.seed(series), &tables)
    let bounds = [0] + points.map(\.index) + [values.count]
    cell.changes = points.enumerated().map { position, point in
      let before = Array(values[bounds[position]..<point.index])
      let after = Array(values[point.index..<bounds[position + 2]])
      let ratio = HodgesLehmann.ratio(of: after, to: before, tables: &tables)
      let earlier = nights[series.values[point.index - 1].night].machine
      return HistoryChange(
        index: point.index, ratio: ratio.map { Estimate($0.estimate, low: $0.low, high: $0.high) },
        p: point.p,
        isConfirmed: values.count - 1 - point.index >= Self.confirmingNights,
        hostChanges: nights[series.values[point.index].night].machine.changes(since: earlier),
        dependence: Self.dependence(before))
    }
    cell.dependence = Self.dependence(Array(values[(points.last?.index ?? 0)...]))
    return cell
  }

  /// The change points with the p of their test, where the method has one.
  private func points(
    _ values: [Double], seed: UInt64, _ tables: inout RankSumTables
  ) -> [(index: Int, p: Double?)] {
    switch method {
    case .otava: return OtavaSearch().changePoints(values).map { ($0, nil) }
    case .ranks:
      let points = RankEDivisive().changePoints(values, seed: seed).map {
        (index: $0.index, p: Optional($0.p))
      }
      return merge(points, values, &tables)
    }
  }

  /// Takes away the smallest change again and again, as long as it is below the threshold.
  private func merge(
    _ points: [(index: Int, p: Double?)], _ values: [Double], _ tables: inout RankSumTables
  ) -> [(index: Int, p: Double?)] {
    var points = points
    var sizes = points.indices.map { size($0, points, values, &tables) }
    while let weakest = sizes.indices.min(by: { (sizes[$0], $0) < (sizes[$1], $1) }),
      sizes[weakest] < threshold
    {
      points.remove(at: weakest)
      sizes.remove(at: weakest)
      // Its neighbours now have more values on one side.
      for position in [weakest - 1, weakest] where points.indices.contains(position) {
        sizes[position] = size(position, points, values, &tables)
      }
    }
    return points
  }

  /// How far the ratio of the values after a point to those before is from 1; infinite where there is no ratio, since
  /// nothing then speaks against the point.
  private func size(
    _ position: Int, _ points: [(index: Int, p: Double?)], _ values: [Double], _ tables: inout RankSumTables
  ) -> Double {
    let start = position > 0 ? points[position - 1].index : 0
    let end = position + 1 < points.count ? points[position + 1].index : values.count
    let index = points[position].index
    let ratio = HodgesLehmann.ratio(
      of: Array(values[index..<end]), to: Array(values[start..<index]), tables: &tables)
    return ratio.map { abs($0.estimate - 1) } ?? .infinity
  }

  private static func dependence(_ values: [Double]) -> Double? {
    values.count < fewestForDependence ? nil : Dependence.lagOne(values)
  }

  /// A seed that is the same every night.
  private static func seed(_ series: NightlySeries) -> UInt64 {
    var hash = SHA256()
    hash.update(text: "\(series.cell)\n\(series.measure)")
    return hash.finalPrefix()
  }
}
