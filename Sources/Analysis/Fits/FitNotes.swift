import Jobs

/// What the fits of a series say together, in sentences: the one that matters first.
struct FitNotes {
  let fitter: LawFitter
  let sample: FitSample
  let laws: [LawFit]
  let fits: [NestedFit?]
  /// Index into ``laws``.
  let chosen: Int?
  /// Whether several laws could be compared.
  let isChoice: Bool
  /// Which way the Karp–Flatt fraction goes; nil where that is not known, or the workers share no work.
  var trend: FractionTrend?

  func sentences() -> [String] {
    var sentences: [String] = []
    sentences += headline
    if isChoice, let chosen { sentences += choice(laws[chosen]) }
    if isChoice, chosen == nil { sentences += rejections }
    if let superlinear { sentences.append(superlinear) }
    if let trend { sentences.append(trend.sentence(beside: chosen.map { laws[$0].law })) }
    if sample.workers[0] > 1 {
      sentences.append(
        "One worker was not measured: T(1) is that of the law, extrapolated from \(Int(sample.workers[0])) workers."
      )
    }
    if let method { sentences.append(method) }
    return sentences
  }

  // MARK: - The answer

  private var headline: [String] {
    if let chosen, let fit = fits[chosen] { return words(laws[chosen], fit, condition: !isChoice) }
    guard !isChoice else { return undecided }
    // Which law holds cannot be told; what Amdahl's would say can.
    guard let index = laws.firstIndex(where: { $0.law == .amdahl }), laws[index].verdict == .ifItHolds,
      let fit = fits[index]
    else { return refusal }
    return words(laws[index], fit, condition: true)
  }

  /// Where the data contradict every law that could be chosen: what the one that could not be says, else the nearest.
  private var undecided: [String] {
    let rejected = laws.filter { $0.verdict == .rejected }.map(\.law.title)
    guard rejected.count < laws.count else { return [nearest] }
    let start = "No law is chosen: the data contradict \(rejected.joined(separator: " and "))."
    guard let index = laws.firstIndex(where: { $0.verdict == .ifItHolds }), let fit = fits[index] else {
      return [start]
    }
    let free = "\(laws[index].law.title) cannot be judged with \(sample.count) numbers of workers."
    return ["\(start) \(free)"] + words(laws[index], fit, condition: true)
  }

  /// Where the data contradict every law: that which is least far off, and what it says.
  private var nearest: String {
    let start = "No law is chosen: the data contradict each of them."
    func distance(_ index: Int) -> Double { abs(fits[index]?.worst?.relative ?? .infinity) }
    guard let index = laws.indices.min(by: { distance($0) < distance($1) }), let fit = fits[index],
      let worst = fit.worst
    else { return start }
    let distanced =
      "\(start) The nearest is \(laws[index].law.title), at worst \(FitNumbers.percent(abs(worst.relative))) off "
      + "(\(Self.workers(worst.workers)))."
    // That data which contradict the ideal scale linearly is not to be said.
    guard laws[index].law != .linear, let words = words(laws[index], fit, condition: false).first else {
      return distanced
    }
    return "\(distanced) By it: \(words)"
  }

  private var refusal: [String] {
    guard let law = laws.last(where: { $0.verdict != .ifItHolds }) else { return [] }
    return ["\(law.law.title): \(law.verdict.rawValue), \(law.reason)."]
  }

  /// How sure the choice is, and which laws are as good.
  private func choice(_ law: LawFit) -> [String] {
    let others = laws.filter { $0.verdict == .notDistinguishable }.map(\.law.title)
    let chosen = "\(law.law.title) is chosen: \(law.reason)."
    guard !others.isEmpty else { return [chosen] }
    return [
      chosen,
      "\(others.joined(separator: " and ")) cannot be told from it with \(sample.count) numbers of workers.",
    ]
  }

  private var rejections: [String] {
    laws.filter { $0.verdict == .rejected }.map { "\($0.law.title): \($0.reason)." }
  }

  private func words(_ law: LawFit, _ fit: NestedFit, condition: Bool) -> [String] {
    let start = condition ? "If \(Self.named(law.law)) holds: " : ""
    switch law.law {
    case .linear: return [start + linear]
    case .amdahl: return [start + amdahl(law, fit)]
    case .usl: return [start + contention(law, fit), peak(law, fit)]
    case .gustafson: return []
    }
  }

  private static func named(_ law: LawKind) -> String {
    switch law {
    case .amdahl: "Amdahl's law"
    case .gustafson: "Gustafson's law"
    case .linear: "the ideal"
    case .usl: "the universal scalability law"
    }
  }

  private var linear: String {
    let most = Int(sample.mostWorkers)
    guard let index = laws.firstIndex(where: { $0.law == .amdahl }), let fit = fits[index],
      let bounds = fit.bounds(within: 0...1, { $0.sigma })
    else { return "Scales linearly up to \(most) workers." }
    guard bounds.high > 0 else { return "Scales linearly up to \(most) workers: no serial fraction is seen." }
    return
      "Scales linearly up to \(most) workers: a serial fraction is at most \(FitNumbers.short(bounds.high))."
  }

  private func amdahl(_ law: LawFit, _ fit: NestedFit) -> String {
    guard let fraction = law.parameter("serial_fraction") else { return "" }
    let bounds = fit.bounds(within: 0...1) { $0.sigma }
    if let bounds, bounds.isOneSided, bounds.low == 0, bounds.high > 0 {
      return "Serial fraction at most \(FitNumbers.short(bounds.high)): none can be told from 0."
    }
    guard fraction.estimate > 0 else { return "No serial fraction is seen." }
    return "Serial fraction \(FitNumbers.interval(fraction)): never faster than "
      + "\(FitNumbers.factor(1 / fraction.estimate)) times, however many workers."
  }

  private func contention(_ law: LawFit, _ fit: NestedFit) -> String {
    func part(_ symbol: String, _ name: String, _ value: (LawCoefficients) -> Double) -> String {
      if let bounds = fit.bounds(value), bounds.isOneSided, bounds.low == 0 {
        guard bounds.high > 0 else { return "\(symbol) 0" }
        return "\(symbol) at most \(FitNumbers.short(bounds.high))"
      }
      return symbol + " " + (law.parameter(name).map(FitNumbers.interval) ?? "unknown")
    }
    return "Contention \(part("σ", "sigma") { $0.sigma }), crosstalk \(part("κ", "kappa") { $0.kappa })."
  }

  private func peak(_ law: LawFit, _ fit: NestedFit) -> String {
    if let peak = law.parameter("peak_workers") {
      guard peak.estimate > 1 else { return "One worker is the fastest: more make it slower." }
      let best = fit.coefficients.tau / fit.coefficients.time(peak.estimate)
      let place = peak.estimate > sample.mostWorkers ? ", beyond what was measured" : ""
      return
        "Fastest with about \(FitNumbers.interval(peak)) workers\(place), \(FitNumbers.factor(best)) times as fast "
        + "as one; more make it slower."
    }
    guard fit.hasPeak else { return "No peak can be told." }
    return
      "The peak was not observed: it lies beyond twice the \(Int(sample.mostWorkers)) workers that were measured."
  }

  // MARK: - What else there is to know

  /// Where more workers are faster than they should be at best, no law here applies.
  private var superlinear: String? {
    isSuperlinear
      ? "Superlinear (c₁ < 0): more workers are more than so many times as fast, and Amdahl's law does not apply."
      : nil
  }

  /// Whether the fit of Amdahl's law would need a serial part below 0, and is far from the data for want of it.
  var isSuperlinear: Bool {
    guard let index = laws.firstIndex(where: { $0.law == .amdahl }), let fit = fits[index],
      !fit.samples.isEmpty, fit.coefficients.constant == 0
    else { return false }
    let atBound = fit.samples.count { $0.constant == 0 }
    guard Double(atBound) >= 0.975 * Double(fit.samples.count), let worst = fit.worst else { return false }
    return abs(worst.relative) >= FitJudge.tolerable
  }

  /// How the intervals were made, where it is not by rounds.
  private var method: String? {
    if fitter.isExact { return "The values were computed: they have no noise, and no interval is given." }
    guard let draws = sample.draws else {
      return sample.fewest == 1
        ? "Without repetitions the intervals come from the scatter of the points about the law."
        : "With \(sample.fewest) runs the intervals come from the scatter of the points about the law."
    }
    switch draws.method {
    case .rounds: return nil
    case .runs:
      return fitter.hasRounds
        ? MedianDraws.apart(sample.points.map(\.values)) : nil
    case .asymptotic:
      return
        "With more than \(MedianDraws.mostCounted) runs a cell the resampled medians are drawn from their "
        + "asymptotic distribution, each cell by itself."
    }
  }

  static func workers(_ count: Int) -> String { FitNumbers.counted(count, "worker") }

  /// `3.2 % more than the law says`.
  static func offset(_ residual: LawFit.Residual, _ quantity: FitQuantity) -> String {
    let amount = FitNumbers.percent(abs(residual.relative))
    let isMore = (residual.relative > 0) != (quantity == .rate)
    return "\(amount) \(isMore ? "more" : "less") than the law says"
  }
}
