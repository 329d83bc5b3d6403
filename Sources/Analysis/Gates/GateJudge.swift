import Expressions
package import Jobs

/// How a sweep stands against the sweep that the manifest refers to.
package enum ReferenceComparison: Sendable, Equatable {
  /// The cells of this sweep as values, those of the reference as base.
  case compared(Comparison)
  /// There is nothing to compare with, and why, in words.
  case unavailable(String)
}

/// Holds the results of a sweep against the gates of its manifest.
///
/// A gate must hold in every cell that it is about. The interval decides: a gate holds where the whole interval is on
/// the right side of the limit, fails where the whole interval is on the wrong side, and is undecided between.
package struct GateJudge {
  private let study: Study
  private let job: Job
  private let reference: ReferenceComparison
  /// For each cell of the study the name of its series.
  private let labels: [String]

  /// - Parameter reference: what `not regressed` is judged by; nil where the manifest names no reference.
  package init(_ study: Study, of job: Job, reference: ReferenceComparison? = nil) {
    self.study = study
    self.job = job
    self.reference = reference ?? .unavailable("the manifest names no reference")
    var labels = [String](repeating: "", count: study.cells.count)
    for series in study.series { for cell in series.cells { labels[cell] = series.label } }
    self.labels = labels
  }

  /// A result for each gate and each cell or series that it is about, in the order of the manifest. A gate about
  /// nothing that was measured is undecided.
  package func results() -> [GateResult] {
    job.gates.flatMap { gate in
      let results =
        switch gate.quantity {
        case .measure, .column, .metric: cellResults(gate)
        case .parameter(let law, let name): fitResults(gate, law, name)
        case .regression: regressionResults(gate)
        }
      guard results.isEmpty else { return results }
      return [
        GateResult(
          gate: gate.text, cell: "", place: "", limit: gate.quantity == .regression ? nil : gate.limit,
          verdict: .undecided, reason: "nothing was measured that it is about")
      ]
    }
  }

  // MARK: - Cells

  private func cellResults(_ gate: Gate) -> [GateResult] {
    study.cells.indices.filter { matches(study.cells[$0], gate.conditions) }.map { index in
      let cell = study.cells[index]
      return result(gate, value(gate.quantity, of: cell), cell: cell.cell, place: place(index)) {
        cell.sample == nil ? "no good run" : "the cell has no such number"
      }
    }
  }

  private func value(_ quantity: Gate.Quantity, of cell: CellSummary) -> GateValue? {
    switch quantity {
    case .measure: GateValue(medianOf: cell)
    case .column(let name): GateValue(column: name, of: cell)
    case .metric(let index):
      cell.metrics.indices.contains(index) ? cell.metrics[index].map { GateValue($0) } : nil
    case .parameter, .regression: nil
    }
  }

  /// A row for a number, or for its absence.
  private func result(
    _ gate: Gate, _ value: GateValue?, cell: String, place: String, remark: String = "", absence: () -> String
  ) -> GateResult {
    guard let value else {
      return GateResult(
        gate: gate.text, cell: cell, place: place, limit: gate.limit, verdict: .undecided, reason: absence())
    }
    let verdict = value.verdict(gate.relation, gate.limit)
    let estimate = value.estimate
    var reason = remark
    if verdict == .undecided {
      let hasBounds = estimate.low != nil && estimate.high != nil
      let why = hasBounds ? "the limit lies inside the interval" : "there are too few runs for an interval"
      reason = remark.isEmpty ? why : "\(why); \(remark)"
    }
    return GateResult(
      gate: gate.text, cell: cell, place: place, value: estimate.value, low: estimate.low,
      high: estimate.high,
      limit: gate.limit, verdict: verdict, reason: reason)
  }

  /// Whether a cell has the values that a gate asks for.
  private func matches(_ cell: CellSummary, _ conditions: [Gate.Condition]) -> Bool {
    conditions.allSatisfy { condition in
      let axis = job.axes[condition.axis]
      let wanted = axis.values[condition.value]
      switch axis.role {
      case .executor: return cell.executor == wanted.text
      case .workers: return wanted.value == .number(Double(cell.workers))
      case .affinity: return cell.affinity == wanted.text
      case .parameter:
        // A parameter with one value has no column: all cells have that value.
        guard let position = job.parameterColumns.firstIndex(of: axis.name) else { return true }
        return cell.parameters[position] == wanted.text
      }
    }
  }

  /// `fork, f = 0.25, 8 workers`.
  private func place(_ index: Int) -> String {
    let workers = study.cells[index].workers
    return "\(labels[index]), \(workers) \(workers == 1 ? "worker" : "workers")"
  }

  // MARK: - Fits

  private func fitResults(_ gate: Gate, _ law: LawKind, _ name: String) -> [GateResult] {
    study.series.indices.filter { index in
      !study.series[index].isSerial
        && study.cells(of: study.series[index]).contains { matches($0, gate.conditions) }
    }.map { index in
      let fit = study.fits.indices.contains(index) ? study.fits[index]?.fit(of: law) : nil
      let parameter = fit?.parameter(name)
      let value = parameter.map { GateValue(Estimate($0.estimate, low: $0.low, high: $0.high)) }
      let label = study.series[index].label
      if let fit, [.rejected, .notIdentifiable, .exactlyDetermined].contains(fit.verdict) {
        return GateResult(
          gate: gate.text, cell: "", place: label, value: value?.estimate.value, low: value?.estimate.low,
          high: value?.estimate.high, limit: gate.limit, verdict: .undecided, reason: fit.reason)
      }
      let remark = fit?.verdict == .notChosen ? "the measurements prefer another law" : ""
      return result(gate, value, cell: "", place: label, remark: remark) {
        fit == nil ? "\(law.title)'s law was not fitted to this series" : "the fit has no \(name)"
      }
    }
  }

  // MARK: - Reference

  private func regressionResults(_ gate: Gate) -> [GateResult] {
    let wanted = study.cells.indices.filter { matches(study.cells[$0], gate.conditions) }
    func undecided(_ index: Int, _ reason: String) -> GateResult {
      GateResult(
        gate: gate.text, cell: study.cells[index].cell, place: place(index), verdict: .undecided,
        reason: reason)
    }
    switch reference {
    case .unavailable(let reason):
      // One line says it for all cells.
      guard !wanted.isEmpty else { return [] }
      return [GateResult(gate: gate.text, cell: "", place: "", verdict: .undecided, reason: reason)]
    case .compared(let comparison):
      let compared = rows(of: comparison)
      return wanted.map { index in
        guard let row = compared[index] else { return undecided(index, "the reference has no such cell") }
        let verdict: GateVerdict =
          switch row.verdict {
          case .regressed: .fails
          case .improved, .equivalent: .holds
          case .inconclusive: comparison.excludesRegression(of: row) ? .holds : .undecided
          }
        return GateResult(
          gate: gate.text, cell: study.cells[index].cell, place: place(index), value: row.ratio?.value,
          low: row.ratio?.low, high: row.ratio?.high, verdict: verdict, reason: row.reason)
      }
    }
  }

  /// The rows of a comparison by the index of their cell.
  private func rows(of comparison: Comparison) -> [Int: ComparedCell] {
    var indices: [[String]: Int] = [:]
    for (index, cell) in study.cells.enumerated() {
      indices[comparison.columns.map { text(of: $0, in: cell) }] = index
    }
    var rows: [Int: ComparedCell] = [:]
    for row in comparison.cells {
      if let index = indices[row.labels] { rows[index] = row }
    }
    return rows
  }

  /// What a cell shows in a column that names it.
  private func text(of column: String, in cell: CellSummary) -> String {
    switch column {
    case "executor": cell.executor
    case "workers": String(cell.workers)
    case "affinity": cell.affinity
    case "workload": study.workload
    case "cell": cell.cell
    default: study.parameterColumns.firstIndex(of: column).map { cell.parameters[$0] } ?? ""
    }
  }
}
