import OperatingSystem
import Testing

struct SystemClockTests {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000000Z"), (951_782_400, "2000-02-29T00:00:00.000000Z"),
    (1_795_312_799, "2026-11-22T01:59:59.000000Z"), (-1, "1969-12-31T23:59:59.000000Z"),
    (2_147_483_648, "2038-01-19T03:14:08.000000Z"), (4_107_542_400, "2100-03-01T00:00:00.000000Z"),
    (1_709_251_199, "2024-02-29T23:59:59.000000Z"),
  ])
  func `a moment is written in UTC`(seconds: Int, text: String) {
    #expect(Timestamp(secondsSince1970: Int64(seconds)).rfc3339 == text)
  }

  @Test func `microseconds are cut, not rounded`() {
    #expect(Timestamp(secondsSince1970: 0, nanoseconds: 1_999_999).rfc3339 == "1970-01-01T00:00:00.001999Z")
  }

  @Test func `a folder's name has no colons`() {
    #expect(Timestamp(secondsSince1970: 1_795_312_800).folderName == "2026-11-22T02-00-00Z")
  }

  @Test func `the monotonic clock goes on`() {
    let before = SystemClock.nanoseconds()
    SystemClock.sleep(nanoseconds: 1_000_000)
    #expect(SystemClock.nanoseconds() - before >= 1_000_000)
  }
}
