import OperatingSystem
import Testing

@Suite struct TimestampReadingTests {
  @Test func `a moment reads back as it is written, to the microsecond`() {
    for second in stride(from: Int64(-70_000_000_000), to: 70_000_000_000, by: 86_399 * 37 + 11) {
      let moment = Timestamp(secondsSince1970: second, nanoseconds: Int(second.magnitude % 1_000_000) * 1000)
      guard second > -62_000_000_000 else { continue }
      #expect(Timestamp(rfc3339: moment.rfc3339) == moment)
    }
  }

  @Test func `leap days and ends of months are right`() {
    let texts = [
      ("1970-01-01T00:00:00.000000Z", 0), ("2000-02-29T23:59:59.000000Z", 951_868_799),
      ("2026-11-22T02:00:00.000000Z", 1_795_312_800), ("1969-12-31T23:59:59.000000Z", -1),
    ]
    for (text, seconds) in texts {
      #expect(Timestamp(rfc3339: text) == Timestamp(secondsSince1970: Int64(seconds)))
    }
  }

  @Test(arguments: [
    "", "2026-11-22", "2026-11-22T02:00:00Z", "2026-11-22 02:00:00.000000Z", "2026-13-22T02:00:00.000000Z",
    "2026-11-00T02:00:00.000000Z", "2026-11-22T24:00:00.000000Z", "2026-11-22T02:00:00.00000xZ",
    "2026-11-22T02:00:00.000000+00:00", "٢٠٢٦-11-22T02:00:00.000000Z",
  ])
  func `another text is no moment`(text: String) {
    #expect(Timestamp(rfc3339: text) == nil)
  }
}
