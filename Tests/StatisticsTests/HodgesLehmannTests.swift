import Jobs
import Statistics
import Testing

struct HodgesLehmannTests {
  @Test func `estimate and bounds are differences of the samples`() throws {
    var random = SplitMix64(seed: 3)
    for (m, n) in [(6, 6), (5, 9), (10, 10), (12, 7)] {
      let base = (0..<m).map { _ in Double(random.next() % 50) - 25 }
      let values = (0..<n).map { _ in Double(random.next() % 50) - 20.5 }
      let differences = values.flatMap { value in base.map { value - $0 } }.sorted()
      let shift = try #require(HodgesLehmann(shiftFrom: base, to: values))
      #expect(shift.estimate == Quantile.median(sorted: differences))
      let low = try #require(shift.low)
      let high = try #require(shift.high)
      let rank = try #require(differences.firstIndex(of: low))
      #expect(differences.contains(high))
      #expect(rank < differences.count / 2)
      #expect(shift.level >= 0.95)
    }
  }

  @Test func `ranks follow the rule of qwilcox`() throws {
    // qwilcox(0.025, 10, 10) is 24.
    let base = (0..<10).map { Double($0) }
    let values = (0..<10).map { Double($0) * 1.01 + 100 }
    let differences = values.flatMap { value in base.map { value - $0 } }.sorted()
    let shift = try #require(HodgesLehmann(shiftFrom: base, to: values))
    #expect(shift.low == differences[23])
    #expect(shift.high == differences[76])
  }

  @Test func `three and three values have no interval at 95 percent, four and four have one`() throws {
    let few = try #require(HodgesLehmann(shiftFrom: [1, 2, 3], to: [4, 5, 6]))
    #expect(few.estimate == 3)
    #expect(few.low == nil && few.high == nil && few.level == 0)
    let more = try #require(HodgesLehmann(shiftFrom: [1, 2, 3, 4], to: [4, 5, 6, 7]))
    #expect(more.low == 0 && more.high == 6)
    #expect(relativeError(more.level, 1 - 2.0 / 70) < 1e-12)
  }

  @Test func `many values give the bounds of the approximation`() throws {
    let base = (0..<60).map { Double($0 * 7 % 60) }
    let values = base.map { $0 + 3 }
    let shift = try #require(HodgesLehmann(shiftFrom: base, to: values))
    #expect(shift.estimate == 3)
    let low = try #require(shift.low)
    let high = try #require(shift.high)
    #expect(low < 0 && high > 6 && abs(low + high - 6) <= 1)
    #expect(abs(shift.level - 0.95) < 0.001)
  }

  @Test func `a ratio is the shift of logarithms`() throws {
    var tables = RankSumTables()
    let base = (1...8).map { 1 + Double($0) / 1_000 }
    let ratio = try #require(
      HodgesLehmann.ratio(of: base.map { $0 * 1.05 }, to: base, tables: &tables))
    #expect(relativeError(ratio.estimate, 1.05) < 1e-12)
    #expect(ratio.low.map { $0 < 1.05 && $0 > 1.04 } == true)
    #expect(HodgesLehmann.ratio(of: [1, 0], to: [1, 1], tables: &tables) == nil)
  }

  @Test func `an empty sample has no shift`() {
    #expect(HodgesLehmann(shiftFrom: [], to: [1]) == nil)
    #expect(HodgesLehmann(shiftFrom: [1], to: []) == nil)
  }
}
