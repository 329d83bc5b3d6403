import Jobs

/// The random number generator xoshiro256++ of David Blackman and Sebastiano Vigna ("Scrambled linear
/// pseudorandom number generators", ACM Transactions on Mathematical Software 47(4), 2021).
///
/// Period 2^256 - 1; ``jump()`` moves on by 2^128 numbers, so that streams that begin a jump apart never
/// meet.
package struct Xoshiro256: Sendable, Equatable, BitwiseCopyable {
  private var s0: UInt64
  private var s1: UInt64
  private var s2: UInt64
  private var s3: UInt64

  /// A generator in this state, which must not be all zero.
  package init(state: (UInt64, UInt64, UInt64, UInt64)) {
    precondition(state.0 | state.1 | state.2 | state.3 != 0, "from the state zero only zeros follow")
    (s0, s1, s2, s3) = state
  }

  /// A generator whose state is filled by SplitMix64 from the seed, as its authors recommend.
  package init(seed: UInt64) {
    var mix = SplitMix64(seed: seed)
    // SplitMix64 visits every number once, so that four in a row are never all zero.
    self.init(state: (mix.next(), mix.next(), mix.next(), mix.next()))
  }

  /// The four words of the state.
  package var state: (UInt64, UInt64, UInt64, UInt64) { (s0, s1, s2, s3) }

  /// The next number.
  @inline(__always)
  package mutating func next() -> UInt64 {
    let sum = s0 &+ s3
    let result = (sum << 23 | sum >> 41) &+ s0
    let shifted = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = s3 << 45 | s3 >> 19
    return result
  }

  /// The polynomial x^(2^128) modulo the characteristic polynomial of the generator's linear map, lowest
  /// coefficient first, as its authors publish it.
  private static let jumpPolynomial: [UInt64] = [
    0x180e_c6d3_3cfd_0aba, 0xd5a6_1266_f0c9_392c, 0xa958_2618_e03f_c9aa, 0x39ab_dc45_29b1_661c,
  ]

  /// Moves on by 2^128 numbers: the sum of the states that belong to the polynomial's terms.
  package mutating func jump() {
    var sum: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    for word in Self.jumpPolynomial {
      for bit in 0..<UInt64(64) {
        let mask: UInt64 = 0 &- (word >> bit & 1)
        sum = (sum.0 ^ s0 & mask, sum.1 ^ s1 & mask, sum.2 ^ s2 & mask, sum.3 ^ s3 & mask)
        _ = next()
      }
    }
    (s0, s1, s2, s3) = sum
  }
}
