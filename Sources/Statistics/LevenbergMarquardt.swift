import RealModule

/// Least squares of a model that is not linear in its parameters, by the method of Levenberg and Marquardt with an
/// analytic Jacobian (Moré 1978; the damping after Nielsen 1999). Bounds are kept by projection. It finds the minimum
/// near its start: who wants the lowest of several starts from several places.
package enum LevenbergMarquardt {
  /// What the caller's closure fills in.
  package struct Evaluation {
    /// Measured minus modelled, one a point.
    package var residuals: [Double]
    /// The derivatives of the **modelled** values, a column a parameter.
    package var derivatives: [[Double]]
  }

  package struct Fit: Sendable, Equatable {
    package var parameters: [Double]
    package var residualSumOfSquares: Double
    package var residuals: [Double]
    /// Points less parameters; may be 0.
    package var degreesOfFreedom: Int
    /// (JᵀJ)⁻¹ at the solution, of the parameters that are not at a bound: zero for the others. Nil where the points
    /// do not determine the parameters.
    package var inverseGram: [[Double]]?
    /// False where the iteration was given up.
    package var hasConverged: Bool

    /// √(RSS / degrees of freedom); nil without a degree of freedom.
    package var residualStandardError: Double? {
      degreesOfFreedom > 0 ? Double.sqrt(residualSumOfSquares / Double(degreesOfFreedom)) : nil
    }

    /// The standard error after Wald, √((JᵀJ)⁻¹ RSS / degrees of freedom); nil where it is not known.
    package func standardError(_ index: Int) -> Double? {
      guard let error = residualStandardError, let variance = inverseGram?[index][index], variance > 0 else {
        return nil
      }
      return error * Double.sqrt(variance)
    }
  }

  /// A parameter's bounds.
  package typealias Bounds = ClosedRange<Double>

  /// The fit from a start.
  ///
  /// - Parameters:
  ///   - start: is moved into the bounds first.
  ///   - bounds: one a parameter; nil: all are free.
  ///   - points: how many residuals there are.
  ///   - evaluate: residuals and derivatives at parameters; residuals that are not finite count as worse than any.
  /// - Returns: nil where the residuals at the start are not finite.
  package static func fit(
    start: [Double], bounds: [Bounds]? = nil, points: Int, mostIterations: Int = 2000,
    evaluate: ([Double], inout Evaluation) -> Void
  ) -> Fit? {
    var search = Search(start: start, bounds: bounds, points: points)
    evaluate(search.parameters, &search.current)
    guard search.take(search.current) else { return nil }
    var iterations = 0
    while iterations < mostIterations, !search.isDone {
      iterations += 1
      guard let step = search.step() else { break }
      var trial = search.blank
      evaluate(step, &trial)
      search.judge(step, trial)
    }
    return search.fit
  }
}

/// The state of an iteration.
private struct Search {
  typealias Evaluation = LevenbergMarquardt.Evaluation

  private(set) var parameters: [Double]
  var current: Evaluation
  private(set) var isDone = false
  private let bounds: [LevenbergMarquardt.Bounds]?
  private let points: Int
  private var sum = Double.infinity
  private var damping = 1e-3
  private var growth = 2.0
  /// The largest lengths that the columns of the Jacobian have had: they scale the parameters.
  private var scales: [Double]
  private var rejections = 0
  private var predicted = 0.0

  init(start: [Double], bounds: [LevenbergMarquardt.Bounds]?, points: Int) {
    self.bounds = bounds
    self.points = points
    parameters = start
    scales = start.map { _ in 0 }
    current = Evaluation(
      residuals: Array(repeating: 0, count: points),
      derivatives: start.map { _ in Array(repeating: 0, count: points) })
    parameters = projected(start)
  }

  var blank: Evaluation { current }

  var fit: LevenbergMarquardt.Fit {
    let free = parameters.indices.filter { !isHeld($0) }
    var gram: [[Double]]?
    if points >= free.count, !free.isEmpty,
      let part = LeastSquares.inverseGram(columns: free.map { current.derivatives[$0] })
    {
      var whole = parameters.map { _ in parameters.map { _ in 0.0 } }
      for (row, first) in free.enumerated() {
        for (column, second) in free.enumerated() { whole[first][second] = part[row][column] }
      }
      gram = whole
    }
    return LevenbergMarquardt.Fit(
      parameters: parameters, residualSumOfSquares: sum, residuals: current.residuals,
      degreesOfFreedom: points - parameters.count, inverseGram: gram, hasConverged: isDone)
  }

  /// Takes over an evaluation at the parameters; false where it is not finite.
  mutating func take(_ evaluation: Evaluation) -> Bool {
    let squares = evaluation.residuals.reduce(0) { $0 + $1 * $1 }
    guard squares.isFinite else { return false }
    current = evaluation
    sum = squares
    for index in scales.indices {
      scales[index] = max(scales[index], HouseholderQR.length(current.derivatives[index][...]))
    }
    return true
  }

  /// The parameters to try next: the least squares of the linearised problem whose scaled step is damped; nil where
  /// none is left that could move.
  mutating func step() -> [Double]? {
    let free = parameters.indices.filter { !isHeld($0) }
    guard !free.isEmpty else {
      isDone = true
      return nil
    }
    let root = Double.sqrt(damping)
    let columns = free.enumerated().map { place, index in
      var column = current.derivatives[index]
      column += free.indices.map { $0 == place ? root * (scales[index] > 0 ? scales[index] : 1) : 0 }
      return column
    }
    let values = current.residuals + free.map { _ in 0.0 }
    guard let change = HouseholderQR(columns: columns).solve(values) else { return nil }
    var next = parameters
    for (place, index) in free.enumerated() { next[index] += change[place] }
    next = projected(next)
    predicted = 0
    for row in 0..<points {
      var left = current.residuals[row]
      for index in free { left -= current.derivatives[index][row] * (next[index] - parameters[index]) }
      predicted += left * left
    }
    predicted = sum - predicted
    return next
  }

  /// Accepts a step that makes the sum smaller, and adapts the damping.
  mutating func judge(_ next: [Double], _ evaluation: Evaluation) {
    let relative = zip(parameters, next).map { abs($1 - $0) / max(abs($0), 1e-300) }.max() ?? 0
    let old = sum
    let squares = evaluation.residuals.reduce(0) { $0 + $1 * $1 }
    if squares.isFinite, squares < old {
      let ratio = predicted > 0 ? (old - squares) / predicted : 1
      parameters = next
      _ = take(evaluation)
      let cube = (2 * ratio - 1) * (2 * ratio - 1) * (2 * ratio - 1)
      damping = max(1e-15, damping * max(1.0 / 3, 1 - cube))
      growth = 2
      rejections = 0
      // Both have to be at rest: a flat valley has small gains long before its end.
      isDone = relative < 1e-10 && old - squares <= 1e-15 * old || squares == 0
    } else {
      rejections += 1
      damping *= growth
      growth *= 2
      // A step that is lost in rounding cannot become better.
      isDone = relative < 1e-14 || old == 0
      if rejections > 60 { isDone = true }
    }
  }

  /// At a bound, with the sum falling only beyond it.
  private func isHeld(_ index: Int) -> Bool {
    guard let range = bounds?[index] else { return false }
    guard parameters[index] <= range.lowerBound || parameters[index] >= range.upperBound else { return false }
    var slope = 0.0
    for row in 0..<points { slope += current.derivatives[index][row] * current.residuals[row] }
    return parameters[index] <= range.lowerBound ? slope <= 0 : slope >= 0
  }

  private func projected(_ values: [Double]) -> [Double] {
    guard let bounds else { return values }
    return zip(values, bounds).map { min(max($0, $1.lowerBound), $1.upperBound) }
  }
}
