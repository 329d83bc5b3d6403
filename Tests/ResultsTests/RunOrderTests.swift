import Results
import Testing

@Suite struct RunOrderTests {
  @Test func `runs are ordered by their moment, then by the number behind it`() {
    #expect(ResultFolder.isNewer("2026-11-22T00-00-01Z", than: "2026-11-22T00-00-00Z-9"))
    #expect(ResultFolder.isNewer("2026-11-22T00-00-00Z-10", than: "2026-11-22T00-00-00Z-9"))
    #expect(ResultFolder.isNewer("2026-11-22T00-00-00Z-2", than: "2026-11-22T00-00-00Z"))
    #expect(!ResultFolder.isNewer("2026-11-22T00-00-00Z", than: "2026-11-22T00-00-00Z"))
  }
}
