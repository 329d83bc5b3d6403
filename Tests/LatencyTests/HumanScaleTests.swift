import Latency
import Testing

struct HumanScaleTests {
  @Test(arguments: [
    (0.5, "0.5 s"), (0.26, "0.3 s"), (0.04, "0.04 s"), (0.97, "1 s"), (1.2, "1.2 s"), (7, "7 s"),
    (25, "25 s"),
    (100, "1 min 40 s"), (20_000, "5 h 33 min"), (150_000, "1.7 days"), (86_400, "1 day"),
    (250_000, "2.9 days"), (500_000, "5.8 days"), (1_000_000, "11.6 days"), (10_000_000, "116 days"),
    (31_556_952, "1 year"), (150_000_000, "4.8 years"), (20e9, "634 years"),
  ])
  func `a nanosecond becomes a second`(nanoseconds: Double, text: String) {
    #expect(HumanScale.text(nanoseconds: nanoseconds) == text)
  }
}
