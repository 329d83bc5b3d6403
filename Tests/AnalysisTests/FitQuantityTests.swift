import Analysis
import Jobs
import Testing

/// Rates, copies of the whole work, and work that grows; and what the curves say.
struct FitQuantityTests {
  private static let ladder = [1, 2, 4, 8, 16, 32, 64]

  @Test func `a rate is fitted as the time of one piece of work`() throws {
    let time = LawFitterTests.usl(0.05, 0.001)
    let times = LawFitterTests.points(Self.ladder, time)
    let rates = times.map { FitPoint(workers: $0.workers, values: $0.values.map { 1 / $0 }) }
    let fits = LawFitter(points: rates, quantity: .rate).fits([.linear, .usl])
    let usl = try #require(fits.fit(of: .usl))
    #expect(abs(try #require(usl.parameter("sigma")).estimate - 0.05) < 0.01)
    // At the base a curve has the unit of what was measured, and speedups are those over one worker.
    let first = try #require(usl.curve.first)
    #expect(first.workers == 1)
    #expect(abs(first.value.value - 1 / 3) < 0.01)
    #expect(abs(first.speedup.value - 1) < 0.02)
  }

  @Test func `copies of the work share nothing, and their time would stay`() throws {
    // Each of P workers does all of it: by the law P workers take 1 + σ(P − 1) + κP(P − 1) times as long as one.
    let points = LawFitterTests.points(Self.ladder) { 2 * (1 + 0.03 * ($0 - 1) + 0.0005 * $0 * ($0 - 1)) }
    let usl = try #require(
      LawFitter(points: points, quantity: .copyTime).fits([.linear, .usl]).fit(of: .usl))
    #expect(abs(try #require(usl.parameter("sigma")).estimate - 0.03) < 0.01)
    #expect(abs(try #require(usl.parameter("tau")).estimate - 2) < 0.1)
    let last = try #require(usl.curve.first { $0.workers == 64 })
    #expect(abs(last.value.value - points[6].values[0]) < 0.1 * points[6].values[0])
  }

  @Test func `with the loss of throughput lambda takes the place of tau`() throws {
    var fitter = LawFitter(points: LawFitterTests.points(Self.ladder, LawFitterTests.usl(0.05, 0.001)))
    fitter.loss = .throughput
    let usl = try #require(fitter.fits([.linear, .amdahl, .usl]).fit(of: .usl))
    #expect(usl.loss == .throughput)
    #expect(usl.parameters.map(\.name) == ["lambda", "sigma", "kappa", "peak_workers"])
    #expect(abs(try #require(usl.parameter("lambda")).estimate - 1 / 3) < 0.02)
    #expect(try #require(usl.parameter("sigma")?.low) < 0.05)
  }

  @Test func `a curve has a band about it that holds the cells, and ends at twice the most workers`() throws {
    let points = LawFitterTests.points(Self.ladder, LawFitterTests.amdahl(0.1))
    let curve = try #require(LawFitter(points: points).fits([.linear, .amdahl]).fit(of: .amdahl)).curve
    #expect(curve.count >= 40)
    #expect(curve.map(\.workers) == curve.map(\.workers).sorted())
    #expect(curve.first?.workers == 1)
    #expect(abs((curve.last?.workers ?? 0) - 128) < 1e-9)
    for workers in Self.ladder { #expect(curve.contains { $0.workers == Double(workers) }) }
    for place in curve {
      let (low, high) = (try #require(place.value.low), try #require(place.value.high))
      #expect(low <= place.value.value && place.value.value <= high)
      #expect(high - low < 0.1 * place.value.value)
    }
  }

  @Test func `extrapolation is asked for`() throws {
    var fitter = LawFitter(points: LawFitterTests.points(Self.ladder, LawFitterTests.usl(0.001, 0.00001)))
    let near = try #require(fitter.fits([.usl]).fit(of: .usl))
    // The peak lies at 316 workers.
    #expect(near.parameter("peak_workers") == nil)
    fitter.extrapolates = true
    let far = try #require(fitter.fits([.usl]).fit(of: .usl))
    #expect(try #require(far.curve.last).workers > 128)
  }

  @Test func `speedups refer to the base that is given`() throws {
    var fitter = LawFitter(points: LawFitterTests.points(Self.ladder, LawFitterTests.amdahl(0.1)))
    fitter.base = LawFitter.Base(workers: 2, value: 4)
    let curve = try #require(fitter.fits([.amdahl]).fit(of: .amdahl)).curve
    let one = try #require(curve.first)
    // 2 · 4 s / 2 s.
    #expect(abs(one.speedup.value - 4) < 0.1)
  }

  /// Times and references of a law with this serial share.
  private static func grown(_ share: Double, _ workers: [Int], runs: Int = 10) -> [FitPoint] {
    let times = LawFitterTests.points(workers, runs: runs) { _ in 1 }
    let references = LawFitterTests.points(workers, runs: runs, seed: 9) { share + (1 - share) * $0 }
    return zip(times, references).map {
      FitPoint(workers: $0.workers, values: $0.values, references: $0.workers > 1 ? $1.values : [])
    }
  }

  @Test func `Gustafson's law is fitted to speedups over one worker on the same work`() throws {
    let fits = LawFitter(points: Self.grown(0.2, [1, 2, 4, 8, 16])).fits([.gustafson])
    let gustafson = try #require(fits.chosenLaw)
    #expect(gustafson.law == .gustafson)
    let share = try #require(gustafson.parameter("serial_fraction"))
    #expect(try #require(share.low) < 0.2 && 0.2 < (try #require(share.high)))
    #expect(fits.notes[0].contains("each further worker adds 0.8"), "\(fits.notes)")
    let last = try #require(gustafson.curve.first { $0.workers == 16 })
    #expect(abs(last.speedup.value - 13) < 0.5)
  }

  @Test func `Gustafson's share is that of the formula, and lies in 0...1`() throws {
    func share(_ speedups: [(Int, Double)]) throws -> Double {
      let points = speedups.map { FitPoint(workers: $0.0, values: [1], references: [$0.1]) }
      let fits = LawFitter(points: points).fits([.gustafson])
      return try #require(fits.fit(of: .gustafson)?.parameter("serial_fraction")).estimate
    }
    // Σ(P − 1)(P − S)/Σ(P − 1)²: (1·0.2 + 3·1)/(1 + 9).
    #expect(abs(try share([(2, 1.8), (4, 3)]) - 0.32) < 1e-12)
    #expect(try share([(2, 3), (4, 5)]) == 0)
    #expect(try share([(2, 0.5), (4, 0.5)]) == 1)
  }

  @Test func `without runs of one worker on the grown work Gustafson's law is refused`() {
    let points = LawFitterTests.points([1, 2, 4], LawFitterTests.amdahl(0.1))
    let fits = LawFitter(points: points).fits([.gustafson])
    #expect(fits.fit(of: .gustafson)?.verdict == .notIdentifiable)
    #expect(fits.notes == ["Gustafson's law cannot be fitted: no one-worker run of the grown size."])
  }
}
