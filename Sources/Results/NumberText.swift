/// Numbers of the result files as bytes: no exponent, no locale.
package enum NumberText {
  /// Appends a whole number in decimal digits.
  package static func append(_ number: Int, to bytes: inout [UInt8]) {
    if number < 0 { bytes.append(minus) }
    appendDigits(UInt64(number.magnitude), to: &bytes)
  }

  /// Appends a number rounded to nine decimals, without the zeros at their end: seconds are exact to 1 ns.
  ///
  /// - Returns: false, and nothing is appended, if the number is not finite or beyond ±2^63.
  static func append(_ number: Double, to bytes: inout [UInt8]) -> Bool {
    let magnitude = number.magnitude
    guard magnitude < 0x1p63 else { return false }
    // Both parts are exact, so that only the last step rounds.
    var whole = UInt64(magnitude)
    var nanos = UInt64(((magnitude - magnitude.rounded(.down)) * 1e9).rounded())
    if nanos >= 1_000_000_000 {
      whole += 1
      nanos = 0
    }
    if number < 0, whole > 0 || nanos > 0 { bytes.append(minus) }
    appendDigits(whole, to: &bytes)
    guard nanos > 0 else { return true }
    bytes.append(point)
    var unit: UInt64 = 100_000_000
    while nanos > 0 {
      bytes.append(zero + UInt8(nanos / unit))
      nanos %= unit
      unit /= 10
    }
    return true
  }

  private static func appendDigits(_ number: UInt64, to bytes: inout [UInt8]) {
    if number < 10 {
      bytes.append(zero + UInt8(number))
      return
    }
    let start = bytes.count
    var rest = number
    while rest > 0 {
      bytes.append(zero + UInt8(rest % 10))
      rest /= 10
    }
    bytes[start...].reverse()
  }

  /// A hexadecimal digit in lower case.
  static func hexDigit(_ value: UInt32) -> UInt8 {
    value < 10 ? zero + UInt8(value) : UInt8(ascii: "a") + UInt8(value - 10)
  }

  /// A whole number of decimal digits, perhaps with a minus; nil for anything else.
  static func integer(_ bytes: UnsafeBufferPointer<UInt8>.SubSequence) -> Int? {
    let isNegative = bytes.first == minus
    let digits = isNegative ? bytes.dropFirst() : bytes
    guard !digits.isEmpty else { return nil }
    var number = 0
    for byte in digits {
      guard byte >= zero, byte <= zero + 9 else { return nil }
      let (shifted, tooLarge) = number.multipliedReportingOverflow(by: 10)
      let digit = Int(byte - zero)
      let (sum, overflow) =
        isNegative ? shifted.subtractingReportingOverflow(digit) : shifted.addingReportingOverflow(digit)
      guard !tooLarge, !overflow else { return nil }
      number = sum
    }
    return number
  }

  /// A number of decimal digits, perhaps with a minus and a point, correctly rounded; nil for anything else.
  static func number(_ bytes: UnsafeBufferPointer<UInt8>.SubSequence) -> Double? {
    let isNegative = bytes.first == minus
    let digits = isNegative ? bytes.dropFirst() : bytes
    var mantissa: UInt64 = 0
    var decimals: Int?
    var count = 0
    for byte in digits {
      if byte == point {
        guard decimals == nil, count > 0 else { return nil }
        decimals = 0
        continue
      }
      guard byte >= zero, byte <= zero + 9 else { return nil }
      count += 1
      if let before = decimals { decimals = before + 1 }
      if count <= 18 { mantissa = mantissa * 10 + UInt64(byte - zero) }
    }
    guard count > 0, decimals != 0 else { return nil }
    // Both numbers of the division are exact here, so it rounds once.
    if count <= 18, mantissa < 1 << 53 {
      let magnitude = Double(mantissa) / powersOfTen[decimals ?? 0]
      return isNegative ? -magnitude : magnitude
    }
    return Double(String(decoding: bytes, as: UTF8.self))
  }

  /// 10^0 … 10^18, each exact.
  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
  ]

  private static let zero = UInt8(ascii: "0")
  private static let minus = UInt8(ascii: "-")
  private static let point = UInt8(ascii: ".")
}
