import Expressions
import Testing

/// Values for the names that these tests use.
let sampleNames = ["workers", "n", "mode", "server.port", "flag", "label"]
let sampleValues: [Value] = [
  .number(8), .number(100), .text("sleep"), .number(4711), .boolean(true), .text("1.10"),
]

func evaluate(_ source: String, bareText: Bool = true) throws -> Value {
  try Expression(parsing: source, names: sampleNames, bareText: bareText).evaluate { sampleValues[$0] }
}

@Suite struct EvaluationTests {
  @Test(arguments: [
    ("1 + 2 * 3", 7.0), ("(1 + 2) * 3", 9), ("2 ** 3 ** 2", 512), ("-2 ** 2", -4), ("2 ** -1", 0.5),
    ("(-2) ** 3", -8), ("--3", 3), ("7 // 2", 3), ("-7 // 2", -4), ("7 // -2", -4), ("-7 % 3", 2),
    ("7 % -3", -2),
    ("5.5 % 2", 1.5), ("1 - 2 - 3", -4), ("8 / 4 / 2", 1), ("1 // 0.1", 9), ("10 - 4 % 3", 9),
    ("0.5 + .5", 1),
    ("1e3", 1000), ("2.", 2),
  ])
  func `arithmetic follows the precedence and the floors of Python`(source: String, expected: Double) throws {
    #expect(try evaluate(source) == .number(expected))
  }

  @Test(arguments: [
    ("min(3, 1, 2)", 1.0), ("max(3, 1, 2)", 3), ("max(5)", 5), ("round(2.5)", 3), ("round(-2.5)", -3),
    ("floor(-1.5)", -2), ("ceil(1.2)", 2), ("abs(-3)", 3), ("sqrt(16)", 4), ("cbrt(27)", 3), ("cbrt(-8)", -2),
    ("log2(1024)", 10), ("64 * round(n * sqrt(workers) / 64)", 256),
  ])
  func `functions compute`(source: String, expected: Double) throws {
    #expect(try evaluate(source) == .number(expected))
  }

  @Test(arguments: [
    ("2s", 2.0), ("250ms", 0.25), ("100us", 0.0001), ("2min", 120), ("1.5h", 5400), ("4GiB", 4_294_967_296),
    ("3kB", 3000), ("50%", 0.5), ("50% * 2", 1), ("64%7", 1), ("64 % 7", 1), ("n%7", 2), ("64% n", 64),
    ("50% - 20%", 0.3), ("(50%)", 0.5), ("64%-7", -6), ("64%(7)", 1),
  ])
  func `a number with a unit counts in base units`(source: String, expected: Double) throws {
    #expect(try evaluate(source) == .number(expected))
  }

  @Test(arguments: [
    ("workers == 8", true), ("workers != 8", false), ("workers < 9", true), ("workers >= 9", false),
    ("mode == sleep", true), ("mode == 'sleep'", true), ("mode != spin", true), ("'a' < 'b'", true),
    ("workers in [1, 8]", true), ("workers in [1, 2]", false), ("workers not in [1, 2]", true),
    ("mode in [spin, sleep]", true), ("not workers == 8", false), ("not not flag", true),
    ("workers == 1 or n == 100 and mode == sleep", true),
    ("(workers == 1 or n == 100) and mode == spin", false),
    ("flag", true), ("flag == true", true), ("server.port > 4000", true), ("efficiency == mode", false),
    ("n >= 50% and workers > 2", true), ("'it''s' == 'it''s'", true), ("true or 1 / 0 > 1", true),
    ("false and 1 / 0 > 1", false), ("workers % 2 == 0", true), ("workers==8", true),
    ("n > 1 and n > 2 and n > 3", true),
  ])
  func `conditions decide`(source: String, expected: Bool) throws {
    let condition = try Expression(parsing: source, names: sampleNames, bareText: true)
    #expect(try condition.evaluateCondition { sampleValues[$0] } == expected)
  }

  @Test func `text and number are never equal`() throws {
    #expect(try evaluate("mode == 8") == .boolean(false))
    #expect(try evaluate("mode != 8") == .boolean(true))
    #expect(try evaluate("label == 1.10") == .boolean(false))
    #expect(try evaluate("label == '1.10'") == .boolean(true))
  }

  @Test func `references are distinct and in order of appearance`() throws {
    let expression = try Expression(parsing: "n * workers + n", names: sampleNames, bareText: false)
    #expect(expression.references == [1, 0])
  }

  @Test func `filesize asks the function that is handed in`() throws {
    let expression = try Expression(parsing: "filesize('a.bin') / 2", names: [], bareText: false)
    let size = try expression.evaluate(filesize: { $0 == "a.bin" ? 10 : 0 }) { _ in .number(0) }
    #expect(size == .number(5))
  }

  @Test func `a long chain of one operator needs no deep stack`() throws {
    let sum = (["1"] + [String](repeating: "+1", count: 30_000)).joined()
    #expect(try evaluate(sum) == .number(30_001))
    let conditions = [String](repeating: "n>1", count: 8_000).joined(separator: " and ")
    #expect(try evaluate(conditions) == .boolean(true))
  }

  @Test func `nesting up to the limit is read`() throws {
    let nested = String(repeating: "(", count: 64) + "1" + String(repeating: ")", count: 64)
    #expect(try evaluate(nested) == .number(1))
  }

  @Test func `a name may be called like a function`() throws {
    let expression = try Expression(parsing: "min + min(1, 2)", names: ["min"], bareText: false)
    #expect(try expression.evaluate { _ in .number(5) } == .number(6))
  }
}
