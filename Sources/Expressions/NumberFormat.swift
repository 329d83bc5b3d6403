/// Numbers as text, without the C library's locale.
///
/// Every result is the exact binary value correctly rounded, ties to even, as the GNU C library's
/// printf does it.
package enum NumberFormat {
  /// The number with exactly this many decimals, as printf's `%.*f`; a result of zero has no sign.
  ///
  /// A number that is not finite is `inf`, `-inf` or `nan`.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    precondition(decimals >= 0, "a number of decimals cannot be negative")
    guard value.isFinite else { return nonFinite(value) }
    guard let digits = fastDigits(value.magnitude, decimals: decimals) else {
      var exact = ExactDecimal(value.magnitude)
      exact.round(toDecimals: decimals)
      return signed(exact.text(decimals: decimals), negative: value < 0)
    }
    return signed(placePoint(digits, decimals: decimals), negative: value < 0)
  }

  /// The number rounded to this many significant digits, in positional notation with its trailing
  /// zeros: 1.2 to 3 digits is `1.20`, 12345 is `12300`, 0 is `0`.
  package static func significant(_ value: Double, digits: Int) -> String {
    precondition(digits > 0, "a number has at least one significant digit")
    guard value.isFinite else { return nonFinite(value) }
    guard value != 0 else { return "0" }
    var exact = ExactDecimal(value.magnitude)
    exact.round(toSignificant: digits)
    return signed(exact.text(decimals: max(0, digits - exact.integerDigits)), negative: value < 0)
  }

  /// The fewest digits that read back as the same number; a whole number has no point and no exponent.
  package static func shortest(_ value: Double) -> String {
    guard value.isFinite else { return nonFinite(value) }
    if let integer = Int64(exactly: value) { return String(integer) }
    return value == value.rounded() ? fixed(value, decimals: 0) : value.description
  }

  private static func nonFinite(_ value: Double) -> String {
    value.isNaN ? "nan" : (value < 0 ? "-inf" : "inf")
  }

  private static func signed(_ text: String, negative: Bool) -> String {
    negative && text.utf8.contains { (UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) }
      ? "-" + text : text
  }

  private static func placePoint(_ digits: String, decimals: Int) -> String {
    guard decimals > 0 else { return digits }
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.utf8.count)) + digits
    return padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }

  /// round(value * 10^decimals) in 128-bit arithmetic, for the numbers that fit; nil for others.
  private static func fastDigits(_ value: Double, decimals: Int) -> String? {
    guard decimals <= 18, value < 0x1p53 else { return nil }
    guard value != 0 else { return "0" }
    // value = significand * 2^-shift, and 53 + 60 bits hold the product with 10^18.
    let significand = UInt128(value.significandBitPattern | (value.isNormal ? 1 << 52 : 0))
    let shift = 52 - (value.isNormal ? Int(value.exponent) : -1022)
    var power: UInt128 = 1
    for _ in 0..<decimals { power *= 10 }
    let product = significand * power
    guard shift > 0 else { return String(product << UInt128(-shift)) }
    guard shift < 128 else { return "0" }
    let half: UInt128 = 1 << UInt128(shift - 1)
    let rest = product & (half << 1 &- 1)
    var quotient = product >> UInt128(shift)
    if rest > half || (rest == half && quotient & 1 == 1) { quotient += 1 }
    return String(quotient)
  }
}
