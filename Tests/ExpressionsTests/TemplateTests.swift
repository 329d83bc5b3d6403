import Expressions
import Testing

@Suite struct TemplateTests {
  private func render(_ source: String) throws -> String {
    let spelled = ["8", "100", "sleep", "4711", "true", "1.10"]
    return try Template(parsing: source, names: sampleNames)
      .render(spelled: { spelled[$0] }, value: { sampleValues[$0] })
  }

  @Test(arguments: [
    ("plain", "plain"), ("", ""), ("-T{workers}", "-T8"), ("{workers}{n}", "8100"), ("{n / 8}", "12.5"),
    ("{n / 4}", "25"), ("{{workers}}", "{workers}"), ("{{{workers}}}", "{8}"), ("{ workers }", "8"),
    ("{label}", "1.10"), ("http://localhost:{server.port}/", "http://localhost:4711/"),
    ("{1e20}", "100000000000000000000"),
    ("ä{n}ö", "ä100ö"), ("{'}'}", "}"), ("{workers == 8}", "true"), ("{0.1 + 0.2}", "0.30000000000000004"),
  ])
  func `placeholders are filled in`(source: String, expected: String) throws {
    #expect(try render(source) == expected)
  }

  @Test(arguments: [
    ("{workers", 0, "not closed"), ("ab{n", 2, "not closed"), ("a}b", 1, "'}}'"), ("{}", 0, "empty"),
    ("{ }", 0, "empty"), ("x{worker}", 2, "workers"), ("x{n +}", 5, "expected a value"),
    ("{sleep}", 1, "unknown name"),
    ("é{1/0}", 4, "division by zero"), ("{'a}", 0, "not closed"),
  ])
  func `a wrong placeholder is refused at its place in the text`(source: String, offset: Int, part: String)
    throws
  {
    let error = try #require(throws: ExpressionError.self) { try render(source) }
    #expect(error.message.contains(part), "\(error)")
    #expect(error.offset == offset)
  }

  @Test func `text without placeholders is literal`() throws {
    #expect(try Template(parsing: "a{{b", names: []).isLiteral)
    #expect(try !Template(parsing: "a{n}", names: ["n"]).isLiteral)
  }

  @Test func `references of all placeholders are distinct and in order`() throws {
    #expect(try Template(parsing: "{n}{workers * n}{n}", names: sampleNames).references == [1, 0])
  }
}
