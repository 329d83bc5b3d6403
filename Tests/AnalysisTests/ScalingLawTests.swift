import Analysis
import Testing

/// Quinn, Parallel Programming in C with MPI and OpenMP (2003), section 7.5: e is 0.1 throughout.
@Test(arguments: [
  (2, 1.82, 0.09890109890109877), (3, 2.5, 0.10000000000000005), (4, 3.08, 0.09956709956709957),
  (5, 3.57, 0.10014005602240895), (6, 4.0, 0.1), (7, 4.38, 0.09969558599695588),
  (8, 4.71, 0.09978768577494693),
])
func `the serial fraction of Karp and Flatt is that of the book`(
  workers: Int, speedup: Double, exact: Double
) throws {
  let fraction = try #require(ScalingRatios.karpFlatt(speedup: speedup, workers: workers))
  #expect(abs(fraction - 0.1) <= 0.0015)
  #expect(abs(fraction - exact) < 1e-12)
}

@Test(arguments: [2, 3, 16, 200], [0.01, 0.25, 0.5, 1])
func `Karp and Flatt give Amdahl's fraction back`(workers: Int, fraction: Double) throws {
  let law = try #require(AmdahlLaw(serialFraction: fraction))
  let found = ScalingRatios.karpFlatt(speedup: law.speedup(workers: workers), workers: workers)
  #expect(abs(try #require(found) - fraction) < 1e-12)
}

@Test func `one worker has no experimentally determined serial fraction`() {
  #expect(ScalingRatios.karpFlatt(speedup: 1, workers: 1) == nil)
}

/// LLNL, Introduction to Parallel Computing: rows N, columns parallel share 0.5, 0.9, 0.95, 0.99. The
/// entry 10,000 by 0.9 is misprinted there and left out.
@Test(arguments: [
  (10, [1.82, 5.26, 6.89, 9.17]), (100, [1.98, 9.17, 16.8, 50.25]), (1000, [1.99, 9.91, 19.62, 90.99]),
  (10000, [1.99, nil, 19.96, 99.02]), (100_000, [1.99, 9.99, 19.99, 99.9]),
])
func `Amdahl's law gives the published table`(workers: Int, row: [Double?]) throws {
  for (share, published) in zip([0.5, 0.9, 0.95, 0.99], row) {
    guard let published else { continue }
    let law = try #require(AmdahlLaw(serialFraction: 1 - share))
    #expect(abs(law.speedup(workers: workers) - published) <= 0.011)
  }
}

@Test func `the law at a base of several workers begins at that number`() throws {
  let law = try #require(AmdahlLaw(serialFraction: 0.25))
  #expect(law.speedup(workers: 4, baseWorkers: 4) == 4)
  #expect(abs(law.speedup(workers: 8, baseWorkers: 4) - 4 * 0.4375 / 0.34375) < 1e-12)
}

@Test func `the largest speedup is the inverse of the serial fraction`() throws {
  #expect(try #require(AmdahlLaw(serialFraction: 0.1)).maximum == 10)
  #expect(try #require(AmdahlLaw(serialFraction: 0)).maximum == nil)
}

@Test(arguments: [-0.1, 1.1, .nan]) func `a fraction outside of 0 to 1 is no law`(fraction: Double) {
  #expect(AmdahlLaw(serialFraction: fraction) == nil)
}

@Test func `a rate scales as its inverse, a time`() {
  #expect(ScalingRatios.strongSpeedup(value: 30, base: 10, baseWorkers: 2, isRate: true) == 6)
  #expect(ScalingRatios.strongSpeedup(value: 10, base: 30, baseWorkers: 2, isRate: false) == 6)
  #expect(ScalingRatios.strongSpeedup(value: 0, base: 30, baseWorkers: 2, isRate: false) == nil)
}
