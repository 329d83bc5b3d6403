extension Quantity {
  /// A length of time for people: `350 ms`, `1.2 s`, `1 min 10 s`, `2 h 5 min`.
  ///
  /// Two significant digits or whole units of the size that a reader expects; nothing is promised
  /// about reading it back.
  package static func printedDuration(_ seconds: Double) -> String {
    guard seconds.isFinite else { return NumberFormat.shortest(seconds) }
    guard seconds >= 0 else { return "-" + printedDuration(-seconds) }
    switch seconds {
    case 0: return "0 s"
    case ..<0.000_999_5: return "\(trimmed(seconds * 1e6)) us"
    case ..<0.999_5: return "\(trimmed(seconds * 1e3)) ms"
    case ..<59.95: return "\(trimmed(seconds)) s"
    case ..<3599.5:
      let (minutes, rest) = Int(seconds.rounded()).quotientAndRemainder(dividingBy: 60)
      return rest == 0 ? "\(minutes) min" : "\(minutes) min \(rest) s"
    default:
      let minutes = (seconds / 60).rounded()
      guard minutes < 1e15 else { return "\(NumberFormat.shortest(seconds)) s" }
      let (hours, rest) = Int(minutes).quotientAndRemainder(dividingBy: 60)
      return rest == 0 ? "\(hours) h" : "\(hours) h \(rest) min"
    }
  }

  /// One decimal below 10, none above: 1.2, 350.
  private static func trimmed(_ value: Double) -> String {
    let text = NumberFormat.fixed(value, decimals: value < 9.95 ? 1 : (value < 59.95 ? 1 : 0))
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
