import Testing
import YAML

@Suite struct BudgetTests {
  @Test(arguments: [("[", "]"), ("{a: ", "}")])
  func `64 collections inside each other are read and 65 refused`(opening: String, closing: String) throws {
    func nested(_ count: Int) -> String {
      String(repeating: opening, count: count) + "x" + String(repeating: closing, count: count)
    }
    _ = try read(nested(64))
    let error = try refusal(nested(65))
    #expect(error.message.contains("nested deeper than 64"))
    #expect(error.mark.column == 64 * opening.count + 1)
  }

  @Test func `block collections are as deep`() throws {
    func nested(_ count: Int) -> String {
      (0..<count).map { String(repeating: " ", count: $0) + "k:\n" }.joined()
    }
    _ = try read(nested(64))
    #expect(try refusal(nested(65)).mark.line == 65)
  }

  @Test func `an alias counts with the depth of what it stands for`() throws {
    let deep = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
    func document(_ count: Int) -> String {
      "a: &a \(deep)\nb: " + String(repeating: "[", count: count) + "*a"
        + String(repeating: "]", count: count)
    }
    _ = try read(document(23))
    #expect(try refusal(document(24)).message.contains("nested deeper"))
  }

  @Test func `aliases that multiply values are stopped by the budget, which names the alias`() throws {
    let error = try refusal(
      "- &a [x,x,x,x,x,x,x,x,x,x]\n- &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n- &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
        + "- &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n- &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n")
    #expect(error.message.contains("budget of 100000"))
    #expect(error.message.contains("'*d'"))
    #expect(error.mark.line == 5)
  }

  @Test func `aliases that multiply text are stopped by the budget`() throws {
    let text = "a: &a " + String(repeating: "x", count: 60_000) + "\nb: ["
    #expect(
      try refusal(text + [String](repeating: "*a", count: 70).joined(separator: ",") + "]").message.contains(
        "budget of 4194304"))
    _ = try read(text + [String](repeating: "*a", count: 60).joined(separator: ",") + "]")
  }

  @Test func `100,000 values are read and one more refused`() throws {
    func list(_ count: Int) -> String { "[" + String(repeating: "x,", count: count) + "]" }
    _ = try read(list(99_999))
    #expect(try refusal(list(100_000)).message.contains("budget"))
  }

  @Test func `a scalar of 64 KiB is read and a longer one refused`() throws {
    _ = try read("a: " + String(repeating: "x", count: 65_536))
    let error = try refusal("a: " + String(repeating: "x", count: 65_537))
    #expect(error.message.contains("budget of 65536"))
    #expect(error.mark.column == 4)
  }

  @Test func `an explicit key has a budget too`() throws {
    #expect(
      try refusal("? " + String(repeating: "k", count: 1025) + "\n: 1").message.contains("budget of 1024"))
  }

  @Test func `a file beyond its budget is not read`() throws {
    let error = try refusal("#" + String(repeating: "x", count: 1 << 20))
    #expect(error.message.contains("budget of 1048576"))
  }

  /// Units that are repeated to a megabyte: each once made some YAML reader slow, deep or large.
  static let storms = [
    "[", "{a: ", "{", "? ", "- ", "-\n", "[a, ", "[[a], ", "&a ", "&a *a ", "*a ", "- &a *a\n", "!a ",
    "!!str ", "! ", "'", "''", "\"", "\\",
    "\"\\", "|\n", ">\n", "|", ": ", ":", ",", "]", "}", "[]", "{}", "#", "# \n", " ", "\n", "\r", "\r\n",
    "\t", "---\n", "...\n",
    "--- ", "%TAG !a! b\n", "%YAML 1.2\n", "%A\n", "...\n%TAG !a! b\n", "a", "a ", "a\n", "a\n\n", "a: ",
    "a: b\n", "a:\n ", "a: &a b\n",
    "é", "e\u{301}", "\u{301}", "\u{85}", "\u{2028}", "\u{2028}%TAG ! x", "\u{FEFF}", "{? a : b, ",
    "[? a : b, ", "[: ", "{: ", "- - ", "- ? ",
    "? - ", "-\t", "<<: ", "{<<: ", "*", "&", "!", "@", "`", "\0", "a,", "[a]: ", "{a}: ", "'a': ",
    "\"a\\n\": ", "x: |\n  a\n", "- |\n   a\n",
    "[\n", "{\n", "{a,\n", "[a,\n", "? |\n", "'a'\n", "- 'a\n'\n", "\\x41", "!<a> ", "!a!b ", "!<", "&a",
    "*a,", "- *a\n",
  ]

  @Test(arguments: storms)
  func `a megabyte of one thing ends soon, as a tree or an error`(unit: String) throws {
    // The whole megabyte once, and less of it inside other things, to spare the time of the tests.
    for (prefix, size) in [("", 1 << 20), ("x: ", 1 << 17), ("&a [", 1 << 17), ("x: \"", 1 << 17)] {
      let storm = prefix + String(repeating: unit, count: size / unit.utf8.count)
      let bytes = Array(storm.utf8.prefix(size))
      let time = ContinuousClock().measure { checkOutcome(bytes) }
      // In an unoptimised build on a busy machine; a quadratic reader takes minutes.
      #expect(time < .seconds(30), "\(prefix)\(unit)")
    }
  }
}

/// Reads the bytes: the outcome is a tree, or an error with a place and a printable message.
func checkOutcome(_ bytes: [UInt8]) {
  do throws(YAMLError) {
    _ = try YAMLReader.read(bytes: bytes, limits: .manifest)
  } catch {
    let isPrintable = error.message.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    #expect(error.mark.line >= 1 && error.mark.column >= 1 && isPrintable, "\(error)")
    #expect(error.message.utf8.count < 2_000)
  }
}
