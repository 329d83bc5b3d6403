extension Timestamp {
  /// The moment of a text in the form of ``rfc3339``; nil for any other text.
  package init?(rfc3339 text: String) {
    let bytes = Array(text.utf8)
    let pattern = Array("dddd-dd-ddTdd:dd:dd.ddddddZ".utf8)
    guard bytes.count == pattern.count else { return nil }
    var numbers = [0]
    for (byte, wanted) in zip(bytes, pattern) {
      if wanted == UInt8(ascii: "d") {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        numbers[numbers.count - 1] = 10 * numbers[numbers.count - 1] + Int(byte - UInt8(ascii: "0"))
      } else {
        guard byte == wanted else { return nil }
        numbers.append(0)
      }
    }
    guard (1...12).contains(numbers[1]), (1...31).contains(numbers[2]), numbers[3] < 24, numbers[4] < 60,
      numbers[5] < 61
    else { return nil }
    let days = Self.days(year: numbers[0], month: numbers[1], day: numbers[2])
    let seconds = days * 86400 + numbers[3] * 3600 + numbers[4] * 60 + numbers[5]
    self.init(secondsSince1970: Int64(seconds), nanoseconds: numbers[6] * 1000)
  }

  /// The days since 1970 of a date of the Gregorian calendar, by eras of 400 years that begin on 1 March.
  private static func days(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}
