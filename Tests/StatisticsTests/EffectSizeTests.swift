import Statistics
import Testing

struct EffectSizeTests {
  @Test func `samples that do not overlap have a delta of one without an interval`() throws {
    let delta = try #require(CliffsDelta([4, 5, 6], [1, 2, 3]))
    #expect(delta.delta == 1)
    #expect(delta.low == nil && delta.high == nil)
    #expect(CliffsDelta([1, 2, 3], [4, 5, 6])?.delta == -1)
  }

  @Test func `equal values have a delta of nothing`() {
    #expect(CliffsDelta([2, 2], [2, 2, 2])?.delta == 0)
    #expect(CliffsDelta([], [1]) == nil)
  }

  @Test func `the words for a delta change at its limits`() {
    #expect(CliffsDelta.magnitude(of: 0.146) == .negligible)
    #expect(CliffsDelta.magnitude(of: -0.147) == .small)
    #expect(CliffsDelta.magnitude(of: 0.33) == .medium)
    #expect(CliffsDelta.magnitude(of: 0.474) == .large)
  }

  @Test func `adjusted p keep the order of the tests and never exceed one`() {
    #expect(MultipleTesting.holm([0.04, 0.01, 0.9]) == [0.08, 0.03, 0.9])
    #expect(MultipleTesting.holm([0.6, 0.7]) == [1, 1])
    #expect(MultipleTesting.benjaminiHochberg([0.04, 0.01, 0.9]) == [0.06, 0.03, 0.9])
    #expect(MultipleTesting.holm([]) == [])
  }
}
