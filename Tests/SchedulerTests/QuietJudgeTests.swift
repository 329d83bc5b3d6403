import Jobs
import Scheduler
import Testing

/// When a machine is quiet.
struct QuietJudgeTests {
  private static let second: UInt64 = 1_000_000_000

  /// The verdicts on looks, a pause apart, from moment 0 on.
  private func verdicts(_ looks: [Int?], wait: Double = 600, maximum: Int? = 1) -> [QuietJudge.Verdict] {
    guard var judge = QuietJudge(QuietMachine(maximumRunning: maximum, wait: wait), from: 0) else {
      return []
    }
    return looks.enumerated().map { judge.take(running: $1, at: UInt64($0) * QuietJudge.pause) }
  }

  @Test func `without a bound nothing is waited for`() {
    #expect(QuietJudge(nil, from: 0) == nil)
    #expect(QuietJudge(QuietMachine(), from: 0) == nil)
  }

  @Test func `a machine is quiet after several quiet looks in sequence`() {
    #expect(verdicts([1, 0, 1, 1, 0]) == [.goesOn, .goesOn, .goesOn, .goesOn, .quiet])
  }

  @Test func `one busy look begins the count again`() {
    #expect(verdicts([0, 0, 0, 0, 2, 0, 0, 0, 0, 0]).last == .quiet)
    #expect(verdicts([0, 0, 0, 0, 2, 0, 0, 0, 0]).last == .goesOn)
  }

  @Test func `patience ends`() {
    #expect(verdicts([5, 4, 3], wait: 0.2) == [.goesOn, .goesOn, .expired(running: 3)])
  }

  @Test func `a quiet look after a busy one is not enough when patience ends`() {
    #expect(verdicts([5, 4, 0], wait: 0.2).last == .expired(running: 0))
  }

  @Test func `who does not want to wait has one look`() {
    #expect(verdicts([1], wait: 0) == [.quiet])
    #expect(verdicts([2], wait: 0) == [.expired(running: 2)])
  }

  @Test func `a machine that does not tell is not waited for`() {
    #expect(verdicts([nil]) == [.unknown])
  }

  @Test func `looks are a pause apart, and the last one is when patience ends`() throws {
    let judge = try #require(QuietJudge(QuietMachine(maximumRunning: 0, wait: 1), from: 0))
    #expect(judge.nextLook(after: 0) == QuietJudge.pause)
    #expect(judge.nextLook(after: Self.second - 1) == Self.second)
    #expect(judge.nextLook(after: Self.second + 5) == Self.second + 5)
  }
}
