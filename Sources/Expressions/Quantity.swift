/// Why a text is not the quantity that is expected, and what to write instead.
package struct QuantityError: Error, Equatable, CustomStringConvertible {
  /// One sentence that shows the offending text and the expected form.
  package var message: String

  package var description: String { message }
}

/// Numbers and numbers with units, as manifests and command lines write them.
///
/// Everything is strict: what is not exactly of the expected form is an error that shows the form, and
/// no text is ever turned into a number that somebody could read differently.
package enum Quantity {
  /// A whole number in decimal digits, as `12` or `-3`.
  package static func integer(_ text: String) throws(QuantityError) -> Int {
    let expected = "write a whole number in decimal digits, such as 12"
    let number = try decimal(text, expected: expected)
    guard number.length == text.utf8.count, number.isInteger else {
      throw refusal(text, isNot: "a whole number", expected)
    }
    guard let value = Int(text) else {
      throw QuantityError(message: "'\(Excerpt.of(text))' is too large for a whole number")
    }
    return value
  }

  /// A finite decimal number, as `12`, `0.25` or `1e-3`.
  package static func number(_ text: String) throws(QuantityError) -> Double {
    let expected = "write a number such as 12, 0.25 or 1e-3"
    let number = try decimal(text, expected: expected)
    guard number.length == text.utf8.count else { throw refusal(text, isNot: "a number", expected) }
    return try double(number, text)
  }

  /// A length of time with its unit, as `250ms` or `1.5s`, in seconds; never negative.
  package static func duration(_ text: String) throws(QuantityError) -> Double {
    let (number, unit) = try split(text, units: Unit.durations, of: "a duration", such: "250ms or 1.5s")
    return try scaled(number, by: unit, text)
  }

  /// A size with its unit, as `64KiB` or `1.5GB`, in whole bytes; never negative.
  package static func size(_ text: String) throws(QuantityError) -> Int {
    let (number, unit) = try split(text, units: Unit.sizes, of: "a size", such: "512MiB or 4GiB")
    switch wholeBytes(number, unit: unit.factor) {
    case .bytes(let bytes): return bytes
    case .fraction:
      throw QuantityError(message: "'\(Excerpt.of(text))' is not a whole number of bytes")
    case .overflow:
      throw QuantityError(
        message: "'\(Excerpt.of(text))' is larger than any size (the largest is 8 EiB - 1 B)")
    }
  }

  /// A percentage, as `2%`, as the fraction 0.02; never negative.
  package static func percentage(_ text: String) throws(QuantityError) -> Double {
    do throws(QuantityError) {
      let (number, unit) = try split(text, units: Unit.percentages, of: "a percentage", such: "2%")
      return try scaled(number, by: unit, text)
    } catch {
      throw QuantityError(message: error.message + shareHint(text))
    }
  }

  /// What a number below 1 without a unit was most likely meant as.
  private static func shareHint(_ text: String) -> String {
    // The error itself is told by whoever asks for a hint: a text that is no number needs none.
    guard let share = try? number(text), share > 0, share < 1 else { return "" }
    return ", or \(NumberFormat.shortest((share * 1e8).rounded() / 1e6))% for a share of \(Excerpt.of(text))"
  }

  // MARK: -

  private static func decimal(_ text: String, expected: String) throws(QuantityError) -> DecimalText {
    do {
      return try DecimalText(prefixOf: Array(text.utf8)[...])
    } catch {
      switch error {
      case .notANumber: throw refusal(text, isNot: "a number", expected)
      case .leadingZero:
        throw QuantityError(
          message:
            "'\(Excerpt.of(text))' begins with 0, which some read as octal: write it in decimal without the 0"
        )
      }
    }
  }

  private static func refusal(_ text: String, isNot kind: String, _ expected: String) -> QuantityError {
    guard !text.isEmpty else { return QuantityError(message: "the text is empty: \(expected)") }
    return QuantityError(message: "'\(Excerpt.of(text))' is not \(kind): \(expected)")
  }

  private static func double(_ number: DecimalText, _ text: String) throws(QuantityError) -> Double {
    guard let value = number.double else {
      throw QuantityError(
        message: "'\(Excerpt.of(text))' is beyond the range of numbers (about 1e-308 to 1e308)")
    }
    return value
  }

  private static func scaled(
    _ number: DecimalText, by unit: Unit, _ text: String
  ) throws(QuantityError) -> Double {
    let value = unit.apply(to: try double(number, text))
    guard value.isFinite else {
      throw QuantityError(message: "'\(Excerpt.of(text))' is beyond the range of numbers")
    }
    return value
  }

  /// The number and the unit right behind it.
  private static func split(
    _ text: String, units: [Unit], of kind: String, such example: String
  ) throws(QuantityError) -> (DecimalText, Unit) {
    let names = units.map(\.name).joined(separator: ", ")
    let expected = units.count == 1 ? "write \(example)" : "write \(example) (units: \(names))"
    let number = try decimal(text, expected: expected)
    let suffix = String(decoding: Array(text.utf8)[number.length...], as: UTF8.self)
    let digits = String(decoding: Array(text.utf8)[..<number.length], as: UTF8.self)
    guard !suffix.isEmpty else {
      let forms = units.reversed().prefix(3).map { Excerpt.of(digits) + $0.name }.joined(separator: ", ")
      let more = units.count > 3 ? ", …" : ""
      throw QuantityError(
        message: "'\(Excerpt.of(text))' has no unit: write \(forms)\(more)"
          + (units.count > 1 ? " (units: \(names))" : ""))
    }
    guard let unit = units.first(where: { $0.name == suffix }) else {
      let trimmed = String(suffix.drop { $0 == " " })
      if trimmed != suffix, let unit = units.first(where: { $0.name == trimmed }) {
        throw QuantityError(
          message:
            "'\(Excerpt.of(text))' has a space before its unit: write \(Excerpt.of(digits))\(unit.name)")
      }
      throw QuantityError(message: "'\(Excerpt.of(text))' is not \(kind): \(expected)")
    }
    guard !number.isNegative else {
      throw QuantityError(message: "'\(Excerpt.of(text))' is negative: \(kind) is 0 or more")
    }
    return (number, unit)
  }

  private enum ByteCount { case bytes(Int), fraction, overflow }

  /// The number of bytes, computed in whole numbers: 1.001MB is 1001000, which 1.001 * 1e6 is not.
  private static func wholeBytes(_ number: DecimalText, unit: Double) -> ByteCount {
    var digits = (number.whole + number.fraction)[...]
    var exponent = number.decimalExponent - number.fraction.count
    while digits.last == 0 {
      digits.removeLast()
      exponent += 1
    }
    digits = digits.drop { $0 == 0 }
    guard !digits.isEmpty else { return .bytes(0) }
    // More than 20 digits before the point is too large even as bytes.
    guard digits.count + exponent <= 20 else { return .overflow }
    guard digits.count <= 27 else { return .fraction }
    // At most 27 digits (90 bits) times a unit of at most 2^30.
    var bytes: UInt128 = 0
    for digit in digits { bytes = bytes * 10 + UInt128(digit) }
    bytes *= UInt128(unit)
    while exponent < 0 {
      guard bytes % 10 == 0 else { return .fraction }
      bytes /= 10
      exponent += 1
    }
    for _ in 0..<exponent {
      let (product, overflows) = bytes.multipliedReportingOverflow(by: 10)
      guard !overflows else { return .overflow }
      bytes = product
    }
    return Int(exactly: bytes).map { .bytes($0) } ?? .overflow
  }
}
