import Jobs
import Statistics
import Testing

struct BlockBootstrapTests {
  /// The medians by their definition.
  private func expected(_ draws: BlockBootstrap, _ values: [Double]) -> [Double] {
    (0..<draws.resamples).map { resample in
      var drawn: [Double] = []
      for (count, value) in zip(draws.multiplicities(of: resample), values) where !value.isNaN {
        drawn += Array(repeating: value, count: Int(count))
      }
      return Quantile.median(sorted: drawn.sorted()) ?? .nan
    }
  }

  @Test(arguments: [1, 2, 5, 6, 9, 10, 31])
  func `medians by multiplicities are the medians of what was drawn`(count: Int) {
    var generator = SplitMix64(seed: UInt64(count))
    let values = (0..<count).map { _ in Double(generator.below(20)) }
    let draws = BlockBootstrap(rounds: count, resamples: 300, seed: 3)
    #expect(draws.medians(of: values) == expected(draws, values))
  }

  @Test func `a missing round is left out of the resamples that drew it`() {
    let draws = BlockBootstrap(rounds: 6, resamples: 500, seed: 4)
    let values = [3, .nan, 1, 2, .nan, 5]
    #expect(draws.medians(of: values).description == expected(draws, values).description)
  }

  @Test func `rounds past the end of the values are missing`() {
    let draws = BlockBootstrap(rounds: 4, resamples: 200, seed: 5)
    #expect(draws.medians(of: [2, 1]).description == expected(draws, [2, 1, .nan, .nan]).description)
  }

  @Test func `every resample draws as many rounds as there are`() {
    let draws = BlockBootstrap(rounds: 10, resamples: 50, seed: 6)
    #expect((0..<50).allSatisfy { draws.multiplicities(of: $0).reduce(0) { $0 + Int($1) } == 10 })
  }

  @Test func `the same seed draws the same, another one something else`() {
    let one = BlockBootstrap(rounds: 10, resamples: 50, seed: 7)
    let same = BlockBootstrap(rounds: 10, resamples: 50, seed: 7)
    let other = BlockBootstrap(rounds: 10, resamples: 50, seed: 8)
    #expect((0..<50).allSatisfy { one.multiplicities(of: $0) == same.multiplicities(of: $0) })
    #expect((0..<50).contains { one.multiplicities(of: $0) != other.multiplicities(of: $0) })
  }

  @Test func `what slows a round slows both sides of a ratio alike`() throws {
    let values = [1.0, 2, 3, 4, 5, 6, 7, 8]
    let medians = BlockBootstrap(rounds: 8, seed: 9).medians(of: values)
    let double = BlockBootstrap(rounds: 8, seed: 9).medians(of: values.map { $0 * 2 })
    let interval = try #require(RatioOfMedians.interval(of: double, over: medians))
    #expect(interval.low == 2)
    #expect(interval.high == 2)
  }

  @Test func `the interval is made of quantiles of type 7`() throws {
    let medians = (0...100).map(Double.init)
    let interval = try #require(
      RatioOfMedians.interval(of: medians, over: Array(repeating: 10, count: 101), level: 0.9))
    #expect(abs(interval.low - 0.5) < 1e-12)
    #expect(abs(interval.high - 9.5) < 1e-12)
  }

  @Test func `where most resamples have no ratio there is no interval`() {
    #expect(RatioOfMedians.interval(of: [1, .nan, .nan, 2], over: [1, 1, 1, 1]) == nil)
  }
}

struct SelectionTests {
  @Test(arguments: [1, 2, 3, 10, 101])
  func `every rank holds what sorting puts there`(count: Int) {
    var generator = SplitMix64(seed: 11)
    let values = (0..<count).map { _ in Double(generator.below(30)) }
    let sorted = values.sorted()
    for rank in values.indices {
      var copy = values
      #expect(Selection.place(rank, of: &copy) == sorted[rank])
      #expect(copy[..<rank].allSatisfy { $0 <= copy[rank] })
      #expect(copy[rank...].allSatisfy { $0 >= copy[rank] })
    }
  }

  @Test func `median and quantiles are those of sorted values`() {
    var generator = SplitMix64(seed: 12)
    for count in 1...20 {
      let values = (0..<count).map { _ in Double(generator.below(1000)) }
      #expect(Selection.median(values) == Quantile.median(sorted: values.sorted()))
      for probability in [0, 0.025, 0.3, 0.5, 0.975, 1] {
        var copy = values
        #expect(
          Selection.type7(of: &copy, probability: probability)
            == Quantile.type7(sorted: values.sorted(), probability: probability))
      }
    }
    #expect(Selection.median([]) == nil)
  }
}
