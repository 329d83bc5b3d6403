import Expressions
import Testing

@Suite struct ExpressionErrorTests {
  /// The error of parsing or evaluating.
  private func failure(_ source: String, bareText: Bool = true) throws -> ExpressionError {
    try #require(throws: ExpressionError.self) { try evaluate(source, bareText: bareText) }
  }

  @Test(arguments: [
    ("workers ==", 10, "expected a value after '=='"), ("", 0, "empty"), ("   ", 3, "empty"),
    ("(1 + 2", 0, "not closed"), ("1 + 2)", 5, "expected an operator"), ("1 < 2 < 3", 6, "chained"),
    ("workers = 8", 8, "'=='"), ("workers == 8 && flag", 13, "'and'"),
    ("mode == \"sleep\"", 8, "single quotes"),
    ("2 ^ 3", 2, "'**'"), ("!flag", 0, "'not'"), ("'open", 0, "not closed"),
    ("1 2", 2, "expected an operator"),
    ("n ~ 3", 2, "'~'"), ("workers in 3", 11, "list"), ("workers in []", 12, "expected a value"),
    ("workers in [1, 2", 11, "not closed"), ("foo(1)", 0, "unknown function"), ("rond(1)", 0, "'round'"),
    ("sqrt()", 0, "one argument"), ("sqrt(1, 2)", 0, "one argument"), ("min()", 0, "at least one"),
    ("010 + 1", 0, "octal"), ("1_000", 0, "1_000"), ("5 lightyears", 2, "expected an operator"),
    ("5parsec", 0, "GiB"), ("1e400", 0, "range"), ("1e-400", 0, "range"), ("0x10", 0, "0x10"),
    ("and", 0, "expected a value"), ("n and", 5, "expected a value"), ("café == 1", 3, "single quotes"),
    ("{n}", 0, "braces"), ("n +* 2", 3, "expected a value after '+'"), ("1.2.3", 3, "expected an operator"),
    ("sqrt('a')", 5, "needs numbers"), ("mode == threads-gil", 8, "single quotes"), ("-sleep", 1, "number"),
    ("n in [1] in [2]", 9, "chained"), ("min(1, 2", 3, "not closed"), ("min(1 2)", 6, "expected ')'"),
  ])
  func `text that is no expression is refused at its place`(source: String, offset: Int, part: String) throws
  {
    let error = try failure(source)
    #expect(error.message.contains(part), "\(error)")
    #expect(error.offset == offset, "\(error)")
  }

  @Test(arguments: [
    ("1 / 0", 2, "division by zero"), ("n // 0", 2, "division by zero"), ("n % 0", 2, "division by zero"),
    ("0 / 0", 2, "division by zero"), ("sqrt(-1)", 0, "sqrt(-1)"), ("log2(0)", 0, "finite"),
    ("(-8) ** 0.5", 5, "finite"), ("10 ** 400", 3, "finite"), ("0 ** -1", 2, "finite"),
    ("mode + 1", 5, "'sleep'"),
    ("mode < 3", 5, "'sleep'"), ("flag < true", 5, "needs two numbers"), ("-mode", 0, "'sleep'"),
    ("flag and n", 5, "joins conditions"), ("n and flag", 2, "joins conditions"), ("not n", 0, "'not'"),
    ("n or flag", 2, "'or'"), ("abs(mode)", 0, "needs numbers"), ("filesize(n)", 0, "path"),
    ("filesize('x')", 0, "cannot be used here"),
  ])
  func `what cannot be computed is refused at its place`(source: String, offset: Int, part: String) throws {
    let error = try failure(source)
    #expect(error.message.contains(part), "\(error)")
    #expect(error.offset == offset, "\(error)")
  }

  @Test func `a condition must be true or false`() throws {
    let expression = try Expression(parsing: "n + 1", names: ["n"], bareText: true)
    let error = try #require(throws: ExpressionError.self) {
      try expression.evaluateCondition { _ in .number(1) }
    }
    #expect(error.message.contains("the number 2"))
    #expect(error.length == 5)
  }

  @Test func `an unknown name is an error where text must be quoted`() throws {
    let error = try failure("2 * worker", bareText: false)
    #expect(error.message == "unknown name 'worker' (did you mean 'workers'?)")
    #expect(error.offset == 4)
    #expect(error.length == 6)
  }

  @Test func `an unknown name that resembles nothing gets the list of names`() throws {
    #expect(try failure("2 * zebra", bareText: false).message.contains("known are workers, n, mode"))
  }

  @Test(arguments: ["worker == 2", "2 < worker", "worker in [1, 2]", "worker == sleep"])
  func `a comparison into which no value enters is an unknown name`(source: String) throws {
    #expect(try failure(source).message.contains("unknown name 'worker'"))
  }

  @Test(arguments: ["(", "-", "not ", "2**", "min(", "[", "n in [", "-(", "not("])
  func `hostile nesting is refused without a deep stack`(unit: String) throws {
    for count in [65, 1_000, 10_000] {
      let source = String(repeating: unit, count: count)
      _ = try failure(source)
    }
    #expect(try failure(String(repeating: "(", count: 65) + "1").message.contains("nested deeper than 64"))
  }

  @Test func `text beyond 64 KiB is refused`() throws {
    #expect(try failure(String(repeating: " ", count: 65_536) + "1").message.contains("64 KiB"))
  }

  @Test func `control characters of the text are shown escaped`() throws {
    #expect(try failure("n == 1 \u{1B}[2J").message.contains("\\x1B"))
  }

  @Test func `an operator that fails names its own place behind other characters`() throws {
    let error = try failure("'é' == 'é' and 1 / 0 == 1")
    #expect(error.offset == 19)
  }
}
