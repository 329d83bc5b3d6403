import Jobs
import Testing

@Suite struct SplitMix64Tests {
  @Test func `SplitMix64 gives its published sequence`() {
    // From the reference implementation with the seed 1234567.
    var random = SplitMix64(seed: 1_234_567)
    #expect(random.next() == 6_457_827_717_110_365_317)
    #expect(random.next() == 3_203_168_211_198_807_973)
    #expect(random.next() == 9_817_491_932_198_370_423)
  }

  @Test func `numbers can be left out`() {
    var random = SplitMix64(seed: 9)
    for _ in 0..<1000 { _ = random.next() }
    var later = SplitMix64(seed: 9, skipping: 1000)
    #expect(later.next() == random.next())
    #expect(later.next() == random.next())
  }

  @Test func `each number is drawn about equally often`() {
    var random = SplitMix64(seed: 7)
    var counts = Array(repeating: 0, count: 6)
    for _ in 0..<60_000 { counts[Int(random.below(6))] += 1 }
    #expect(counts.allSatisfy { abs($0 - 10_000) < 500 })
  }
}
