import Jobs
import Statistics

/// Says of each fitted law how far it can be believed, and which of them is to be believed.
struct FitJudge {
  let fitter: LawFitter
  let sample: FitSample
  let laws: [LawKind]
  /// By law; nil where there are fewer points than parameters.
  let fits: [NestedFit?]

  struct Judged {
    var laws: [LawFit]
    var chosen: LawKind?
    var notes: [String]
    var fractionTrend: FractionTrend?
  }

  private struct Opinion {
    var verdict: FitVerdict
    var reason: String
  }

  /// Below this difference of the criterion the simpler law is taken (Burnham and Anderson 2002).
  static let indistinguishable = 2.0
  /// The level of the test of the lack of fit.
  static let rejection = 0.01
  /// A law that is nowhere further off than this is kept, though precise runs show that it is off.
  static let tolerable = 0.02
  /// A smaller distance is printed as 0.0 %.
  static let visible = 0.0005
  /// The condition number of the scaled design above which σ and κ cannot be told apart.
  static let mostCondition = 1e3
  /// The interval of a serial fraction that says nothing: more than half of what it can be.
  static let widestFraction = 0.5
  /// The fewest workers of the largest cell from which scaling can be told.
  static let fewestWorkers = 4

  func judged() -> Judged {
    var opinions = zip(laws, fits).map(unfit)
    let contenders = laws.indices.filter { opinions[$0] == nil && fits[$0]?.aicc != nil }
    for index in laws.indices where opinions[index] == nil {
      opinions[index] = rejected(fits[index])
    }
    let standing = contenders.filter { opinions[$0] == nil }
    let weights = InformationCriterion.weights(
      laws.indices.map { contenders.contains($0) ? fits[$0]?.aicc : nil })
    let shares = shares(of: contenders)
    var chosen: Int?
    if contenders.count > 1 {
      chosen = choice(standing.map { ($0, fits[$0]?.aicc ?? .infinity) })
    } else if laws.count == 1, opinions[0] == nil {
      chosen = 0
    }
    for index in laws.indices where opinions[index] == nil {
      opinions[index] = opinion(
        index, chosen: chosen, contenders: contenders, weight: weights[index], share: shares[index])
    }
    let judged = laws.indices.map { index in
      // A band is drawn about the chosen law alone; where none is, about each that may hold.
      law(
        index, opinions[index] ?? Opinion(verdict: .ifItHolds, reason: ""), weights[index],
        hasBand: chosen == nil || chosen == index)
    }
    var notes = FitNotes(
      fitter: fitter, sample: sample, laws: judged, fits: fits, chosen: chosen,
      isChoice: contenders.count > 1, trend: nil)
    // Where more workers are faster than they should be at best, the fraction is below 0, and rises towards it.
    let trend = fitter.sharesWork && !notes.isSuperlinear ? KarpFlattTrend(sample)?.direction : nil
    notes.trend = trend
    return Judged(
      laws: judged, chosen: chosen.map { laws[$0] }, notes: notes.sentences(), fractionTrend: trend)
  }

  private func law(_ index: Int, _ opinion: Opinion, _ weight: Double?, hasBand: Bool) -> LawFit {
    guard let fit = fits[index] else {
      return LawFit(
        law: laws[index], loss: fitter.loss, parameters: [], level: FitIntervals.level, points: sample.count,
        verdict: opinion.verdict, reason: opinion.reason)
    }
    // What goes through all points whatever they are shows nothing, however exact these are.
    let isExact = opinion.verdict == .exactlyDetermined
    var parameters = fit.parameters(furthest: fitter.furthest(sample))
    if isExact { parameters = parameters.map { FittedParameter(name: $0.name, estimate: $0.estimate) } }
    let curve =
      opinion.verdict == .notIdentifiable
      ? []
      : FitCurve(sample: sample, base: base, extrapolates: fitter.extrapolates)
        .points(of: fit, hasBand: hasBand && !isExact)
    var law = LawFit(
      law: fit.law, loss: fit.loss, parameters: parameters,
      level: FitIntervals.level, points: sample.count, aicc: fit.aicc, weight: weight,
      verdict: opinion.verdict, reason: opinion.reason, residuals: fit.residuals, curve: curve)
    law.isExtrapolated = sample.workers[0] > 1
    return law
  }

  private var base: LawFitter.Base {
    fitter.base ?? LawFitter.Base(workers: sample.points[0].workers, value: sample.medians[0])
  }

  // MARK: - Opinions

  /// Why the data cannot tell a law's parameters; nil where they can.
  private func unfit(_ law: LawKind, _ fit: NestedFit?) -> Opinion? {
    let count = sample.count
    let freedom = law.freeCoefficients
    guard let fit else {
      return Opinion(
        verdict: .notIdentifiable,
        reason: count < freedom
          ? "\(freedom) parameters need as many numbers of workers, but there \(count == 1 ? "is" : "are") \(count)"
          : "the numbers of workers do not determine its parameters")
    }
    if freedom > 1, sample.mostWorkers < Double(Self.fewestWorkers) {
      return Opinion(
        verdict: .notIdentifiable,
        reason:
          "at most \(Int(sample.mostWorkers)) workers: how it scales shows from \(Self.fewestWorkers) on")
    }
    if freedom == count {
      let parameters = FitNumbers.counted(freedom, "parameter")
      return Opinion(
        verdict: .exactlyDetermined,
        reason:
          "\(parameters) and as many numbers of workers: it goes through all points, which shows nothing")
    }
    if law == .usl {
      let condition = LeastSquares.conditionNumber(
        columns: TimeEstimator.columns(law, sample.workers, sample.weights))
      if condition > Self.mostCondition {
        return Opinion(
          verdict: .notIdentifiable,
          reason: "σ and κ cannot be separated with these numbers of workers (condition number "
            + "\(FitNumbers.short(condition)))")
      }
    }
    if freedom > 1, let bounds = fit.bounds(within: 0...1, { $0.sigma }),
      bounds.high - bounds.low > Self.widestFraction
    {
      return Opinion(
        verdict: .notIdentifiable,
        reason: "its serial fraction may be anything from \(FitNumbers.short(bounds.low)) to "
          + FitNumbers.short(bounds.high))
    }
    return nil
  }

  /// Whether the runs contradict a law by more than can be tolerated.
  private func rejected(_ fit: NestedFit?) -> Opinion? {
    guard let fit, let test = fit.lackOfFit, test.probability < Self.rejection, let worst = fit.worst,
      abs(worst.relative) >= Self.tolerable
    else { return nil }
    return Opinion(
      verdict: .rejected,
      reason: "further from the data than their noise allows (F = \(FitNumbers.short(test.statistic)), "
        + "\(FitNumbers.probability(test.probability))); at \(FitNotes.workers(worst.workers)) the measured value is "
        + FitNotes.offset(worst, sample.quantity))
  }

  private func opinion(
    _ index: Int, chosen: Int?, contenders: [Int], weight: Double?, share: Double?
  ) -> Opinion {
    guard let fit = fits[index] else { return Opinion(verdict: .notIdentifiable, reason: "") }
    guard contenders.contains(index) else {
      return Opinion(
        verdict: .ifItHolds,
        reason:
          "its parameters hold if the law does; to choose it \(fit.freedom + 3) numbers of workers are needed, "
          + "there are \(sample.count)")
    }
    guard contenders.count > 1 else {
      let reason =
        laws.count == 1
        ? "the only law that was fitted" : "with \(sample.count) numbers of workers none can be chosen"
      return Opinion(verdict: .ifItHolds, reason: "its parameters hold if the law does; \(reason)")
    }
    var words = "Akaike weight \(FitNumbers.weight(weight ?? 0))"
    if let share { words += ", chosen in \(FitNumbers.percent(share)) of resamples" }
    if let test = fit.lackOfFit, test.probability < Self.rejection, let worst = fit.worst,
      abs(worst.relative) >= Self.visible
    {
      words +=
        "; precise runs show that it is off (\(FitNumbers.probability(test.probability))), by at most "
        + FitNumbers.percent(abs(worst.relative))
    }
    guard let chosen, chosen != index else {
      return Opinion(verdict: chosen == nil ? .notChosen : .chosen, reason: words)
    }
    let difference = (fit.aicc ?? 0) - (fits[chosen]?.aicc ?? 0)
    guard difference < Self.indistinguishable else {
      return Opinion(
        verdict: .notChosen,
        reason: "\(words); ΔAICc \(FitNumbers.short(difference)) to \(laws[chosen].title)")
    }
    return Opinion(
      verdict: .notDistinguishable, reason: "\(words); \(laws[chosen].title) is simpler and as good")
  }

  // MARK: - Choice

  /// The simplest of those that are near the best; the criteria stand by rising freedom of the laws.
  private func choice(_ criteria: [(index: Int, aicc: Double)]) -> Int? {
    guard let best = criteria.map(\.aicc).min() else { return nil }
    return criteria.first { $0.aicc - best < Self.indistinguishable }?.index
  }

  /// In which share of the resamples each law would have been chosen; nil where there are none.
  private func shares(of contenders: [Int]) -> [Double?] {
    let counts = contenders.map { fits[$0]?.sums.count ?? 0 }
    guard contenders.count > 1, let resamples = counts.min(), resamples > 0,
      counts.max() == resamples
    else { return laws.map { _ in nil } }
    let scale = fitter.scale(of: sample)
    var wins = laws.map { _ in 0 }
    for resample in 0..<resamples {
      let criteria = contenders.map { index -> (index: Int, aicc: Double) in
        let aicc = fits[index].flatMap {
          InformationCriterion.aicc(
            residualSumOfSquares: $0.sums[resample] / scale, points: sample.count, parameters: $0.freedom + 1)
        }
        return (index, aicc ?? .infinity)
      }
      if let index = choice(criteria) { wins[index] += 1 }
    }
    return laws.indices.map { contenders.contains($0) ? Double(wins[$0]) / Double(resamples) : nil }
  }
}
