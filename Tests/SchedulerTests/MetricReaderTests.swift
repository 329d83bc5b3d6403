import Jobs
import Testing

@testable import Scheduler

/// From matches to the text of a metric's column.
struct MetricReaderTests {
  private func value(_ matches: [String], _ reduction: Metric.Reduction? = nil, optional: Bool = false)
    -> Result<String?, MetricFault>
  {
    MetricReader.value(
      Metric(
        name: "m", pattern: "x", kind: .cost, source: .standardOutput, reduction: reduction,
        isOptional: optional),
      matches: matches)
  }

  @Test func `a single match keeps the text that the program printed`() {
    #expect(value(["1.50"]) == .success("1.50"))
    #expect(value(["007"]) == .success("007"))
  }

  @Test func `no match is a fault, and missing where the metric is optional`() {
    #expect(value([]) == .failure(.noMatch("m")))
    #expect(value([], optional: true) == .success(nil))
  }

  @Test func `several matches need a reduction`() {
    #expect(value(["1", "2"]) == .failure(.severalMatches("m", 2)))
  }

  @Test(arguments: ["1.2.3", "abc", "", "nan", "inf", "1e999", "1,5"])
  func `what is no finite number is a fault`(_ text: String) {
    #expect(value([text]) == .failure(.notANumber("m", text)))
    #expect(value(["1", text], .last) == .failure(.notANumber("m", text)))
  }

  @Test(arguments: [
    (Metric.Reduction.first, "3.0"), (.last, "2.50"), (.min, "1.0"), (.max, "3.0"), (.sum, "6.5"),
    (.median, "2.50"),
  ])
  func `a reduction picks or computes`(_ reduction: Metric.Reduction, _ expected: String) {
    #expect(value(["3.0", "1.0", "2.50"], reduction) == .success(expected))
  }

  @Test func `the mean and the median of an even number are computed`() {
    #expect(value(["1", "2", "6", "3"], .mean) == .success("3"))
    #expect(value(["1", "2", "6", "3"], .median) == .success("2.5"))
  }

  @Test func `one match is reduced to its own text`() {
    for reduction in Metric.Reduction.allCases where reduction != .sum && reduction != .mean {
      #expect(value(["1.50"], reduction) == .success("1.50"))
    }
  }

  @Test func `a message quotes at most 80 characters`() {
    let fault = MetricFault.notANumber("m", String(repeating: "z", count: 1000))
    #expect(fault.message.count < 130)
  }
}
