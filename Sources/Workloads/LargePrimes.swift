/// Primes that a machine word holds. Two numbers that differ by a fault have the same residue for one of them with a
/// probability of about 2^-61, and for both of 2^-125.
enum LargePrimes {
  /// 2^61 − 1, a Mersenne prime.
  static let first: UInt = (1 << 61) - 1
  /// 2^64 − 59, the largest prime of 64 bits.
  static let second: UInt = .max - 58

  /// What a sum leaves when it is divided by a modulus.
  static func sum(_ left: UInt, _ right: UInt, modulo modulus: UInt) -> UInt {
    let (sum, overflows) = (left % modulus).addingReportingOverflow(right % modulus)
    return overflows || sum >= modulus ? sum &- modulus : sum
  }

  /// What a power leaves when it is divided by a modulus, by squaring and multiplying.
  static func power(_ base: UInt, _ exponent: UInt, modulo modulus: UInt) -> UInt {
    var result: UInt = 1 % modulus
    var square = base % modulus
    var left = exponent
    while left > 0 {
      if left & 1 == 1 { result = product(result, square, modulo: modulus) }
      square = product(square, square, modulo: modulus)
      left >>= 1
    }
    return result
  }

  /// Of two numbers below the modulus.
  private static func product(_ left: UInt, _ right: UInt, modulo modulus: UInt) -> UInt {
    modulus.dividingFullWidth(left.multipliedFullWidth(by: right)).remainder
  }
}
