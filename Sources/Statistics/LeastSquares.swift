import RealModule

/// Linear least squares: what brings a combination of columns nearest to values. Weights are put in beforehand, by
/// multiplying the rows with their square roots.
package enum LeastSquares {
  /// A fit, in the order of the columns.
  package struct Solution: Sendable, Equatable {
    package var coefficients: [Double]
    package var residualSumOfSquares: Double
    /// Which coefficients are free; the others are held at their bound 0.
    package var isFree: [Bool]

    package init(coefficients: [Double], residualSumOfSquares: Double, isFree: [Bool]) {
      self.coefficients = coefficients
      self.residualSumOfSquares = residualSumOfSquares
      self.isFree = isFree
    }
  }

  /// The fit without bounds, by QR of the scaled columns; nil where there are fewer rows than columns, or the columns
  /// do not determine it.
  package static func solve(columns: [[Double]], values: [Double]) -> Solution? {
    guard let rows = columns.first?.count, rows >= columns.count,
      let coefficients = HouseholderQR(columns: columns).solve(values)
    else { return nil }
    return Solution(
      coefficients: coefficients,
      residualSumOfSquares: residualSumOfSquares(columns, values, coefficients),
      isFree: columns.map { _ in true })
  }

  /// (XᵀX)⁻¹: times the variance of a residual it is the covariance of the coefficients. Nil where the columns do not
  /// determine them.
  package static func inverseGram(columns: [[Double]]) -> [[Double]]? {
    guard let rows = columns.first?.count, rows >= columns.count else { return nil }
    return HouseholderQR(columns: columns).inverseGram
  }

  /// The ratio of the largest to the smallest singular value of the columns, each scaled to length 1: how many times
  /// an error of the values can grow in the coefficients. Infinite where the columns depend on each other.
  package static func conditionNumber(columns: [[Double]]) -> Double {
    var matrix = columns.map { column in
      let length = HouseholderQR.length(column[...])
      return column.map { length > 0 ? $0 / length : 0 }
    }
    // One-sided Jacobi (Hestenes 1958): columns are turned in pairs until they stand at right angles. Their lengths
    // are then the singular values. A few sweeps do for as few columns as laws have; 30 is beyond any need.
    for _ in 0..<30 {
      var largest = 0.0
      for first in matrix.indices {
        for second in matrix.indices where second > first {
          largest = max(largest, orthogonalize(&matrix, first, second))
        }
      }
      if largest < 1e-15 { break }
    }
    let lengths = matrix.map { HouseholderQR.length($0[...]) }
    guard let largest = lengths.max(), let smallest = lengths.min(), smallest > 1e-15 * largest else {
      return .infinity
    }
    return largest / smallest
  }

  /// Turns two columns in their plane so that they stand at right angles; returns the cosine that they had.
  private static func orthogonalize(_ matrix: inout [[Double]], _ first: Int, _ second: Int) -> Double {
    var (alpha, beta, gamma) = (0.0, 0.0, 0.0)
    for row in matrix[first].indices {
      alpha += matrix[first][row] * matrix[first][row]
      beta += matrix[second][row] * matrix[second][row]
      gamma += matrix[first][row] * matrix[second][row]
    }
    let size = Double.sqrt(alpha * beta)
    guard size > 0, abs(gamma) > 1e-300 else { return 0 }
    let zeta = (beta - alpha) / (2 * gamma)
    let tangent = (zeta >= 0 ? 1.0 : -1.0) / (abs(zeta) + Double.sqrt(1 + zeta * zeta))
    let cosine = 1 / Double.sqrt(1 + tangent * tangent)
    let sine = cosine * tangent
    for row in matrix[first].indices {
      let (left, right) = (matrix[first][row], matrix[second][row])
      matrix[first][row] = cosine * left - sine * right
      matrix[second][row] = sine * left + cosine * right
    }
    return abs(gamma) / size
  }

  static func residualSumOfSquares(
    _ columns: [[Double]], _ values: [Double], _ coefficients: [Double]
  ) -> Double {
    var sum = 0.0
    for row in values.indices {
      var residual = values[row]
      for index in columns.indices { residual -= coefficients[index] * columns[index][row] }
      sum += residual * residual
    }
    return sum
  }
}
