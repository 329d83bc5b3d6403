import Foundation
import Statistics
import Testing

struct ModelChoiceTests {
  @Test func `the corrected criterion is that of its definition`() throws {
    let value = try #require(
      InformationCriterion.aicc(residualSumOfSquares: 0.07, points: 7, parameters: 3))
    #expect(abs(value - (7 * log(0.01) + 6 + 8)) < 1e-12)
  }

  @Test func `with too few points there is no criterion`() {
    #expect(InformationCriterion.aicc(residualSumOfSquares: 1, points: 4, parameters: 3) == nil)
    #expect(InformationCriterion.aicc(residualSumOfSquares: 1, points: 5, parameters: 3) != nil)
  }

  @Test func `points that lie on a law leave a finite criterion`() throws {
    let value = try #require(InformationCriterion.aicc(residualSumOfSquares: 0, points: 6, parameters: 2))
    #expect(value.isFinite)
  }

  @Test func `weights add up to 1 and follow the differences`() throws {
    let weights = InformationCriterion.weights([10, nil, 12])
    #expect(weights[1] == nil)
    let (first, last) = (try #require(weights[0]), try #require(weights[2]))
    #expect(abs(first + last - 1) < 1e-12)
    #expect(abs(first / last - exp(1)) < 1e-9)
  }

  @Test func `without any criterion there is no weight`() {
    #expect(InformationCriterion.weights([nil, nil]) == [nil, nil])
  }

  @Test func `the lack of fit is the ratio of the two variances`() throws {
    // Means 2, 4, 9; the line 0, 4, 8 + 1/3 … is not needed: any fitted values do.
    let test = try #require(
      LackOfFit(groups: [[1, 3], [3, 5], [8, 10]], fitted: [2, 5, 9], parameters: 2))
    // Between: 2·1 / 1; within: 6 / 3.
    #expect(abs(test.statistic - 1) < 1e-12)
    // F(1, 3) of 1: the two-sided t with 3 degrees of freedom of 1.
    #expect(abs(test.probability - 0.391002218955771) < 1e-9)
  }

  @Test func `without repetitions there is no test`() {
    #expect(LackOfFit(groups: [[1], [2], [3]], fitted: [1, 2, 3], parameters: 1) == nil)
  }

  @Test func `without scatter there is no test`() {
    #expect(LackOfFit(groups: [[1, 1], [2, 2]], fitted: [1, 2], parameters: 1) == nil)
  }
}
