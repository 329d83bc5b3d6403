import Analysis
import Foundation
import Jobs
import Testing

/// What the data allow to be said of a law.
struct LawFitterTests {
  private static let ladder = [1, 2, 4, 8, 16, 32, 64]

  /// Runs about the time of a law, with noise that is the same in every test.
  static func points(
    _ workers: [Int], runs: Int = 10, noise: Double = 0.01, seed: UInt64 = 1, _ time: (Double) -> Double
  ) -> [FitPoint] {
    var random = SplitMix64(seed: seed)
    return workers.map { count in
      let values = (0..<runs).map { _ in
        // The sum of twelve numbers in 0...1 is near enough to normal.
        let sum = (0..<12).reduce(0.0) { total, _ in total + Double(random.next() >> 11) * 0x1p-53 }
        return time(Double(count)) * exp(noise * (sum - 6))
      }
      return FitPoint(workers: count, values: values)
    }
  }

  static func amdahl(_ fraction: Double) -> (Double) -> Double { { 2 * (fraction + (1 - fraction) / $0) } }

  static func usl(_ sigma: Double, _ kappa: Double) -> (Double) -> Double {
    { 3 * (1 + sigma * ($0 - 1) + kappa * $0 * ($0 - 1)) / $0 }
  }

  private static let nested: [LawKind] = [.linear, .amdahl, .usl]

  @Test func `Amdahl's law is chosen where it holds, with its fraction in the interval`() throws {
    let fits = LawFitter(points: Self.points(Self.ladder, Self.amdahl(0.1))).fits(Self.nested)
    #expect(fits.chosenLaw?.law == .amdahl)
    let fraction = try #require(fits.fit(of: .amdahl)?.parameter("serial_fraction"))
    #expect(try #require(fraction.low) < 0.1 && 0.1 < (try #require(fraction.high)))
    #expect(fits.fit(of: .linear)?.verdict != .chosen)
    #expect(fits.notes[0].hasPrefix("Serial fraction 0.1"), "\(fits.notes)")
    #expect(fits.notes[0].contains("never faster than"))
  }

  @Test func `the universal law is chosen where workers hinder each other, with its peak`() throws {
    let fits = LawFitter(points: Self.points(Self.ladder, Self.usl(0.05, 0.001))).fits(Self.nested)
    #expect(fits.chosenLaw?.law == .usl)
    let usl = try #require(fits.fit(of: .usl))
    let peak = try #require(usl.parameter("peak_workers"))
    #expect(try #require(peak.low) < 30.82 && 30.82 < (try #require(peak.high)))
    #expect(usl.parameters.map(\.name) == LawKind.usl.parameterNames)
    #expect(fits.notes.contains { $0.hasPrefix("Fastest with about") }, "\(fits.notes)")
    #expect(fits.notes.contains { $0.contains("fraction rises") })
  }

  @Test func `the ideal is chosen where nothing is serial, and the fraction has an upper bound alone`() throws
  {
    let fits = LawFitter(points: Self.points([1, 2, 4, 8, 16], noise: 0.005) { 1 / $0 }).fits(Self.nested)
    #expect(fits.chosenLaw?.law == .linear)
    let fraction = try #require(fits.fit(of: .amdahl)?.parameter("serial_fraction"))
    #expect(fraction.low == 0)
    #expect(fits.notes[0].contains("a serial fraction is at most"), "\(fits.notes)")
  }

  @Test func `weights add up to 1 over the laws that can be compared`() {
    let fits = LawFitter(points: Self.points(Self.ladder, Self.amdahl(0.1))).fits(Self.nested)
    #expect(abs(fits.laws.compactMap(\.weight).reduce(0, +) - 1) < 1e-12)
    #expect(fits.laws.map(\.law) == Self.nested)
  }

  @Test func `two numbers of workers determine the fraction exactly, without an interval`() throws {
    let fits = LawFitter(points: Self.points([1, 4], Self.amdahl(0.25))).fits(Self.nested)
    let amdahl = try #require(fits.fit(of: .amdahl))
    #expect(amdahl.verdict == .exactlyDetermined)
    #expect(fits.chosen == nil)
    #expect(fits.fit(of: .usl)?.verdict == .notIdentifiable)
    #expect(fits.fit(of: .usl)?.parameters.isEmpty == true)
  }

  @Test func `three numbers of workers give a fraction if the law holds`() throws {
    let fits = LawFitter(points: Self.points([1, 4, 16], Self.amdahl(0.25))).fits(Self.nested)
    let amdahl = try #require(fits.fit(of: .amdahl))
    #expect(amdahl.verdict == .ifItHolds)
    #expect(amdahl.aicc == nil)
    #expect(try #require(amdahl.parameter("serial_fraction")?.low) < 0.25)
    #expect(fits.chosen == nil)
    #expect(fits.notes[0].hasPrefix("If Amdahl's law holds: Serial fraction"), "\(fits.notes)")
  }

  @Test func `with at most three workers no law of scaling is told`() {
    let fits = LawFitter(points: Self.points([1, 2, 3], Self.amdahl(0.25))).fits(Self.nested)
    #expect(fits.fit(of: .amdahl)?.verdict == .notIdentifiable)
    #expect(fits.fit(of: .amdahl)?.curve.isEmpty == true)
  }

  @Test func `a fraction that may be nearly anything is not identified`() {
    let fits = LawFitter(points: Self.points([1, 2, 3, 4, 5], runs: 5, noise: 0.8, Self.amdahl(0.4))).fits(
      Self.nested)
    #expect(fits.fit(of: .amdahl)?.verdict == .notIdentifiable)
  }

  @Test func `a law that the runs contradict is rejected, with the place where it is worst`() throws {
    let step: (Double) -> Double = { $0 == 16 ? 0.3 : 0.1 + 0.9 / $0 }
    let fits = LawFitter(points: Self.points(Self.ladder, noise: 0.005, step)).fits(Self.nested)
    let amdahl = try #require(fits.fit(of: .amdahl))
    #expect(amdahl.verdict == .rejected)
    #expect(amdahl.worstResidual?.workers == 16)
    #expect(amdahl.reason.contains("at 16 workers"))
    #expect(fits.chosen == nil)
    #expect(fits.notes[0].contains("No law is chosen"))
    #expect(fits.notes[0].contains("The nearest is"))
  }

  @Test func `more than so many times as fast is superlinear, and Amdahl's law does not apply`() {
    let fits = LawFitter(points: Self.points(Self.ladder, noise: 0.005) { 1 / ($0 * (1 + 0.05 * ($0 - 1))) })
      .fits(Self.nested)
    #expect(fits.fit(of: .amdahl)?.parameter("serial_fraction")?.estimate == 0)
    #expect(fits.notes.contains { $0.hasPrefix("Superlinear") }, "\(fits.notes)")
  }

  @Test func `without one worker the time of one is that of the law, and it says so`() throws {
    let fits = LawFitter(points: Self.points([2, 4, 8, 16, 32], Self.amdahl(0.1))).fits(Self.nested)
    let amdahl = try #require(fits.fit(of: .amdahl))
    #expect(amdahl.isExtrapolated)
    #expect(abs(try #require(amdahl.parameter("tau")).estimate - 2) < 0.1)
    #expect(fits.notes.contains { $0.contains("One worker was not measured") })
  }

  @Test func `without repetitions the intervals come from the scatter about the law`() throws {
    let fits = LawFitter(points: Self.points(Self.ladder, runs: 1, Self.amdahl(0.1))).fits(Self.nested)
    let fraction = try #require(fits.fit(of: .amdahl)?.parameter("serial_fraction"))
    #expect(try #require(fraction.low) < 0.1 && 0.1 < (try #require(fraction.high)))
    #expect(fits.notes.contains { $0.hasPrefix("Without repetitions") })
  }

  @Test func `different numbers of runs are resampled cell by cell, and it says so`() throws {
    var points = Self.points(Self.ladder, Self.amdahl(0.1))
    points[2].values[3] = .nan
    let fits = LawFitter(points: points).fits(Self.nested)
    #expect(try #require(fits.fit(of: .amdahl)?.parameter("serial_fraction")?.low) < 0.1)
    #expect(fits.notes.contains { $0.contains("different numbers of runs") })
  }

  @Test func `many runs are drawn from the asymptotic distribution, and it says so`() throws {
    let fits = LawFitter(points: Self.points(Self.ladder, runs: 60, Self.amdahl(0.1))).fits(Self.nested)
    let fraction = try #require(fits.fit(of: .amdahl)?.parameter("serial_fraction"))
    #expect(try #require(fraction.low) < 0.1 && 0.1 < (try #require(fraction.high)))
    #expect(fits.notes.contains { $0.contains("asymptotic") })
  }

  @Test func `computed values have no interval`() throws {
    var fitter = LawFitter(points: Self.points(Self.ladder, runs: 1, noise: 0, Self.amdahl(0.1)))
    fitter.isExact = true
    let fits = fitter.fits(Self.nested)
    let fraction = try #require(fits.fit(of: .amdahl)?.parameter("serial_fraction"))
    #expect(abs(fraction.estimate - 0.1) < 1e-9)
    #expect(fraction.low == nil)
    #expect(fits.chosenLaw?.law == .amdahl)
    #expect(fits.notes.contains { $0.contains("no noise") })
  }

  @Test func `the same seed gives the same intervals, another one others`() {
    let points = Self.points(Self.ladder, Self.amdahl(0.1))
    var fitter = LawFitter(points: points)
    let first = fitter.fits(Self.nested)
    #expect(first == fitter.fits(Self.nested))
    fitter.seed = 2
    #expect(first != fitter.fits(Self.nested))
  }

  @Test func `a value that is not positive is not fitted`() {
    let fits = LawFitter(points: [FitPoint(workers: 1, values: [1]), FitPoint(workers: 2, values: [0])])
      .fits(Self.nested)
    #expect(fits.laws.isEmpty)
    #expect(fits.notes == ["Nothing is fitted: a measured value is not positive."])
  }

  @Test func `a single law that was asked for holds if it does`() {
    let fits = LawFitter(points: Self.points(Self.ladder, Self.usl(0.05, 0.001))).fits([.usl])
    #expect(fits.chosenLaw?.law == .usl)
    #expect(fits.chosenLaw?.verdict == .ifItHolds)
    #expect(fits.notes[0].hasPrefix("If the universal scalability law holds"))
  }

  @Test func `workers that lie too near to each other do not separate contention from crosstalk`() {
    let workers = [100, 101, 102, 103, 104, 105]
    let fits = LawFitter(points: Self.points(workers, noise: 0.001, Self.usl(0.05, 0.001))).fits(Self.nested)
    #expect(fits.fit(of: .usl)?.verdict == .notIdentifiable)
  }
}
