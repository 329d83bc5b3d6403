import Jobs
import Testing

struct ComparisonPowerTests {
  @Test(arguments: [
    (3, 0.1), (4, 0.02857142857142857), (5, 0.007936507936507936), (6, 0.0021645021645021645),
    (8, 0.0001554001554001554),
  ])
  func `the smallest p is that of runs that do not overlap`(runs: Int, expected: Double) {
    let p = ComparisonSetting.smallestP(runs: runs, and: runs)
    #expect(abs(p - expected) < 1e-12 * expected)
  }

  @Test func `sets of unequal size have a smallest p, and an empty one has none below 1`() {
    // 2/C(8, 3).
    #expect(abs(ComparisonSetting.smallestP(runs: 5, and: 3) - 2.0 / 56) < 1e-15)
    #expect(ComparisonSetting.smallestP(runs: 3, and: 5) == ComparisonSetting.smallestP(runs: 5, and: 3))
    #expect(ComparisonSetting.smallestP(runs: 0, and: 5) == 1)
    #expect(ComparisonSetting.smallestP(runs: 1, and: 1) == 1)
  }

  @Test(arguments: [(1, 4), (2, 5), (6, 5), (7, 6), (23, 6), (24, 7), (85, 7), (86, 8), (321, 8), (322, 9)])
  func `more comparisons need more runs`(comparisons: Int, runs: Int) {
    #expect(ComparisonSetting.runsNeeded(comparisons: comparisons) == runs)
  }

  @Test func `too few runs are told with the number that is needed`() {
    #expect(
      ComparisonSetting.warning(runs: 5, comparisons: 23)
        == "5 runs of each cell cannot show any difference in 23 comparisons: at least 6 are needed")
    #expect(
      ComparisonSetting.warning(runs: 1, comparisons: 1)
        == "1 run of each cell cannot show any difference in a comparison: at least 4 are needed")
    #expect(ComparisonSetting.warning(runs: 6, comparisons: 23) == nil)
    #expect(ComparisonSetting.warning(runs: 1, comparisons: 0) == nil)
  }
}
