import Analysis
import Foundation
import Statistics

/// How often the interval of the median holds the true median, beside the level that it claims.
func medianCoverage(studies: Int) {
  for count in [6, 7, 10, 15, 20, 30, 50] {
    var noise = Noise(seed: UInt64(count))
    var score = Score()
    var level = 0.0
    for _ in 0..<studies {
      guard let interval = SampleSummary(noise.times(1, count: count))?.interval else { continue }
      level = interval.level
      score.add(interval.low <= Noise.median && Noise.median <= interval.high)
    }
    show(
      "median, \(count) runs, achieved level \(String(format: "%.1f %%", level * 100))", score,
      goal: String(format: "at least %.1f %%", level * 100 - 2))
  }
}
