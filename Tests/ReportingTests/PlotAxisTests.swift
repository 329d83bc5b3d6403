import Testing

@testable import Reporting

struct PlotAxisTests {
  @Test(arguments: [
    (300_000.0, "300000"), (299_999.25, "299999.25"), (3.25, "3.25"), (0.123_456, "0.1235"), (-2.0, "-2"),
  ])
  func `a number for gnuplot is as exact as its axis needs`(value: Double, text: String) {
    #expect(PlotAxis.number(value) == text)
  }

  @Test func `the axis of workers is logarithmic where it is asked to be, whatever the counts`() {
    #expect(!PlotAxis.workers([1, 2, 3, 4, 5, 6]).isLogarithmic)
    #expect(PlotAxis.workers([1, 2, 3, 4, 5, 6], isLogarithmic: true).isLogarithmic)
    #expect(!PlotAxis.workers([4], isLogarithmic: true).isLogarithmic)
    #expect(!PlotAxis.workers([1, 2, 4, 8], isLogarithmic: false).isLogarithmic)
  }

  @Test func `a percent sign of a label is no format of a number`() {
    #expect(GnuplotText.tic("50% of it's") == "(tex ? '50\\%% of it''s' : '50%% of it''s')")
    #expect(GnuplotText.tic("fork") == "'fork'")
  }

  @Test func `very small numbers are told by a power of ten`() {
    #expect(Wording.number(6.505e-19) == "6.505e-19")
    #expect(Wording.number(0.000_315_5) == "0.0003155")
    #expect(Wording.number(0) == "0")
    #expect(Wording.number(-2.5e-6, digits: 3) == "-2.50e-6")
  }
}
