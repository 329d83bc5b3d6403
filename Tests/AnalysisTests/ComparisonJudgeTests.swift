import Analysis
import Jobs
import Testing

struct ComparisonJudgeTests {
  /// Ten times around one second, spread over a percent.
  private static let base = (0..<10).map { 1 + 0.001 * Double($0 * 7 % 10) }

  private func pair(_ base: [Double], _ values: [Double], areComputed: Bool = false) -> ComparedRuns {
    ComparedRuns(
      labels: ["1"], base: "old", value: "new", baseValues: base, values: values, areComputed: areComputed)
  }

  private func judged(
    _ values: [Double], base: [Double] = base, isRate: Bool = false, threshold: Double = 0.02
  ) throws -> ComparedCell {
    let judge = ComparisonJudge(threshold: threshold, isRate: isRate)
    return try #require(judge.cells([pair(base, values)]).first)
  }

  @Test func `five percent longer has regressed, with the ratio and its interval`() throws {
    let cell = try judged(Self.base.map { $0 * 1.05 })
    #expect(cell.verdict == .regressed)
    let ratio = try #require(cell.ratio)
    #expect(abs(ratio.value - 1.05) < 1e-9)
    #expect(try #require(ratio.low) > 1.04)
    #expect(try #require(ratio.high) < 1.06)
    #expect(cell.cliffsDelta == 1)
    // 2/C(20, 10).
    #expect(abs(try #require(cell.p) - 2.0 / 184_756) < 1e-12)
    #expect(cell.reason.hasPrefix("+5.0 % [+4."), "\(cell.reason)")
  }

  @Test func `five percent shorter has improved`() throws {
    let cell = try judged(Self.base.map { $0 * 0.95 })
    #expect(cell.verdict == .improved)
    #expect(cell.cliffsDelta == -1)
    #expect(cell.reason.hasPrefix("−5.0 %"), "\(cell.reason)")
  }

  @Test func `for a rate more is better`() throws {
    #expect(try judged(Self.base.map { $0 * 1.05 }, isRate: true).verdict == .improved)
    #expect(try judged(Self.base.map { $0 * 0.95 }, isRate: true).verdict == .regressed)
  }

  @Test func `the same times are equivalent`() throws {
    let cell = try judged(Self.base)
    #expect(cell.verdict == .equivalent)
    #expect(cell.p == 1)
    #expect(cell.reason.hasSuffix("within ±2 %"), "\(cell.reason)")
  }

  @Test func `a difference below the threshold is none that matters, however sure it is`() throws {
    let cell = try judged(Self.base.map { $0 * 1.012 })
    #expect(try #require(cell.adjustedP) < 0.001)
    #expect(cell.verdict == .equivalent)
    #expect(try judged(Self.base.map { $0 * 1.012 }, threshold: 0.01).verdict == .regressed)
  }

  @Test func `an interval that is too wide leaves it open and tells how many runs should decide`() throws {
    let noisy = (0..<10).map { 1 + 0.03 * Double($0 * 7 % 10) }
    let cell = try judged(noisy.map { $0 * 1.01 }, base: noisy)
    #expect(cell.verdict == .inconclusive)
    #expect(cell.reason.contains("runs each should decide"), "\(cell.reason)")
  }

  @Test func `a wider spread needs more runs`() throws {
    func needed(_ spread: Double) throws -> Int {
      let noisy = (0..<10).map { 1 + spread * Double($0 * 7 % 10) }
      let reason = try judged(noisy.map { $0 * 1.001 }, base: noisy).reason
      return try #require(reason.split(separator: " ").compactMap { Int($0) }.last, "\(reason)")
    }
    #expect(try needed(0.01) < needed(0.03))
  }

  @Test func `three runs each have no interval, and it is told how many have one`() throws {
    let cell = try judged([2, 2.01, 2.02], base: [1, 1.01, 1.02])
    #expect(cell.verdict == .inconclusive)
    #expect(cell.ratio?.low == nil)
    #expect(cell.reason == "+99.0 %, without an interval: 3 and 3 runs are too few, 4 each are needed")
  }

  @Test func `a difference that stands alone may not stand among many`() {
    let four = pair([1, 1.001, 1.002, 1.003], [1.1, 1.101, 1.102, 1.103])
    let judge = ComparisonJudge()
    #expect(judge.cells([four])[0].verdict == .regressed)
    let many = judge.cells([four] + Array(repeating: pair([1, 1, 1, 1], [1, 1, 1, 1]), count: 5))
    #expect(many[0].verdict == .inconclusive)
    #expect(abs((many[0].adjustedP ?? 0) - 6 * 2.0 / 70) < 1e-12)
    #expect(many[0].reason.contains("cannot show a difference in 6 comparisons"), "\(many[0].reason)")
    #expect(many[0].reason.contains("5 runs each are needed"), "\(many[0].reason)")
  }

  @Test func `values that are all equal are equivalent where they are many enough`() throws {
    let equal = Array(repeating: 2.0, count: 6)
    let cell = try judged(equal, base: equal)
    #expect(cell.verdict == .equivalent)
    #expect(cell.ratio == Estimate(1, low: 1, high: 1))
    #expect(cell.p == 1)
    #expect(try judged([2], base: [2]).verdict == .inconclusive)
  }

  @Test func `a side without a good run leaves it open`() throws {
    let cell = try judged([.nan, .nan])
    #expect(cell.verdict == .inconclusive)
    #expect(cell.count == 0 && cell.baseCount == 10)
    #expect(cell.ratio == nil && cell.p == nil && cell.cliffsDelta == nil)
    #expect(cell.reason == "no good run of new")
  }

  @Test func `values that are not positive have a p and no ratio`() throws {
    let cell = try judged([5, 6, 7, 8, 9], base: [0, 1, 2, 3, 4])
    #expect(cell.verdict == .inconclusive)
    #expect(cell.ratio == nil)
    #expect(cell.p != nil)
  }

  @Test func `computed values need no test`() throws {
    let judge = ComparisonJudge()
    let cells = judge.cells([
      pair([1], [1.05], areComputed: true), pair([1], [1.01], areComputed: true),
      pair(Self.base, Self.base.map { $0 * 1.1 }),
    ])
    #expect(cells.map(\.verdict) == [.regressed, .equivalent, .regressed])
    #expect(cells[0].p == nil && cells[0].adjustedP == nil)
    // They are no tests among which the third would have to be corrected.
    #expect(cells[2].p == cells[2].adjustedP)
  }

  @Test func `a threshold of the whole has no lower edge`() throws {
    #expect(try judged(Self.base.map { $0 * 0.5 }, threshold: 1).verdict == .equivalent)
    let wide = (0..<10).map { 1 + Double($0 * 7 % 10) }
    #expect(try judged(wide.map { $0 * 1.9 }, base: wide, threshold: 1).verdict == .inconclusive)
  }

  @Test func `equal nights rarely seem to have regressed`() {
    // Twelve cells, ten runs each, a spread of two percent with spikes: whole nights with a false finding.
    var random = SplitMix64(seed: 11)
    func uniform() -> Double { Double(random.next() >> 11) * 0x1p-53 }
    func run() -> Double {
      let spread = (0..<12).reduce(-6.0) { sum, _ in sum + uniform() }
      return 1 + 0.02 * spread + (uniform() < 0.1 ? 0.1 * uniform() : 0)
    }
    var falseNights = 0
    for _ in 0..<200 {
      let pairs = (0..<12).map { _ in pair((0..<10).map { _ in run() }, (0..<10).map { _ in run() }) }
      if ComparisonJudge().cells(pairs).contains(where: { $0.verdict == .regressed }) { falseNights += 1 }
    }
    #expect(falseNights <= 16)
  }
}
