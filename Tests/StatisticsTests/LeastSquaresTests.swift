import Jobs
import Statistics
import Testing

struct LeastSquaresTests {
  @Test func `an overdetermined system has the coefficients of the normal equations`() throws {
    let solution = try #require(
      LeastSquares.solve(columns: [[1, 1, 1, 1], [1, 2, 3, 4]], values: [6, 5, 7, 10]))
    #expect(abs(solution.coefficients[0] - 3.5) < 1e-12)
    #expect(abs(solution.coefficients[1] - 1.4) < 1e-12)
    #expect(abs(solution.residualSumOfSquares - 4.2) < 1e-12)
  }

  @Test func `columns that depend on each other have no solution`() {
    #expect(LeastSquares.solve(columns: [[1, 2, 3], [2, 4, 6]], values: [1, 2, 3]) == nil)
    #expect(NonNegativeLeastSquares(columns: [[1, 2, 3], [2, 4, 6]]) == nil)
  }

  @Test func `fewer rows than columns have no solution`() {
    #expect(LeastSquares.solve(columns: [[1], [2]], values: [1]) == nil)
  }

  @Test func `units do not decide whether there is a solution`() throws {
    let solution = try #require(
      LeastSquares.solve(columns: [[1e-12, 2e-12, 3e-12], [1e9, 1e9, 1e9]], values: [1, 2, 3]))
    #expect(abs(solution.coefficients[0] * 1e-12 - 1) < 1e-9)
  }

  @Test func `the inverse of the normal matrix gives the covariance`() throws {
    let inverse = try #require(LeastSquares.inverseGram(columns: [[1, 1, 1, 1], [1, 2, 3, 4]]))
    // (XᵀX)⁻¹ = [[30, −10], [−10, 4]] / 20.
    let expected = [[1.5, -0.5], [-0.5, 0.2]]
    for row in 0..<2 {
      for column in 0..<2 { #expect(abs(inverse[row][column] - expected[row][column]) < 1e-12) }
    }
  }

  @Test func `columns at right angles have the condition 1`() {
    #expect(abs(LeastSquares.conditionNumber(columns: [[1, 0, 0], [0, 5, 0]]) - 1) < 1e-12)
  }

  @Test func `the condition of two columns follows from the angle between them`() {
    // Singular values √(1 ± cos): cos = 0.6.
    let condition = LeastSquares.conditionNumber(columns: [[1, 0], [0.6, 0.8]])
    #expect(abs(condition - 2) < 1e-12)
  }

  @Test func `columns that depend on each other have an infinite condition`() {
    #expect(LeastSquares.conditionNumber(columns: [[1, 2], [2, 4]]) == .infinity)
  }

  @Test func `a coefficient that would be negative is 0, and the others are fitted without it`() throws {
    let problem = try #require(NonNegativeLeastSquares(columns: [[1, 1, 1], [0, 1, 2]]))
    let solution = problem.solution([3, 2, 1])
    #expect(solution.coefficients == [2, 0])
    #expect(solution.isFree == [true, false])
    #expect(abs(solution.residualSumOfSquares - 2) < 1e-12)
  }

  @Test func `where all would be negative all are 0`() throws {
    let problem = try #require(NonNegativeLeastSquares(columns: [[1, 1], [0, 1]]))
    let solution = problem.solution([-1, -2])
    #expect(solution.coefficients == [0, 0])
    #expect(solution.residualSumOfSquares == 5)
  }

  @Test func `no other feasible point is nearer`() throws {
    var random = SplitMix64(seed: 7)
    func number() -> Double { Double(random.next() >> 11) * 0x1p-53 * 2 - 1 }
    for _ in 0..<200 {
      let columns = (0..<3).map { _ in (0..<5).map { _ in number() } }
      let values = (0..<5).map { _ in number() }
      let problem = try #require(NonNegativeLeastSquares(columns: columns))
      let solution = problem.solution(values)
      // Karush, Kuhn and Tucker: no coefficient can rise to gain, and a free one can neither rise nor fall.
      for index in columns.indices {
        var slope = 0.0
        for row in values.indices {
          let fitted = columns.indices.reduce(0.0) { $0 + solution.coefficients[$1] * columns[$1][row] }
          slope += columns[index][row] * (values[row] - fitted)
        }
        #expect(solution.coefficients[index] >= 0)
        #expect(slope < 1e-9)
        if solution.coefficients[index] > 1e-9 { #expect(abs(slope) < 1e-9) }
      }
    }
  }
}
