import Foundation
import Statistics
import Testing

/// Change points that others have published.
struct GroundTruthChangePointTests {
  @Test func `cpd.otava.small`() throws {
    let truth = try GroundTruth("cpd.otava.small")
    let series = try truth.inputs["series"].numbers
    let expected = try truth.expected["change_points"].numbers.map { Int($0) }
    let best = try #require(OtavaSearch.bestSplit(of: series))
    #expect(best.split.index == (try truth.expected["first_candidate"].integer))
    #expect(best.end == (try truth.expected["kappa"].integer))
    let error = relativeError(best.split.statistic, try truth.expected["qhat"].number)
    #expect(error <= (try truth.tolerance["qhat_rel"].number))
    #expect(OtavaSearch.divide(series, largestP: try truth.inputs["max_pvalue"].number) == expected)
  }

  @Test func `cpd.otava.single`() throws {
    let truth = try GroundTruth("cpd.otava.single")
    let search = OtavaSearch(
      window: try truth.inputs["window"].integer, largestP: try truth.inputs["max_pvalue"].number,
      smallestChange: try truth.inputs["min_magnitude"].number)
    let expected = try truth.expected["change_points"].numbers.map { Int($0) }
    #expect(search.changePoints(try truth.inputs["series"].numbers) == expected)
  }

  /// The lists in Otava's own tests, of the series that it is shown with.
  private struct Published: Decodable {
    struct List: Decodable, Sendable {
      var window: Int
      var max_pvalue: Double
      var min_magnitude: Double
      var change_points: [Int]
    }
    var series: [Double]
    var lists: [List]

    static func read() throws -> Published {
      let url = try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures/tigerbeetle.json")
      return try JSONDecoder().decode(Published.self, from: Data(contentsOf: url))
    }
  }

  @Test(arguments: 0..<10)
  func `the lists of the series TigerBeetle come out`(_ number: Int) throws {
    let published = try Published.read()
    #expect(published.lists.count == 10)
    let list = published.lists[number]
    let search = OtavaSearch(
      window: list.window, largestP: list.max_pvalue, smallestChange: list.min_magnitude)
    #expect(search.changePoints(published.series) == list.change_points)
  }
}
