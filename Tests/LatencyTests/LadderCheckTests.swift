import Analysis
import Latency
import Testing

struct LadderCheckTests {
  private static func result(_ operation: LatencyOperation, _ value: Double) -> LatencyResult {
    LatencyResult(operation, summary: SampleSummary((0..<11).map { value + Double($0) * 0.01 }))
  }

  @Test func `a ladder that ascends is not remarked on`() {
    let results = [
      Self.result(.instruction, 0.3), Self.result(.firstCache, 1), Self.result(.secondCache, 4),
      Self.result(.memory, 90), Self.result(.mutex, 0.5),
    ]
    #expect(LadderCheck.warnings(results) == [])
  }

  @Test func `a shorter way that took longer is warned of`() throws {
    let results = [
      Self.result(.instruction, 2), Self.result(.firstCache, 1), Self.result(.memory, 90),
    ]
    let warnings = LadderCheck.warnings(results)
    #expect(warnings.count == 1)
    #expect(try #require(warnings.first).hasPrefix("instruction took longer than load from L1"))
  }

  @Test func `within the noise nothing is said, and what is missing is passed over`() {
    let results = [
      Self.result(.instruction, 1.02), Self.result(.firstCache, 1),
      LatencyResult(.secondCache, summary: nil, note: "not told"), Self.result(.memory, 90),
    ]
    #expect(LadderCheck.warnings(results) == [])
  }

  @Test func `a time that is not above zero is warned of`() {
    #expect(LadderCheck.warnings([Self.result(.mispredictedBranch, -1)]).count == 1)
  }
}
