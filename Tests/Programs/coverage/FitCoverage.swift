import Analysis
import Foundation
import Jobs

/// One kind of study whose truth is known.
private struct FitScenario {
  var law: LawKind
  var parameter: String
  var truth: Double
  var name: String
  /// The time of one piece of work on P workers, that of one worker being 1.
  var time: (Double) -> Double
  var runs = 10
  var spread = 0.03
  var spikes = 0.15
  /// The standard deviation of a factor that all runs of a round have in common.
  var drift = 0.0
  /// Whether one run of one cell is missing.
  var hasGap = false

  static func amdahl(_ fraction: Double) -> FitScenario {
    FitScenario(
      law: .amdahl, parameter: "serial_fraction", truth: fraction, name: "f = \(fraction) of Amdahl",
      time: { fraction + (1 - fraction) / $0 })
  }

  static func usl(_ sigma: Double, _ kappa: Double) -> FitScenario {
    FitScenario(
      law: .usl, parameter: "sigma", truth: sigma, name: "sigma = \(sigma) of USL, kappa = \(kappa)",
      time: { (1 + sigma * ($0 - 1) + kappa * $0 * ($0 - 1)) / $0 })
  }

  func changed(_ suffix: String, _ change: (inout FitScenario) -> Void) -> FitScenario {
    var other = self
    change(&other)
    other.name += ", " + suffix
    return other
  }

  func points(_ noise: inout Noise) -> [FitPoint] {
    let rounds = (0..<runs).map { _ in exp(drift * noise.normal()) }
    var points = [1, 2, 4, 8, 16, 32, 64].map { workers in
      FitPoint(
        workers: workers,
        values: zip(rounds, noise.times(time(Double(workers)), count: runs)).map { $0 * $1 })
    }
    if hasGap { points[3].values[0] = .nan }
    return points
  }
}

/// How often the interval of a fitted parameter holds the truth, and how often the runs are said to contradict a law
/// that they follow.
func fitCoverage(studies: Int) {
  var scenarios = [0.02, 0.05, 0.1, 0.25, 0.5].map(FitScenario.amdahl)
  scenarios += [(0.02, 0.0001), (0.05, 0.0005), (0.1, 0.001), (0.05, 0.00002)].map(FitScenario.usl)
  let pair = [FitScenario.amdahl(0.1), .usl(0.05, 0.0005)]
  for runs in [3, 5, 6, 20, 60] {
    scenarios += pair.map { $0.changed("\(runs) runs") { $0.runs = runs } }
  }
  scenarios += pair.map { $0.changed("rounds that drift") { $0.drift = 0.03 } }
  scenarios += pair.map { $0.changed("a missing run") { $0.hasGap = true } }
  scenarios += pair.map { $0.changed("little noise") { ($0.spread, $0.spikes) = (0.02, 0.1) } }
  scenarios += pair.map { $0.changed("1 run, no spikes") { ($0.runs, $0.spikes) = (1, 0) } }
  for (index, scenario) in scenarios.enumerated() {
    measure(scenario, studies: studies, seed: UInt64(index + 1) << 32)
  }
}

private func measure(_ scenario: FitScenario, studies: Int, seed: UInt64) {
  var noise = Noise(seed: seed)
  noise.spread = scenario.spread
  noise.spikes = scenario.spikes
  var (held, rejected, chosen) = (Score(), Score(), Score())
  var (above, width) = (0, 0.0)
  for study in 0..<studies {
    var fitter = LawFitter(points: scenario.points(&noise))
    fitter.seed = seed &+ UInt64(study)
    let fits = fitter.fits([.linear, .amdahl, .usl])
    let fit = fits.fit(of: scenario.law)
    let parameter = fit?.parameter(scenario.parameter)
    let low = parameter?.low ?? .infinity
    let high = parameter?.high ?? -.infinity
    held.add(low <= scenario.truth && scenario.truth <= high)
    if low > scenario.truth { above += 1 }
    width += (high - low) / Double(studies)
    rejected.add(fit?.verdict == .rejected)
    chosen.add(fits.chosenLaw?.law == scenario.law)
  }
  show(scenario.name, held, goal: "93–97 %")
  print(
    String(
      format: "    of the rest %.0f %% too high; mean width %.5f; law rejected %.1f %%, chosen %.1f %%",
      held.hits == studies ? 0 : 100 * Double(above) / Double(studies - held.hits), width,
      rejected.share * 100,
      chosen.share * 100))
}
