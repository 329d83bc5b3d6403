import Analysis
import Foundation

/// How often a comparison of two nights without a difference finds one, and how often it finds one that is there.
func compareSimulation(nights: Int) {
  for (cells, count) in [(1, 10), (12, 10), (12, 20), (40, 10)] {
    var quiet = Score()
    for night in 0..<nights {
      let found = compared(cells: cells, count: count, shift: 1, seed: UInt64(night))
      quiet.add(found.contains { $0.verdict == .regressed })
    }
    show("equal nights, \(cells) cells × \(count) runs: a false regression", quiet, goal: "at most 5 %")
  }
  for (cells, count, shift) in [(1, 10, 1.05), (1, 20, 1.05), (1, 10, 1.02), (12, 10, 1.05), (12, 20, 1.05)] {
    var power = Score()
    for night in 0..<nights {
      let found = compared(cells: cells, count: count, shift: shift, seed: 1 << 32 + UInt64(night))
      power.add(found.first?.verdict == .regressed)
    }
    let percent = String(format: "%.0f %%", (shift - 1) * 100)
    show(
      "\(percent) slower, \(cells) cells × \(count) runs: found", power,
      goal: shift == 1.05 && count == 10 && cells == 1 ? "at least 90 %" : "–")
  }
}

/// The rows of a comparison of two nights; all cells of the second one are slower by the factor `shift`.
private func compared(cells: Int, count: Int, shift: Double, seed: UInt64) -> [ComparedCell] {
  var noise = Noise(seed: seed)
  noise.spread = 0.02
  noise.spikes = 0.1
  let pairs = (0..<cells).map { cell in
    ComparedRuns(
      labels: [String(cell)], base: "old", value: "new", baseValues: noise.times(1, count: count),
      values: noise.times(shift, count: count))
  }
  return ComparisonJudge().cells(pairs)
}
