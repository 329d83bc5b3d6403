/// SplitMix64 (Steele, Lea & Flood, 2014): small, seeded, and good enough to shuffle with.
package struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) {
    state = seed
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
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

/// Seeded permutations. They are written out here, not left to the standard library, whose algorithm may change:
/// the same seed must give the same order in every version.
package enum RandomOrder {
  /// The numbers 0 ..< count in an order that the seed decides (Fisher–Yates).
  package static func permutation(of count: Int, seed: UInt64) -> [UInt32] {
    var order = (0..<UInt32(count)).map { $0 }
    var random = SplitMix64(seed: seed)
    var index = count - 1
    while index > 0 {
      order.swapAt(index, Int(random.below(UInt32(index + 1))))
      index -= 1
    }
    return order
  }
}
