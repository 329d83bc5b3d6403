import Expressions
import Jobs

/// Names series by what tells them apart.
struct SeriesLabels {
  private let axes: SeriesAxes
  /// For each member of the axes, whether series differ in it.
  private let differs: [Bool]
  private let isCommand: Bool

  init(job: Job, axes: SeriesAxes, keys: [SeriesKey]) {
    self.axes = axes
    differs = axes.members.indices.map { position in
      Set(keys.map { $0.choices[position] }).count > 1
    }
    if case .command = job.workload { isCommand = true } else { isCommand = false }
  }

  /// The swept parameters of a series.
  func parameters(of key: SeriesKey) -> [Series.Parameter] {
    axes.members.indices.dropFirst(2).map {
      Series.Parameter(name: axes.members[$0].name, text: text(key, $0))
    }
  }

  /// Such as `fork, f = 0.25`: the executor of a built-in workload, then what differs between series, and the
  /// serial part of the law where it is known and not zero.
  func label(of key: SeriesKey, law: ScalingLaw?) -> String {
    var parts: [String] = []
    if !isCommand || differs[0] { parts.append(text(key, 0)) }
    if differs[1] { parts.append("affinity \(text(key, 1))") }
    let fraction = law.map { "\($0.symbol) = \(NumberFormat.shortest($0.serialPart))" }
    var saysFraction = law?.hasSerialPart != true
    for position in axes.members.indices.dropFirst(2) where differs[position] {
      if let fraction, axes.members[position].name == "serial_fraction" {
        parts.append(fraction)
        saysFraction = true
      } else {
        parts.append("\(axes.members[position].name) = \(text(key, position))")
      }
    }
    if let fraction, !saysFraction { parts.append(fraction) }
    return parts.isEmpty ? "command" : parts.joined(separator: ", ")
  }

  private func text(_ key: SeriesKey, _ position: Int) -> String {
    axes.members[position].texts[key.choices[position]]
  }
}
