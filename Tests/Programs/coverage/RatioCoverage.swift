import Analysis
import Foundation
import Statistics

/// How often the interval of a speedup holds the true speedup: by the bootstrap up to 50 runs, above in closed form.
func ratioCoverage(studies: Int) {
  let time = 1.0
  let fast = 0.2375
  for count in [6, 7, 10, 15, 20, 30, 50] {
    var noise = Noise(seed: 100 + UInt64(count))
    var score = Score()
    for study in 0..<studies {
      let base = noise.times(time, count: count)
      let values = noise.times(fast, count: count)
      let draws = BlockBootstrap(rounds: count, seed: UInt64(study))
      guard
        let interval = RatioOfMedians.interval(of: draws.medians(of: base), over: draws.medians(of: values))
      else { continue }
      score.add(interval.low <= time / fast && time / fast <= interval.high)
    }
    show("speedup, \(count) runs, bootstrap over rounds", score, goal: "93 to 97 %")
  }
  for count in [51, 100, 1000] {
    var noise = Noise(seed: 200 + UInt64(count))
    var score = Score()
    for _ in 0..<studies {
      guard let base = BonettPrice.Sample(noise.times(time, count: count)),
        let values = BonettPrice.Sample(noise.times(fast, count: count))
      else { continue }
      let interval = BonettPrice.unpaired(base, over: values)
      score.add(interval.low <= time / fast && time / fast <= interval.high)
    }
    show("speedup, \(count) runs, Bonett and Price", score, goal: "93 to 97 %")
  }
}
