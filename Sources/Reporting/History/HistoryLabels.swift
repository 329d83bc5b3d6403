import Analysis
import Expressions

/// Names the cells of a history by what tells them apart.
struct HistoryLabels {
  private let history: History
  private let differs: [Bool]
  private let names: [String]

  init(_ history: History) {
    self.history = history
    names = ["executor", "workers", "affinity"] + history.parameterColumns + ["measure"]
    let texts = history.cells.map { Self.texts($0.series) }
    differs = names.indices.map { column in Set(texts.map { $0[column] }).count > 1 }
  }

  private static func texts(_ series: NightlySeries) -> [String] {
    [series.executor, series.workers, series.affinity] + series.parameters + [series.measure]
  }

  /// `fork, 4 workers, size = big`; with the machine where there are several.
  func label(_ cell: CellHistory) -> String {
    let texts = Self.texts(cell.series)
    var parts: [String] = []
    for column in names.indices where differs[column] || column < 2 {
      let text = texts[column]
      switch column {
      case 0: if text != "command" || differs[0] { parts.append(text) }
      case 1: parts.append("\(text) \(text == "1" ? "worker" : "workers")")
      case 2: parts.append("affinity \(text)")
      case names.count - 1: parts.append(text)
      default: if !text.isEmpty { parts.append("\(names[column]) = \(text)") }
      }
    }
    if history.machines.count > 1 { parts.append("machine \(cell.machine + 1)") }
    return PlainText.printable(parts.joined(separator: ", "))
  }
}

/// Words of a change.
enum HistoryWords {
  /// `+5.2 % [+4.1, +6.0]`: by how much the values after differ from those before.
  static func change(_ change: HistoryChange) -> String {
    guard let ratio = change.ratio else { return "another level" }
    guard let low = ratio.low, let high = ratio.high else { return "\(percent(ratio.value)) %" }
    return "\(percent(ratio.value)) % [\(percent(low)), \(percent(high))]"
  }

  /// With a sign and one decimal.
  static func percent(_ ratio: Double) -> String {
    let text = NumberFormat.fixed((ratio - 1) * 100, decimals: 1)
    return text.hasPrefix("-") ? text : "+" + text
  }

  static func state(_ change: HistoryChange) -> String { change.isConfirmed ? "confirmed" : "suspected" }

  /// A median with its unit, four digits.
  static func value(_ value: Double, _ series: NightlySeries) -> String {
    if series.unit == "s" {
      let (factor, unit) = value < 0.001 ? (1e6, "us") : value < 1 ? (1e3, "ms") : (1, "s")
      return "\(PlotSeries.short(value * factor)) \(unit)"
    }
    let unit = PlainText.printable(series.unit)
    return unit.isEmpty ? PlotSeries.short(value) : "\(PlotSeries.short(value)) \(unit)"
  }
}
