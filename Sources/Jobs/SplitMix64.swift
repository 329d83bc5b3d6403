/// The generator SplitMix64: small, seeded, good enough to shuffle with and to spread a seed (Guy Steele,
/// Doug Lea, Christine Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
///
/// It is written out here, not left to the standard library, whose algorithms may change: the same seed gives
/// the same numbers in every version.
package struct SplitMix64: Sendable {
  private var state: UInt64

  /// A generator that begins at the seed.
  package init(seed: UInt64) {
    state = seed
  }

  /// A generator that begins at the seed and has left out so many numbers: its state only counts.
  package init(seed: UInt64, skipping count: UInt64) {
    state = seed &+ count &* Self.step
  }

  private static let step: UInt64 = 0x9e37_79b9_7f4a_7c15

  /// The next number.
  package mutating func next() -> UInt64 {
    state &+= Self.step
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// A number below `bound`, each equally likely (Lemire's multiplication with rejection).
  package mutating func below(_ bound: UInt32) -> UInt32 {
    var product = UInt64(UInt32(truncatingIfNeeded: next())) &* UInt64(bound)
    if UInt32(truncatingIfNeeded: product) < bound {
      let threshold = (0 &- bound) % bound
      while UInt32(truncatingIfNeeded: product) < threshold {
        product = UInt64(UInt32(truncatingIfNeeded: next())) &* UInt64(bound)
      }
    }
    return UInt32(truncatingIfNeeded: product >> 32)
  }
}
