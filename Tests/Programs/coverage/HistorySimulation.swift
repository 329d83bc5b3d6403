import Analysis
import Foundation
import Jobs
import Statistics

/// How often change points are found where there are none, and where there is one: series of 60 nights, quiet or with
/// a step of 5 % at night 40, by the methods of `swrun history`.
///
/// - Parameter series: how many series of each kind.
func historySimulation(series count: Int) {
  print("history: 60 nights, noise of 2 %; a step of 5 % from night 40 on; \(count) series each")
  print("noise            method   false alarms          found within 2 nights")
  for noise in NightlyNoise.allCases {
    for method in HistorySearch.Method.allCases {
      let search = HistorySearch(method: method)
      let alarms = (0..<count).count { number in
        !search.changes(of: noise.series(step: 1, number: number), number: number).isEmpty
      }
      let found = (0..<count).count { number in
        search.changes(of: noise.series(step: 1.05, number: count + number), number: number)
          .contains { abs($0 - 40) <= 2 }
      }
      let name = noise.rawValue.padding(toLength: 16, withPad: " ", startingAt: 0)
      let kind = method.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
      print("\(name) \(kind) \(share(alarms, of: count))  \(share(found, of: count))")
    }
  }
}

/// `0.013 [0.002, 0.047]`.
private func share(_ hits: Int, of trials: Int) -> String {
  let interval = ClopperPearson.interval(successes: hits, trials: trials)
  return String(format: "%.3f [%.3f, %.3f]", Double(hits) / Double(trials), interval.low, interval.high)
}

/// What moves the median of a night when nothing has changed.
private enum NightlyNoise: String, CaseIterable {
  case independent
  /// Every tenth night is longer, by 20 % in the mean.
  case spiky = "10 % spikes"
  /// Half of a night's deviation goes on into the next night.
  case dependent = "AR(1), ρ = 0.5"

  /// 60 nights, the last 20 times `step`.
  func series(step: Double, number: Int) -> [Double] {
    var random = SplitMix64(seed: UInt64(number) &* 7919 &+ UInt64(rawValue.utf8.count))
    func uniform() -> Double { (Double(random.next() >> 11) + 0.5) * 0x1p-53 }
    var deviation = NormalDistribution.quantile(uniform())
    return (0..<60).map { night in
      let fresh = NormalDistribution.quantile(uniform())
      deviation = self == .dependent ? 0.5 * deviation + sqrt(0.75) * fresh : fresh
      var value = exp(0.02 * deviation) * (night < 40 ? 1 : step)
      if self == .spiky, uniform() < 0.1 { value *= 1 - 0.2 * log(uniform()) }
      return value
    }
  }
}

extension HistorySearch {
  /// The changes that `swrun history` would show.
  fileprivate func changes(of values: [Double], number: Int) -> [Int] {
    let machine = NightMachine(nil)
    let nights = values.indices.map { Night(run: String($0), machine: machine) }
    let series = NightlySeries(
      cell: "c\(number)", executor: "command", workers: "1", affinity: "none", parameters: [],
      measure: "wall_s",
      unit: "s", values: values.enumerated().map { NightlyValue(night: $0, count: 10, median: $1) })
    let history = history(name: "simulated", nights: nights, parameterColumns: [], series: [series])
    return history.cells.flatMap { $0.changes.map(\.index) }
  }
}
