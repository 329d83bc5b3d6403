import Expressions

/// Times of the machine on a scale that people know: a nanosecond becomes a second.
package enum HumanScale {
  /// How many times longer.
  package static let factor = 1e9

  /// A time of so many nanoseconds, that many seconds long: `0.5 s`, `1 min 40 s`, `1.7 days`, `4.8 years`.
  package static func text(nanoseconds: Double) -> String {
    let seconds = nanoseconds
    switch seconds {
    case ..<0.0995: return "\(NumberFormat.significant(seconds, digits: 1)) s"
    case ..<0.95: return "\(NumberFormat.fixed(seconds, decimals: 1)) s"
    case ..<1: return "1 s"
    case ..<day: return Quantity.printedDuration(seconds)
    case ..<(99.95 * day): return counted(seconds / day, "day")
    case ..<year: return counted((seconds / day).rounded(), "day")
    default: return counted(seconds / year, "year")
    }
  }

  private static let day = 86_400.0
  /// A year of the Gregorian calendar, on average.
  private static let year = 365.2425 * day

  private static func counted(_ value: Double, _ unit: String) -> String {
    let fixed = NumberFormat.fixed(value, decimals: value < 99.95 ? 1 : 0)
    let text = fixed.hasSuffix(".0") ? String(fixed.dropLast(2)) : fixed
    return "\(text) \(unit)\(text == "1" ? "" : "s")"
  }
}
