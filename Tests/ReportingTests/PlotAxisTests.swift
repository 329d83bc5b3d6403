import Testing

@testable import Reporting

struct PlotAxisTests {
  @Test(arguments: [
    (300_000.0, "300000"), (299_999.25, "299999.25"), (3.25, "3.25"), (0.123_456, "0.1235"), (-2.0, "-2"),
  ])
  func `a number for gnuplot is as exact as its axis needs`(value: Double, text: String) {
    #expect(PlotAxis.number(value) == text)
  }
}
