import Expressions
import RealModule

/// Numbers of fits in sentences.
enum FitNumbers {
  /// `0.256 [0.250, 0.262]`, with three digits of the larger of the two: the number, and how uncertain it is.
  static func interval(_ parameter: FittedParameter) -> String {
    let decimals = decimals(parameter.estimate, parameter.high)
    let value = NumberFormat.fixed(parameter.estimate, decimals: decimals)
    guard let low = parameter.low, let high = parameter.high else { return value }
    let ends = [low, high].map { NumberFormat.fixed($0, decimals: decimals) }
    return "\(value) [\(ends[0]), \(ends[1])]"
  }

  static func short(_ value: Double) -> String {
    NumberFormat.fixed(value, decimals: decimals(value, nil))
  }

  /// A share of 1 with three decimals.
  static func weight(_ value: Double) -> String { NumberFormat.fixed(value, decimals: 3) }

  /// A factor such as `3.9`, without decimals from 10 on.
  static func factor(_ value: Double) -> String {
    NumberFormat.fixed(value, decimals: value < 9.95 ? 1 : 0)
  }

  /// `1.2 %`, with a sign.
  static func signedPercent(_ value: Double) -> String {
    (value < 0 ? "−" : "+") + percent(abs(value))
  }

  static func percent(_ value: Double) -> String {
    NumberFormat.fixed(value * 100, decimals: value < 0.0995 ? 1 : 0) + " %"
  }

  /// A probability as it is printed.
  static func probability(_ value: Double) -> String {
    value < 0.001 ? "p < 0.001" : "p = \(NumberFormat.fixed(value, decimals: 3))"
  }

  static func counted(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }

  private static func decimals(_ value: Double, _ high: Double?) -> Int {
    let size = abs(value) > 0 ? abs(value) : abs(high ?? 1)
    guard size > 0, size.isFinite else { return 3 }
    return min(max(2 - Int(Double.log10(size).rounded(.down)), 0), 9)
  }
}
