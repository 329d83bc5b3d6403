import Analysis
import Jobs
import Testing

/// What others have published of the laws, reproduced by the fits and formulas of this package.
struct PublishedLawTests {
  private static let workers = [1, 18, 36, 72, 108, 144, 216]
  /// SPEC SDM91 (Gunther 2007), as in the data of the R package usl.
  private static let specsdm91 = [64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775.0, 1702.2]

  private static func fit(_ workers: [Int], _ rates: [Double], loss: FitLoss) throws -> LawFit {
    var fitter = LawFitter(
      points: zip(workers, rates).map { FitPoint(workers: $0, values: [$1]) }, quantity: .rate)
    fitter.loss = loss
    return try #require(fitter.fits([.usl]).fit(of: .usl))
  }

  private static func near(_ fit: LawFit, _ name: String, _ expected: Double, _ tolerance: Double) throws {
    let value = try #require(fit.parameter(name)).estimate
    #expect(abs(value / expected - 1) <= tolerance, "\(name): \(value)")
  }

  @Test func `the loss of throughput gives the fit of SPEC SDM91 that R usl has`() throws {
    let fit = try Self.fit(Self.workers, Self.specsdm91, loss: .throughput)
    try Self.near(fit, "lambda", 89.995233, 1e-4)
    try Self.near(fit, "sigma", 0.0277285, 1e-4)
    try Self.near(fit, "kappa", 0.0001044, 5e-4)
    try Self.near(fit, "peak_workers", 96.51956, 1e-4)
    // ± t(0.975, 4) standard errors.
    let sigma = try #require(fit.parameter("sigma"))
    #expect(abs((try #require(sigma.high)) - (0.0277285 + 2.776445 * 0.0091217)) < 1e-5)
    // At the peak it is 1884 a second.
    let peak = try #require(fit.curve.map(\.value.value).max())
    #expect(abs(peak - 1884) < 2)
  }

  @Test func `the peak of R usl is the root of 1 - sigma by kappa`() throws {
    let (sigma, kappa) = (0.001, 0.00001)
    let points = [1, 8, 32, 64, 128, 256, 512].map { (count: Int) -> FitPoint in
      let n = Double(count)
      let divisor = 1 + sigma * (n - 1) + kappa * n * (n - 1)
      return FitPoint(workers: count, values: [n / divisor])
    }
    var fitter = LawFitter(points: points, quantity: .rate)
    fitter.isExact = true
    let fit = try #require(fitter.fits([.usl]).fit(of: .usl))
    try Self.near(fit, "peak_workers", 316.0696, 1e-6)
  }

  @Test func `the loss of times gives another fit of the same data, and T(1) is near the measured one`()
    throws
  {
    let fit = try Self.fit(Self.workers, Self.specsdm91, loss: .time)
    try Self.near(fit, "sigma", 0.0134, 0.005)
    try Self.near(fit, "kappa", 1.15e-4, 0.005)
    try Self.near(fit, "tau", 1 / 68.2, 0.001)
  }

  @Test func `the data of the Go and Java tools give their coefficients`() throws {
    let fit = try Self.fit(Self.workers, [65, 996, 1652, 1853, 1829, 1775, 1702], loss: .throughput)
    try Self.near(fit, "lambda", 89.9878, 1e-4)
    try Self.near(fit, "sigma", 0.0277299, 1e-4)
    try Self.near(fit, "kappa", 0.000104343, 1e-4)
  }

  @Test(arguments: FitLoss.allCases)
  func `the synthetic data of R usl give their coefficients by both losses`(loss: FitLoss) throws {
    let fit = try Self.fit(
      [1, 2, 4, 6, 8, 10], [1, 1.8868, 3.0769, 3.5294, 3.5398, 3.3557], loss: loss)
    try Self.near(fit, "sigma", 0.02, 5e-4)
    try Self.near(fit, "kappa", 0.02, 5e-4)
    try Self.near(fit, loss == .time ? "tau" : "lambda", 1, 5e-4)
    // √((1 − σ)/κ)
    try Self.near(fit, "peak_workers", 7, 5e-4)
  }

  @Test(arguments: [
    (
      0.5,
      [1.8181818181818181, 1.9801980198019802, 1.9980019980019983, 1.9998000199980002, 1.9999800001999979]
    ),
    (0.9, [5.2631578947368425, 9.174311926605506, 9.910802775024779, 9.991008092716557, 9.999100080992713]),
    (
      0.95,
      [6.896551724137929, 16.806722689075617, 19.627085377821377, 19.962072063080132, 19.996200721862827]
    ),
    (0.99, [9.174311926605503, 50.25125628140702, 90.9918107370336, 99.01970492127924, 99.90109791306597]),
  ])
  func `Amdahl's law has the speedups of the table of LLNL`(parallel: Double, expected: [Double]) throws {
    let law = try #require(AmdahlLaw(serialFraction: 1 - parallel))
    for (workers, speedup) in zip([10, 100, 1000, 10_000, 100_000], expected) {
      #expect(abs(law.speedup(workers: workers) / speedup - 1) < 1e-12)
    }
  }

  /// As printed, some truncated and some rounded. That for 10,000 workers and 0.9, 9.91, is a misprint of 9.99.
  @Test(arguments: [
    (10, [1.82, 5.26, 6.89, 9.17]), (100, [1.98, 9.17, 16.8, 50.25]), (1000, [1.99, 9.91, 19.62, 90.99]),
    (10_000, [1.99, nil, 19.96, 99.02]), (100_000, [1.99, 9.99, 19.99, 99.9]),
  ])
  func `the printed table of LLNL is Amdahl's law with two digits`(workers: Int, printed: [Double?]) throws {
    for (parallel, speedup) in zip([0.5, 0.9, 0.95, 0.99], printed) {
      let law = try #require(AmdahlLaw(serialFraction: 1 - parallel))
      guard let speedup else { continue }
      #expect(abs(law.speedup(workers: workers) - speedup) < 0.011)
    }
  }

  @Test func `the fraction of Quinn's example does not change with the workers`() {
    let speedups = [1, 1.82, 2.5, 3.08, 3.57, 4.0, 4.38, 4.71]
    let points = speedups.enumerated().map { FitPoint(workers: $0 + 1, values: [1 / $1]) }
    let fits = LawFitter(points: points).fits([.linear, .amdahl, .usl])
    #expect(fits.fractionTrend == .level)
    #expect(fits.chosenLaw?.law == .amdahl)
  }

  @Test func `the fraction of Karp and Flatt is that of Quinn's example`() throws {
    let speedups = [1.82, 2.5, 3.08, 3.57, 4.0, 4.38, 4.71]
    let exact = [
      0.09890109890109877, 0.10000000000000005, 0.09956709956709957, 0.10014005602240895, 0.1,
      0.09969558599695588, 0.09978768577494693,
    ]
    for (index, speedup) in speedups.enumerated() {
      let fraction = try #require(ScalingRatios.karpFlatt(speedup: speedup, workers: index + 2))
      #expect(abs(fraction - exact[index]) < 1e-12)
      #expect(abs(fraction - 0.1) < 0.0015)
    }
  }
}
