import Expressions
import Jobs

/// The form that the limit of a gate has.
enum GateLimit: Equatable {
  /// With a unit of time.
  case duration
  /// With a unit of size.
  case size
  /// A number, or a percentage.
  case share
  /// A plain number.
  case number
  /// A number with or without this unit behind it, and any unit of time where that is `s`.
  case unit(String)

  /// Reads a limit in base units.
  func value(_ text: String) throws(QuantityError) -> Double {
    switch self {
    case .duration: return try Quantity.duration(text)
    case .size: return Double(try Quantity.size(text))
    case .share: return text.hasSuffix("%") ? try Quantity.percentage(text) : try Quantity.number(text)
    case .number: return try Quantity.number(text)
    case .unit(let unit):
      do throws(QuantityError) { return try Quantity.number(text) } catch {
        if unit == "s" { return try Quantity.duration(text) }
        guard text.hasSuffix(unit) else { throw error }
        return try Quantity.number(Self.trimmed(text.dropLast(unit.count)))
      }
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  /// The columns of `summary.csv` that hold a number, with the form of their limits.
  ///
  /// - Parameter measure: the form of a limit of the measure.
  static func ofColumns(measure: GateLimit) -> [String: GateLimit] {
    var forms: [String: GateLimit] = [:]
    for column in Columns.summaryBody where !wordColumns.contains(column) {
      forms[column] = form(of: column, measure: measure)
    }
    return forms
  }

  /// The columns that hold words.
  private static let wordColumns: Set<String> = [
    "measure", "unit", "interval_method", "bound", "stop", "warnings",
  ]

  private static func form(of column: String, measure: GateLimit) -> GateLimit {
    switch column {
    case "median", "low", "high", "min", "q1", "q3", "mean", "sd", "base_value", "quantile_10", "quantile_90",
      "quantile_99":
      measure
    case "core_s", "cpu_s_median": .duration
    case "max_rss_median", "tree_peak_median": .size
    case "level", "efficiency", "efficiency_low", "efficiency_high", "karp_flatt", "karp_flatt_low",
      "karp_flatt_high":
      .share
    default: .number
    }
  }
}
