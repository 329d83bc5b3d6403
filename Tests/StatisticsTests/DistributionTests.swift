import Statistics
import Testing

/// Expected values were computed with 30 digits (mpmath).
struct DistributionTests {
  @Test(arguments: [
    (0.975, 1.9599639845400542), (0.3, -0.5244005127080408), (0.001, -3.0902323061678135),
    (1e-10, -6.361340902404056), (1e-100, -21.273453560965324),
  ])
  func `normal quantiles are right to the last digits`(probability: Double, expected: Double) {
    #expect(relativeError(NormalDistribution.quantile(probability), expected) < 1e-15)
  }

  @Test func `the normal quantile of a half is nothing and those of 0 and 1 are infinite`() {
    #expect(abs(NormalDistribution.quantile(0.5)) < 1e-16)
    #expect(NormalDistribution.quantile(0) == -.infinity)
    #expect(NormalDistribution.quantile(1) == .infinity)
  }

  @Test func `normal quantile and probability are inverse to each other`() {
    for step in 1..<200 {
      let probability = Double(step) / 200
      let back = NormalDistribution.cumulative(NormalDistribution.quantile(probability))
      #expect(relativeError(back, probability) < 1e-14)
    }
  }

  @Test func `the upper tail of the normal distribution keeps its digits far out`() {
    #expect(relativeError(NormalDistribution.upperTail(10), 7.619853024160527e-24) < 1e-13)
  }

  @Test(arguments: [
    (0.3, 2.0, 5.0, 0.579825), (0.9, 0.5, 3.0, 0.999675025320728916),
    (0.01, 10.0, 0.5, 1.77003496552857394e-21), (0.5, 100.0, 120.0, 0.911796062794981802),
  ])
  func `the incomplete beta function is right`(x: Double, a: Double, b: Double, expected: Double) {
    #expect(relativeError(IncompleteBeta.lower(x, a: a, b: b), expected) < 1e-12)
  }

  @Test func `the incomplete beta function and its quantile are inverse to each other`() {
    for (a, b) in [(0.5, 0.5), (1, 1), (3, 8), (0.5, 40), (950, 51)] {
      for p in [1e-9, 0.025, 0.3, 0.5, 0.975] {
        let x = IncompleteBeta.quantile(p, a: a, b: b)
        #expect(relativeError(IncompleteBeta.lower(x, a: a, b: b), p) < 1e-10, "a = \(a), b = \(b), p = \(p)")
      }
    }
  }

  @Test(arguments: [
    (1.0, 12.7062047361747046), (2, 4.30265272974946385), (5, 2.57058183563631551),
    (14, 2.14478668791780383), (30, 2.04227245630123831), (2.5, 3.5746548420036817),
    (1_000, 1.9623390808264083),
  ])
  func `quantiles of Student are right`(degrees: Double, expected: Double) {
    #expect(
      relativeError(StudentDistribution.quantile(0.975, degreesOfFreedom: degrees), expected) < 1e-12)
  }

  @Test func `quantiles of Student are right far out and in the middle`() {
    #expect(
      relativeError(StudentDistribution.quantile(1e-12, degreesOfFreedom: 3), -10331.108244292487) < 1e-10)
    #expect(StudentDistribution.quantile(0.5, degreesOfFreedom: 3) == 0)
    let near = StudentDistribution.quantile(0.500001, degreesOfFreedom: 3)
    #expect(relativeError(StudentDistribution.cumulative(near, degreesOfFreedom: 3), 0.500001) < 1e-14)
  }

  @Test func `probabilities of Student are right`() {
    #expect(
      relativeError(StudentDistribution.cumulative(2, degreesOfFreedom: 1), 0.8524163823495667) < 1e-13)
    #expect(
      relativeError(StudentDistribution.cumulative(2, degreesOfFreedom: 10), 0.9633059826146299) < 1e-13)
    #expect(
      relativeError(StudentDistribution.twoSided(40, degreesOfFreedom: 3), 2 * 1.7190340394579253e-05) < 1e-12
    )
  }

  @Test(arguments: [
    (3.5, 2.0, 10.0, 0.0704296277723742602), (1, 5, 5, 0.5), (20, 3, 40, 4.44627274211772314e-8),
    (0.2, 4, 7, 0.930514817475805706),
  ])
  func `the upper tail of F is right`(value: Double, first: Double, second: Double, expected: Double) {
    let tail = FisherDistribution.upperTail(value, numerator: first, denominator: second)
    #expect(relativeError(tail, expected) < 1e-12)
    let rest = FisherDistribution.cumulative(value, numerator: first, denominator: second)
    #expect(abs(rest + tail - 1) < 1e-14)
  }

  @Test(arguments: [
    (0, 0.994846224792679887), (5, 0.383876992275723098), (20, 3.70737462564220348e-9),
  ])
  func `binomial tails are right`(successes: Int, expected: Double) {
    let tail = BinomialDistribution.upperTail(successes, trials: 50, probability: 0.1)
    #expect(relativeError(tail, expected) < 1e-12)
    let sum = (0...successes).map { BinomialDistribution.mass($0, trials: 50, probability: 0.1) }.reduce(0, +)
    #expect(
      relativeError(BinomialDistribution.cumulative(successes, trials: 50, probability: 0.1), sum) < 1e-12)
  }

  @Test(arguments: [
    (950, 1_000, 0.9346095120845064, 0.9626646023953382),
    (3, 10, 0.06673951117773447, 0.6524528500599973), (0, 10, 0, 0.30849710781876083),
    (10, 10, 0.6915028921812392, 1),
  ])
  func `intervals of Clopper and Pearson are right`(
    successes: Int, trials: Int, low: Double, high: Double
  ) {
    let interval = ClopperPearson.interval(successes: successes, trials: trials)
    #expect(relativeError(interval.low, low) < 1e-10)
    #expect(relativeError(interval.high, high) < 1e-10)
  }
}
