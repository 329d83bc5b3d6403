package import Jobs

/// What a fit makes small.
package enum FitLoss: String, Sendable, CaseIterable {
  /// Squares of relative residuals of times: linear in the parameters, so that the best solution is found for sure.
  case time
  /// Squares of residuals of throughput, as other tools for the universal scalability law do.
  case throughput
}

/// A parameter of a law with its interval.
package struct FittedParameter: Sendable, Equatable {
  /// As in ``LawKind/parameterNames``; with ``FitLoss/throughput`` `lambda` takes the place of `tau`.
  package var name: String
  package var estimate: Double
  /// Nil where the data give no interval.
  package var low: Double?
  package var high: Double?

  package init(name: String, estimate: Double, low: Double? = nil, high: Double? = nil) {
    self.name = name
    self.estimate = estimate
    self.low = low
    self.high = high
  }
}

/// How far a fitted law can be believed; the raw value stands in `fits.csv`.
package enum FitVerdict: String, Sendable, CaseIterable {
  /// The data prefer this law to the others.
  case chosen
  /// Fits, but another one is preferred.
  case notChosen = "not chosen"
  /// As good as the chosen one, which is simpler or was preferred by a hair.
  case notDistinguishable = "not distinguishable"
  /// As many parameters as points: it goes through all of them, which shows nothing.
  case exactlyDetermined = "exactly determined"
  /// Parameters hold if the law does; too few points to choose it.
  case ifItHolds = "if it holds"
  /// The data cannot tell the parameters.
  case notIdentifiable = "not identifiable"
  /// Further from the data than their noise allows.
  case rejected
}

/// One law fitted to the cells of a series.
package struct LawFit: Sendable, Equatable {
  /// What the law says at a number of workers, with its band.
  package struct CurvePoint: Sendable, Equatable {
    package var workers: Double
    /// In the unit of the measure: a time, a cost or, for rates and throughput, a rate.
    package var value: Estimate
    /// Over the base of the series, as in the column `speedup`.
    package var speedup: Estimate

    package init(workers: Double, value: Estimate, speedup: Estimate) {
      self.workers = workers
      self.value = value
      self.speedup = speedup
    }
  }

  /// How far a cell is from the law.
  package struct Residual: Sendable, Equatable {
    package var workers: Int
    /// (measured − fitted) / measured: 0.02 is 2 % more than the law says.
    package var relative: Double

    package init(workers: Int, relative: Double) {
      self.workers = workers
      self.relative = relative
    }
  }

  package var law: LawKind
  package var loss: FitLoss
  package var parameters: [FittedParameter]
  /// The nominal level of the intervals.
  package var level: Double
  /// Distinct numbers of workers that were fitted.
  package var points: Int
  /// The corrected criterion of Akaike, smaller is better; nil where there are too few points for it.
  package var aicc: Double?
  /// The Akaike weight among the laws that have an ``aicc``.
  package var weight: Double?
  package var verdict: FitVerdict
  /// The verdict in words, with its reason and numbers.
  package var reason: String
  package var residuals: [Residual]
  /// At the workers of the cells and between them, ascending, with a band where the law is the chosen one or none is;
  /// empty where nothing can be drawn. It ends at twice the largest number of workers unless extrapolation was asked
  /// for.
  package var curve: [CurvePoint]
  /// True where a parameter refers to a fitted T(1), since one worker was not measured.
  package var isExtrapolated = false

  package init(
    law: LawKind, loss: FitLoss, parameters: [FittedParameter], level: Double, points: Int,
    aicc: Double? = nil, weight: Double? = nil, verdict: FitVerdict, reason: String,
    residuals: [Residual] = [], curve: [CurvePoint] = []
  ) {
    self.law = law
    self.loss = loss
    self.parameters = parameters
    self.level = level
    self.points = points
    self.aicc = aicc
    self.weight = weight
    self.verdict = verdict
    self.reason = reason
    self.residuals = residuals
    self.curve = curve
  }

  /// The parameter of a name.
  package func parameter(_ name: String) -> FittedParameter? {
    parameters.first { $0.name == name }
  }

  /// The residual that is farthest from 0.
  package var worstResidual: Residual? {
    residuals.max { abs($0.relative) < abs($1.relative) }
  }
}

/// The laws that were fitted to a series.
package struct SeriesFits: Sendable, Equatable {
  /// Simpler laws first.
  package var laws: [LawFit]
  /// Index into ``laws`` of the law to believe; nil where the data cannot tell.
  package var chosen: Int?
  /// What the fits say together, in sentences: which law, how sure, what stands against it.
  package var notes: [String]
  /// Which way the Karp–Flatt fraction goes; nil where that is not known.
  package var fractionTrend: FractionTrend?

  package init(laws: [LawFit], chosen: Int? = nil, notes: [String] = []) {
    self.laws = laws
    self.chosen = chosen
    self.notes = notes
  }

  /// The law to believe.
  package var chosenLaw: LawFit? { chosen.map { laws[$0] } }

  /// The fit of a law.
  package func fit(of law: LawKind) -> LawFit? { laws.first { $0.law == law } }
}
