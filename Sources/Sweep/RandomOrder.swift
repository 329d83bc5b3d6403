import Jobs

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
