/// The decimal digits of a `Double`'s exact binary value.
///
/// Every finite binary number ends as a decimal one: m / 2^k is m * 5^k / 10^k. The digits, at most
/// about 1100, are kept one a byte, since this is only for the numbers that no shorter way can print.
struct ExactDecimal {
  /// Digits from the most significant on; the number is 0.d₀d₁d₂… times 10^integerDigits.
  private var digits: [UInt8]
  /// How many digits stand before the point; negative when zeros follow it.
  private(set) var integerDigits: Int

  /// Takes a finite number that is not negative apart.
  init(_ value: Double) {
    guard value != 0 else {
      digits = []
      integerDigits = 1
      return
    }
    let significand = value.significandBitPattern | (value.isNormal ? 1 << 52 : 0)
    let exponent = (value.isNormal ? Int(value.exponent) : -1022) - 52
    // Limbs in base 10^9, least significant first.
    var limbs: [UInt64] = [significand % 1_000_000_000, significand / 1_000_000_000]
    for _ in 0..<exponent.magnitude { Self.multiply(&limbs, by: exponent < 0 ? 5 : 2) }
    var digits: [UInt8] = []
    for limb in limbs.reversed() {
      var divisor: UInt64 = 100_000_000
      while divisor > 0 {
        digits.append(UInt8(limb / divisor % 10))
        divisor /= 10
      }
    }
    let leadingZeros = digits.prefix { $0 == 0 }.count
    digits.removeFirst(leadingZeros)
    self.digits = digits
    self.integerDigits = digits.count - (exponent < 0 ? -exponent : 0)
  }

  private static func multiply(_ limbs: inout [UInt64], by factor: UInt64) {
    var carry: UInt64 = 0
    for index in limbs.indices {
      let product = limbs[index] * factor + carry
      limbs[index] = product % 1_000_000_000
      carry = product / 1_000_000_000
    }
    if carry > 0 { limbs.append(carry) }
  }

  /// Rounds to this many digits behind the point, ties to even.
  mutating func round(toDecimals decimals: Int) {
    round(keeping: integerDigits + decimals)
  }

  /// Rounds to this many significant digits, ties to even.
  mutating func round(toSignificant count: Int) {
    round(keeping: count)
  }

  private mutating func round(keeping count: Int) {
    guard count < digits.count else { return }
    guard count >= 0 else {
      digits = []
      return
    }
    let next = digits[count]
    let isTie = next == 5 && digits[(count + 1)...].allSatisfy { $0 == 0 }
    let isOdd = count > 0 && digits[count - 1] % 2 == 1
    digits.removeSubrange(count...)
    guard isTie ? isOdd : next >= 5 else { return }
    var index = count - 1
    while index >= 0, digits[index] == 9 {
      digits[index] = 0
      index -= 1
    }
    if index >= 0 {
      digits[index] += 1
    } else {
      // 9.99 became 10.0: one more digit before the point.
      digits.insert(1, at: 0)
      integerDigits += 1
    }
  }

  /// The digits in positional notation with this many behind the point.
  func text(decimals: Int) -> String {
    var text = ""
    func append(_ position: Int) {
      let digit = digits.indices.contains(position) ? digits[position] : 0
      text.unicodeScalars.append(Unicode.Scalar(digit + UInt8(ascii: "0")))
    }
    if integerDigits <= 0 { text = "0" }
    for position in 0..<max(0, integerDigits) { append(position) }
    guard decimals > 0 else { return text }
    text += "."
    for position in integerDigits..<(integerDigits + decimals) { append(position) }
    return text
  }
}
