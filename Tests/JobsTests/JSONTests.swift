import Jobs
import Testing

@Suite struct JSONTests {
  @Test func `a value comes back as it was written`() throws {
    let value = JSON.object([
      .init("a", .array([.integer(1), .number(0.25), .null, .boolean(true)])),
      .init("ü \"\\\n\u{1}", .text("tab\tend \u{1F600}")),
      .init("empty", .object([])),
    ])
    #expect(try JSON(parsing: Array(value.formatted().utf8)) == value)
  }

  @Test(arguments: [
    "", "{", "[1,]", "{\"a\":1,\"a\":2}", "nul", "1 2", "\"\\ud800\"", "\"\u{1}\"", "+1", "{a:1}",
    String(repeating: "[", count: 100_000),
  ])
  func `what is not JSON is refused`(text: String) {
    #expect(throws: JSONError.self) { try JSON(parsing: Array(text.utf8)) }
  }

  @Test func `a number that is not finite is written as null`() {
    #expect(JSON.number(.infinity).formatted() == "null")
  }

  @Test func `escapes are read`() throws {
    #expect(try JSON(parsing: Array(#""\u00e9\ud83d\ude00\/""#.utf8)) == .text("é😀/"))
  }
}
