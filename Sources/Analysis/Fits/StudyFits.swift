package import Jobs
import Statistics

extension Study {
  /// Fits laws to each series, and fills ``fits``.
  ///
  /// - Parameters:
  ///   - requested: the laws that the manifest names; nil: those that belong to the declared scaling.
  ///   - seed: of the resamples.
  ///   - extrapolates: whether curves go on beyond twice the most workers.
  ///   - machine: what was measured on; nil where that is not known: then all numbers of workers count alike.
  package mutating func fitLaws(
    _ requested: [LawKind]?, seed: UInt64, extrapolates: Bool, machine: Machine? = nil
  ) {
    let (laws, refused) = laws(requested)
    fits = series.map { entry in
      guard !entry.isSerial, !(laws.isEmpty && refused.isEmpty) else { return nil }
      return fit(entry, laws, refused: refused, seed: seed, extrapolates: extrapolates, machine: machine)
    }
  }

  /// The laws of the declared scaling, and why others were refused.
  private func laws(_ requested: [LawKind]?) -> (laws: [LawKind], refused: [String]) {
    let own: [LawKind] =
      switch scaling {
      case .strong: [.linear, .amdahl, .usl]
      case .weak: measuresReferences ? [.gustafson] : []
      case .throughput: [.linear, .usl]
      }
    guard let requested else { return (own, []) }
    let refused = requested.filter { !own.contains($0) }.map { law in
      law == .gustafson && scaling == .weak
        ? "Gustafson's law cannot be fitted: no one-worker run of the grown size."
        : "\(law.title): refused, it does not belong to \(scaling.rawValue) scaling."
    }
    return (own.filter { requested.contains($0) }, refused)
  }

  private func fit(
    _ entry: Series, _ laws: [LawKind], refused: [String], seed: UInt64, extrapolates: Bool, machine: Machine?
  ) -> SeriesFits? {
    let measured = cells(of: entry).filter { $0.sample != nil && !$0.values.isEmpty }
    guard measured.count > 1 else { return nil }
    let limit = limit(of: measured, machine)
    let kept = measured.filter { $0.workers <= limit }
    let beyond = measured.filter { $0.workers > limit }.map { String($0.workers) }
    var fitter = LawFitter(
      points: kept.map {
        FitPoint(workers: $0.workers, values: $0.values, references: $0.referenceValues)
      },
      quantity: measure.isRate ? .rate : scaling == .throughput ? .copyTime : .time)
    fitter.seed = seed
    fitter.extrapolates = extrapolates
    fitter.hasRounds = hasRounds
    fitter.sharesWork = scaling == .strong
    fitter.isExact = measured.allSatisfy(\.isSimulated)
    if let base = base(of: entry), let value = base.sample?.median, value > 0 {
      fitter.base = LawFitter.Base(workers: base.workers, value: value)
    }
    var result = fitter.fits(laws)
    if !beyond.isEmpty {
      result.notes.append(
        "Fitted up to \(FitNumbers.counted(limit, "worker")), one a physical core: beyond, workers share cores, and "
          + "\(beyond.joined(separator: ", ")) \(beyond.count == 1 ? "is" : "are") left out.")
    }
    result.notes += refused
    return result
  }

  /// The most workers that can be fitted by one law: with more than one a core, computing is another machine. Who waits
  /// needs no core, and what was computed had none.
  private func limit(of cells: [CellSummary], _ machine: Machine?) -> Int {
    guard let machine, !cells.allSatisfy(\.isSimulated),
      cells.contains(where: { $0.bound == .cpu || $0.bound == .memory })
    else { return .max }
    return min(machine.physicalCores, machine.usableCPUs)
  }
}
