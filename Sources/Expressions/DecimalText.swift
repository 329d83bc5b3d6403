/// The text of a decimal number taken apart, by the rules of YAML 1.2's core schema.
///
/// Stricter than they are in one way: a zero before further digits (`010`, `0755`), which other
/// languages and YAML 1.1 read as octal, is no number here.
struct DecimalText {
  enum Fault: Error, Equatable {
    /// There is no number at the start of the text.
    case notANumber
    /// `010`: octal to some, ten to others.
    case leadingZero
  }

  /// The whole number part, fraction and exponent as they are written.
  let isNegative: Bool
  let whole: [UInt8]
  let fraction: [UInt8]
  let exponent: [UInt8]
  let exponentIsNegative: Bool
  /// Whether there is neither point nor exponent.
  let isInteger: Bool
  /// How many bytes of the text the number takes.
  let length: Int

  /// Reads the number that the bytes begin with; what follows it is left to the caller.
  init(prefixOf bytes: ArraySlice<UInt8>) throws(Fault) {
    let start = bytes.startIndex
    var position = 0
    func digits() -> [UInt8] {
      let first = position
      while let byte = at(position), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
      return bytes[(start + first)..<(start + position)].map { $0 - UInt8(ascii: "0") }
    }
    func at(_ index: Int) -> UInt8? { start + index < bytes.endIndex ? bytes[start + index] : nil }

    let sign = at(0)
    if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { position = 1 }
    isNegative = sign == UInt8(ascii: "-")
    whole = digits()
    var fraction: [UInt8] = []
    var isInteger = true
    if at(position) == UInt8(ascii: ".") {
      isInteger = false
      position += 1
      fraction = digits()
    }
    guard !(whole.isEmpty && fraction.isEmpty) else { throw .notANumber }
    guard whole.count < 2 || whole[0] != 0 else { throw .leadingZero }
    var exponent: [UInt8] = []
    var exponentIsNegative = false
    if at(position) == UInt8(ascii: "e") || at(position) == UInt8(ascii: "E") {
      let beforeExponent = position
      position += 1
      exponentIsNegative = at(position) == UInt8(ascii: "-")
      if exponentIsNegative || at(position) == UInt8(ascii: "+") { position += 1 }
      exponent = digits()
      if exponent.isEmpty { position = beforeExponent } else { isInteger = false }
    }
    self.fraction = fraction
    self.exponent = exponent
    self.exponentIsNegative = exponentIsNegative
    self.isInteger = isInteger
    self.length = position
  }

  /// The power of ten, kept within ±100,000, beyond which no number of any kind is left.
  var decimalExponent: Int {
    var value = 0
    for digit in exponent { value = min(100_000, value * 10 + Int(digit)) }
    return exponentIsNegative ? -value : value
  }

  /// The nearest `Double`; nil when the number is too large or so small that it would become 0.
  var double: Double? {
    var text = isNegative ? "-" : ""
    func append(_ digits: [UInt8]) {
      for digit in digits { text.unicodeScalars.append(Unicode.Scalar(digit + UInt8(ascii: "0"))) }
    }
    append(whole.isEmpty ? [0] : whole)
    text += "."
    append(fraction.isEmpty ? [0] : fraction)
    text += "e\(decimalExponent)"
    guard let value = Double(text), value.isFinite else { return nil }
    let isWrittenAsZero = whole.allSatisfy { $0 == 0 } && fraction.allSatisfy { $0 == 0 }
    return value == 0 && !isWrittenAsZero ? nil : value
  }
}
