import Analysis
import Foundation
import Jobs
import Testing

/// That the sentences of a fit say no more than its numbers, and do not contradict each other.
struct FitWordsTests {
  private static let ladder = [1, 2, 4, 8, 16, 32, 64]
  private static let nested: [LawKind] = [.linear, .amdahl, .usl]

  private static func fits(
    _ workers: [Int] = ladder, noise: Double = 0.01, seed: UInt64 = 1, of time: (Double) -> Double
  ) -> SeriesFits {
    LawFitter(points: LawFitterTests.points(workers, noise: noise, seed: seed, time)).fits(nested)
  }

  private static func fraction(_ fits: SeriesFits) -> String? {
    fits.notes.first { $0.contains("Karp–Flatt") }
  }

  @Test func `a fraction that rises beside Amdahl's law rises all the same`() throws {
    let fits = Self.fits(of: LawFitterTests.usl(0.1, 0.00004))
    try #require(fits.chosenLaw?.law == .amdahl)
    #expect(fits.fractionTrend == .rises)
    #expect(Self.fraction(fits)?.contains("rises with the workers all the same") == true, "\(fits.notes)")
  }

  @Test func `a level fraction is called a serial part only where there is one`() throws {
    let ideal = Self.fits { 1 / $0 }
    try #require(ideal.chosenLaw?.law == .linear)
    let level = try #require(Self.fraction(ideal))
    #expect(!level.contains("a serial part"), "\(level)")
    let amdahl = Self.fits(of: LawFitterTests.amdahl(0.1))
    #expect(Self.fraction(amdahl)?.contains("as by Amdahl's law") == true, "\(amdahl.notes)")
  }

  @Test func `the data contradict only the laws that could be judged`() {
    let fits = Self.fits([1, 2, 4, 8, 16], noise: 0.002, of: LawFitterTests.usl(0.03, 0.01))
    #expect(fits.fit(of: .usl)?.verdict == .ifItHolds)
    #expect(
      fits.notes[0]
        == "No law is chosen: the data contradict linear and Amdahl. USL cannot be judged with 5 numbers of workers."
    )
    #expect(fits.notes[1].hasPrefix("If the universal scalability law holds: Contention"), "\(fits.notes)")
  }

  @Test func `where more workers are too fast nothing is said of linear scaling or of overhead`() {
    let fits = Self.fits(noise: 0.005) { 1 / pow($0, 1.2) }
    #expect(fits.notes.contains { $0.hasPrefix("Superlinear") })
    #expect(!fits.notes.contains { $0.contains("Scales linearly") }, "\(fits.notes)")
    #expect(Self.fraction(fits) == nil)
    #expect(fits.fractionTrend == nil)
  }

  @Test func `where every worker makes it slower one is the fastest`() throws {
    let fits = Self.fits { 1 + 0.2 * ($0 - 1) }
    try #require(fits.chosenLaw?.law == .usl)
    #expect(fits.notes.contains("One worker is the fastest: more make it slower."), "\(fits.notes)")
  }

  @Test func `runs that are all equal show nothing by their precision`() {
    let points = Self.ladder.map {
      FitPoint(workers: $0, values: Array(repeating: 10 / Double($0) + 0.1, count: 6))
    }
    let fits = LawFitter(points: points).fits(Self.nested)
    #expect(fits.chosenLaw?.law == .amdahl)
    #expect(!fits.laws.contains { $0.reason.contains("precise runs") }, "\(fits.laws.map(\.reason))")
    let ideal = LawFitter(
      points: Self.ladder.map { FitPoint(workers: $0, values: Array(repeating: 10 / Double($0), count: 6)) }
    ).fits(Self.nested)
    #expect(ideal.notes[0] == "Scales linearly up to 64 workers: no serial fraction is seen.")
  }

  @Test func `a law that goes through all points has no interval and no band`() throws {
    let fits = Self.fits([1, 4], of: LawFitterTests.amdahl(0.25))
    let amdahl = try #require(fits.fit(of: .amdahl))
    #expect(amdahl.verdict == .exactlyDetermined)
    #expect(amdahl.parameters.allSatisfy { $0.low == nil && $0.high == nil })
    #expect(!amdahl.curve.isEmpty && amdahl.curve.allSatisfy { $0.value.low == nil })
  }

  @Test func `cells that lack different rounds have no different numbers of runs`() {
    var points = LawFitterTests.points(Self.ladder, LawFitterTests.amdahl(0.1))
    for index in points.indices { points[index].values[index] = .nan }
    let fits = LawFitter(points: points).fits(Self.nested)
    #expect(
      fits.notes.contains {
        $0.hasPrefix("The cells lack runs of different rounds: each was resampled by itself")
      }, "\(fits.notes)")
  }

  @Test func `one cell with very many runs beside few is drawn from its asymptotic distribution`() throws {
    var points = LawFitterTests.points([1, 2, 4, 8, 16], LawFitterTests.amdahl(0.1))
    points[0] = LawFitterTests.points([1], runs: 200_000, LawFitterTests.amdahl(0.1))[0]
    let fraction = try #require(
      LawFitter(points: points).fits(Self.nested).fit(of: .amdahl)?.parameter("serial_fraction"))
    #expect(try #require(fraction.low) < 0.1 && 0.1 < (try #require(fraction.high)))
  }

  @Test func `a table without rounds is not said to have different numbers of runs`() {
    var fitter = LawFitter(
      points: [1, 2, 4, 8].map { count in
        let values = (0..<6).map { 1 + 0.001 * Double(($0 * 5 + count) % 7) }
        return FitPoint(
          workers: count, values: values, references: values.map { $0 * (0.1 + 0.9 * Double(count)) })
      })
    fitter.hasRounds = false
    let notes = fitter.fits([.gustafson]).notes
    #expect(!notes.contains { $0.contains("numbers of runs") }, "\(notes)")
  }
}

/// What of a study decides how its fits are made.
struct StudyFitSettingTests {
  /// What a round slows down it slows down alike in all cells, so that ratios are exact.
  private static func shared(_ order: RunOrder) throws -> SeriesFits {
    var runs = InventedRuns(workers: [1, 2, 4, 8, 16])
    runs.job.repetitions = 8
    runs.job.order = order
    for workers in [1, 2, 4, 8, 16] {
      runs.add(
        workers: workers,
        walls: (0..<8).map { (1 + 0.02 * Double($0)) * (0.1 + 0.9 / Double(workers)) })
    }
    var study = try runs.summary()
    study.fitLaws(nil, seed: 1, extrapolates: false)
    return try #require(study.fits[0])
  }

  @Test func `runs in no rounds are not resampled by rounds`() throws {
    func width(_ fits: SeriesFits) throws -> Double {
      let fraction = try #require(fits.fit(of: .amdahl)?.parameter("serial_fraction"))
      return try #require(fraction.high) - (try #require(fraction.low))
    }
    #expect(try width(Self.shared(.rounds)) < 1e-9)
    #expect(try width(Self.shared(.random)) > 1e-3)
  }

  @Test func `copies whose rate is measured have no Karp–Flatt fraction`() throws {
    var runs = InventedRuns(workers: [1, 2, 4, 8, 16], isCommand: true)
    runs.job.scaling = .throughput
    runs.job.repetitions = 6
    runs.job.metrics = [Metric(name: "jobs_per_s", pattern: "(.)", kind: .rate, source: .standardOutput)]
    runs.job.measure = "jobs_per_s"
    for workers in [1, 2, 4, 8, 16] {
      for run in 1...6 {
        let rate = 5 * Double(workers) / (1 + 0.1 * Double(workers - 1)) * (1 + 0.001 * Double(run))
        runs.add(workers: workers, walls: [1], repetition: run, metrics: ["\(rate)"])
      }
    }
    var study = try runs.summary()
    study.fitLaws(nil, seed: 1, extrapolates: false)
    let notes = try #require(study.fits[0]).notes
    #expect(!notes.isEmpty && !notes.contains { $0.contains("Karp–Flatt") }, "\(notes)")
  }

  @Test func `the curve of Gustafson's law is at the time of its own series`() throws {
    var fitter = LawFitter(
      points: [1, 2, 4].map {
        FitPoint(workers: $0, values: [3], references: [3 * (0.2 + 0.8 * Double($0))])
      })
    fitter.base = LawFitter.Base(workers: 1, value: 7)
    let curve = try #require(fitter.fits([.gustafson]).laws.first?.curve)
    #expect(!curve.isEmpty && curve.allSatisfy { $0.value.value == 3 })
  }
}
