import Statistics
import Testing

@Test func `the median of an even number of values is the mean of the middle two`() {
  #expect(Quantile.median(sorted: [-10, 2, 3, 4, 5, 6]) == 3.5)
}

@Test func `no values have no quantile`() {
  #expect(Quantile.median(sorted: []) == nil)
  #expect(Quantile.type7(sorted: [], probability: 0.5) == nil)
}

/// R: quantile(c(1, 2, 4, 8, 16), c(.1, .25, .5, .75, 1)) is 1.4, 2, 4, 8, 16; numpy's default agrees.
@Test(arguments: [(0.0, 1.0), (0.1, 1.4), (0.25, 2), (0.5, 4), (0.75, 8), (0.9, 12.8), (1, 16)])
func `quantiles interpolate between order statistics as type 7`(probability: Double, value: Double) throws {
  let quantile = try #require(Quantile.type7(sorted: [1, 2, 4, 8, 16], probability: probability))
  #expect(abs(quantile - value) < 1e-12)
}
