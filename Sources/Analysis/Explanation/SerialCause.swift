import Expressions
import Jobs

extension ScalingExplainer {
  /// The part of the work that one worker does alone, while the others wait.
  var serialPart: Cause? {
    // What a lock keeps from running at the same time is no part of the work.
    guard study.scaling != .throughput, globalLock == nil, let (fraction, source) = serialFraction,
      fraction > 0
    else {
      return nil
    }
    // T(P)·P / T(1) is 1 + f(P − 1) by Amdahl's law; in a scaled speedup the fraction is of the same kind.
    let lost = 1 - 1 / (1 + fraction * Double(cell.workers - 1))
    let share = share(lost)
    var evidence =
      "\(source), which alone would leave an efficiency of \(Self.percent(1 - lost))\(accounting(share))"
    if let law = series.law {
      evidence += "; by construction \(law.symbol) is \(NumberFormat.shortest(law.serialPart))"
    }
    if let trend { evidence += "; \(trend)" }
    return Cause(name: "serial part", evidence: evidence, share: share)
  }

  /// The serial fraction and where it is from: the fit of Amdahl's law, else Karp and Flatt's at the fewest workers,
  /// where other overheads are smallest.
  private var serialFraction: (value: Double, source: String)? {
    let fits = study.fits.indices.contains(index) ? study.fits[index] : nil
    if study.scaling == .strong, let fit = fits?.fit(of: .amdahl),
      ![.rejected, .notIdentifiable].contains(fit.verdict), let part = fit.parameter("serial_fraction")
    {
      return (
        part.estimate, "Amdahl's law gives a serial fraction of " + text(part.estimate, part.low, part.high)
      )
    }
    guard let first = karpFlatt.first else { return nil }
    let (value, low, high) = (first.estimate.value, first.estimate.low, first.estimate.high)
    return (
      value,
      "the serial fraction is \(text(value, low, high)) at \(Self.counted(first.workers, "worker")) "
        + "(Karp and Flatt)"
    )
  }

  /// What the serial fraction does as workers are added: a serial part leaves it as it is, overhead lets it rise.
  private var trend: String? {
    guard let first = karpFlatt.first, let last = karpFlatt.last, first.workers < last.workers else {
      return nil
    }
    let values =
      "\(Self.number(first.estimate.value)) at \(first.workers) and "
      + "\(Self.number(last.estimate.value)) at \(Self.counted(last.workers, "worker"))"
    guard let low = first.estimate.low, let high = first.estimate.high, let lastLow = last.estimate.low,
      let lastHigh = last.estimate.high
    else { return "Karp and Flatt's fraction is \(values)" }
    let change = last.estimate.value - first.estimate.value
    let isSmall = abs(change) < max(0.01, 0.1 * abs(first.estimate.value))
    // Over all numbers of workers more can be told than from the first and the last.
    let fitted = study.fits.indices.contains(index) ? study.fits[index]?.fractionTrend : nil
    switch (isSmall, fitted) {
    case (true, .rises): return "Karp and Flatt's fraction rises a little, \(values): some overhead grows"
    case (true, .falls): return "Karp and Flatt's fraction falls a little, \(values)"
    case (true, _): return "Karp and Flatt's fraction stays, \(values), as that of a serial part does"
    case (false, _): break
    }
    if lastLow > high || fitted == .rises && change > 0 {
      return "Karp and Flatt's fraction rises, \(values): overhead grows with the workers"
    }
    if lastHigh < low || fitted == .falls && change < 0 {
      return "Karp and Flatt's fraction falls, \(values): no serial part alone does that"
    }
    return "Karp and Flatt's fraction is \(values): these runs do not tell whether it changes"
  }

  private var karpFlatt: [(workers: Int, estimate: Estimate)] {
    study.cells(of: series).compactMap { cell in cell.karpFlatt.map { (cell.workers, $0) } }
  }

  private func text(_ value: Double, _ low: Double?, _ high: Double?) -> String {
    guard let low, let high else { return Self.number(value) }
    return "\(Self.number(value)) [\(Self.number(low)), \(Self.number(high))]"
  }

  /// The lock that lets one worker at a time run, as in programs of an interpreter.
  var globalLock: Cause? {
    guard series.executor.hasPrefix(ExecutorKind.threadsGIL.rawValue),
      let parallelism = cell.achievedParallelism,
      parallelism < 1.3
    else { return nil }
    let share = share(1 - parallelism / Double(cell.workers))
    return Cause(
      name: "global lock",
      evidence: "one worker at a time may run: the achieved parallelism is \(Self.number(parallelism)) of "
        + "\(cell.workers)\(accounting(share))", share: share)
  }

  /// Workers that had nothing to do, beyond what the serial part makes them wait.
  var idleness: Cause? {
    guard globalLock == nil, let parallelism = cell.achievedParallelism else { return nil }
    let idle = 1 - parallelism / Double(cell.workers)
    guard idle >= Self.leastShare else { return nil }
    let share = share(idle)
    let isCommand = cell.startup == nil
    var evidence =
      isCommand
      ? "processors were busy for \(Self.percent(1 - idle)) of the workers' time"
      : "workers were inside tasks for \(Self.percent(1 - idle)) of their time"
    evidence += " (achieved parallelism \(Self.number(parallelism)) of \(cell.workers))\(accounting(share))"
    if let switches = cell.voluntarySwitches, switches > 0 {
      evidence += "; a run gave up its CPU \(NumberFormat.fixed(switches, decimals: 0)) times to wait"
    }
    return Cause(name: "waiting", evidence: evidence, share: share)
  }

  /// A worker that has more to do than the others, who wait for it.
  var unevenness: Cause? {
    guard let imbalance, imbalance >= 1.05 else { return nil }
    let expected = expectedImbalance
    guard imbalance > 1.1 * expected || expected == 1 else { return nil }
    let share = share(1 - expected / imbalance)
    return Cause(
      name: "imbalance",
      evidence: "the busiest worker was busy \(Self.number(imbalance)) times as long as the mean of all"
        + accounting(share), share: share)
  }

  /// What the serial part of the work, known by construction, makes of the worker that does it.
  private var expectedImbalance: Double {
    let count = Double(cell.workers)
    return switch series.law {
    case .amdahl(let law): 1 + law.serialFraction * (count - 1)
    case .gustafson(let law): count / (law.serialShare + count * (1 - law.serialShare))
    case nil: 1
    }
  }
}
