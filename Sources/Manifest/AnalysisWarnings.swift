import Expressions
import Jobs

/// Where the analysis will say less than its author expects.
extension JobWarnings {
  /// Fewer runs of a cell have no interval of the median at the level of 99 %, which decides whether a cell has enough
  /// runs: 2 · 0.5^n ≤ 0.01 needs n ≥ 8.
  static let repetitionsForPrecision = 8

  func reportAnalysis(to reader: NodeReader) {
    reportPrecision(to: reader)
    reportLaws(to: reader)
    reportShares(to: reader)
    if let place = places["reference"], !job.gates.contains(where: { $0.quantity == .regression }) {
      reader.report(
        .warning, "'reference' is what the gate 'not regressed' compares with, and there is no such gate",
        at: place)
    }
  }

  private func reportPrecision(to reader: NodeReader) {
    guard job.adaptive != nil, let place = places["repetitions"] else { return }
    if job.repetitions < Self.repetitionsForPrecision {
      reader.report(
        .warning,
        "no cell ends before 'max': whether a median is known well enough can be told from "
          + "\(Self.repetitionsForPrecision) runs on", at: place)
    }
    let compares =
      job.comparison != nil ? "compare" : job.gates.contains { $0.quantity == .regression } ? "gates" : nil
    if let compares, let place = places[compares] {
      reader.report(
        .warning,
        "cells that end when they are precise have unequal numbers of runs, chosen by what they showed: a comparison "
          + "wants a fixed number, such as repetitions: \(job.repetitions)", at: place)
    }
  }

  /// Warns of limits such as `efficiency >= 70`, where a percentage was meant.
  private func reportShares(to reader: NodeReader) {
    let columns = GateLimit.ofColumns(measure: .duration)
    for gate in job.gates where gate.limit >= 10 && !gate.text.hasSuffix("%") {
      let isShare =
        switch gate.quantity {
        case .column(let name): columns[name] == .share
        case .parameter(_, let name): ["serial_fraction", "sigma", "kappa"].contains(name)
        case .measure, .metric, .regression: false
        }
      guard isShare, let place = places["gates." + gate.text] else { continue }
      let limit = NumberFormat.shortest(gate.limit)
      reader.report(
        .warning,
        "gate '\(Excerpt.of(gate.text))' is about a share, of which 1 is the whole: write \(limit)% if that is meant",
        at: place)
    }
  }

  /// Warns of laws that the numbers of workers cannot support. The number of workers is that of the axis: what an
  /// exclusion leaves of a series may be less.
  private func reportLaws(to reader: NodeReader) {
    guard let place = places["fit"] else { return }
    let counts = Set(job.axes[Job.workersAxis].values.map(\.text)).count
    let shown = counts == 1 ? "there is 1" : "there are \(counts)"
    func warn(_ message: String) {
      reader.report(.warning, "\(message) numbers of workers: \(shown)", at: place)
    }
    let laws =
      job.fit ?? (job.scaling == .strong ? [.amdahl, .usl] : job.scaling == .weak ? [.gustafson] : [.usl])
    for law in laws {
      switch law {
      case .linear: break
      case .gustafson:
        if counts < 2 { warn("Gustafson's law needs at least 2") }
      case .amdahl:
        if counts < 3 {
          warn("Amdahl's law with an interval of its serial fraction needs at least 3")
        } else if counts < 5 {
          warn("whether Amdahl's law holds can be told from 5")
        }
      case .usl:
        if counts < 6 { warn("whether the universal scalability law holds can be told from 6") }
      }
    }
  }
}
