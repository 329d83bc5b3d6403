import Testing
import YAML

@Suite struct RefusalTests {
  @Test(arguments: [
    ("a: 1\na: 2", 2, 1, "first at 1:1"), ("{a: 1, 'a': 2}", 1, 8, "duplicate key 'a'"),
    ("a: &k b\nb: 1\n*k : 2", 3, 1, "duplicate key 'b'"), ("é: 1\ne\u{301}: 2", 2, 1, "duplicate"),
    ("1: a\n\"1\": b", 2, 1, "duplicate key '1'"), ("x:\n  a: 1\n  b: 2\n  a: 3", 4, 3, "first at 2:3"),
    ("a: &x 1\nb: &x 2", 2, 4, "duplicate anchor '&x'"), ("a: *b\nb: &b 1", 1, 4, "'*b'"),
    ("*a : 1", 1, 1, "'*a'"),
    ("&a [*a]", 1, 5, "cycle"), ("&a {k: *a}", 1, 8, "cycle"), ("a: &a\n  - b: *a", 2, 8, "cycle"),
    ("&a {? *a : 1}", 1, 7, "cycle"), ("<<: {a: 1}", 1, 1, "merge"), ("a: &m <<\n*m : 1", 2, 1, "merge"),
    ("a:\n  <<: 1", 2, 3, "merge"), ("? [a]\n: 1", 1, 3, "key must be text"),
    ("{a: 1}: 2", 1, 1, "key must be text"),
    ("[a]: 1", 1, 1, "key must be text"), ("a: &s [1]\n*s : 1", 2, 1, "key must be text"),
    (": 1", 1, 1, "key"),
    ("{: 1}", 1, 2, ""), ("'': 1", 1, 1, "key is empty"), ("? \n? \n", 1, 2, "key is empty"),
    ("? ", 1, 2, "key is empty"), ("!!null : 1", 1, 1, "key is empty"), ("{workers}: 1", 1, 1, "quotes"),
    ("\"a\\tb\": 1", 1, 1, "control"), ("\"a\\nb\": 1", 1, 1, "control"), ("\"\\e\": 1", 1, 1, "control"),
    ("\"\\N\": 1", 1, 1, "control"), ("? |\n  a\n: 1", 1, 3, "control"), ("\"\\0\": 1", 1, 1, "NUL"),
    ("a: \"x\\x00\"", 1, 4, "NUL"), ("a: \"\\u0000\"", 1, 4, "NUL"), ("- \"\\U00000000\"", 1, 3, "NUL"),
  ])
  func `unsafe content is refused at its place`(text: String, line: Int, column: Int, part: String) throws {
    let error = try refusal(text)
    #expect(part.isEmpty || error.message.contains(part), "\(error)")
    #expect(error.mark.line == line && error.mark.column == column, "\(error)")
  }

  @Test(arguments: [
    "!local x", "!!binary aGk=", "!!timestamp 2001-01-01", "!!set {a}", "!!omap []", "!!merge <<",
    "!!python/object:x {}",
    "!<tag:example.com,2000:x> y", "!<!x> y", "! x", "!include f", "!!int x", "!!bool yes", "!!null x",
    "!!float x",
    "!!map x", "!!seq {}", "!!map []", "!!str []", "!!str {}", "!e!x y", "!<x", "!!binary |\n  aGk=",
    "!!Str x",
  ])
  func `a tag that is not of the core schema or does not fit is refused`(value: String) throws {
    let error = try refusal("k: \(value)\n")
    #expect(error.message.contains("tag"), "\(error)")
    #expect(error.mark.line == 1)
  }

  @Test(arguments: [
    ("%TAG !e! tag:yaml.org,2002:\n---\n!e!str a: 1", 1, "tag directives"),
    ("%YAML 1.2\n%TAG ! x\n---\na", 2, "tag"),
    ("#\u{2028}%TAG ! x\n---\na", 1, "tag directives"), ("%FOO bar\n---\na: 1", 1, "unknown directive"),
    ("%YAML 1.2\n%YAML 1.2\n---\na", 2, "duplicate"), ("%YAML 2.0\n---\na", 1, "%YAML 1.2"),
    ("%YAML\n---\na", 1, ""),
    ("%YAML 1.2\na: 1", 2, ""), ("%", 1, "unknown directive"), ("%YAMLX 1.2\n---\na", 1, ""),
  ])
  func `directives other than the version are refused`(text: String, line: Int, part: String) throws {
    let error = try refusal(text)
    #expect(part.isEmpty || error.message.contains(part), "\(error)")
    #expect(error.mark.line == line, "\(error)")
  }

  @Test(arguments: [
    ("a: 1\n---\nb: 2", 2, "second document"), ("---\na\n---\n", 3, "second document"),
    ("a: 1\n...\n---\nb", 3, "second"),
    ("a: 1\n...\nb: 2", 3, "document"), ("a: 1\n...\n  x", 3, "document"), ("a: 1\n... x", 2, "document"),
    ("a: 1\n...\n%YAML 1.2\n---\nb", 3, "second document"), ("{a: 1}\nb: 2", 2, ""), ("{a: 1} x", 1, ""),
    ("[a]]", 1, ""),
    ("'a' b", 1, ""), ("a: 1\n--- # c", 2, "second document"),
    ("a: 1\n...\n%TAG ! x\n", 3, "second document"),
    ("a: 1\n...\n\u{FEFF}---\nb", 3, "document"), ("a: 1\r\n...\r\nx", 3, "document"),
  ])
  func `anything after the document is refused`(text: String, line: Int, part: String) throws {
    let error = try refusal(text)
    #expect(part.isEmpty || error.message.contains(part), "\(error)")
    #expect(error.mark.line == line, "\(error)")
  }

  @Test(arguments: [
    "", " ", "\n\n", "# nothing", "\u{FEFF}", "---", "---\n...", "...", "\t", "--- # c\n", "%YAML 1.2\n---\n",
  ])
  func `an empty document is refused`(text: String) throws {
    let error = try refusal(text)
    #expect(error.message.contains("empty") || ["\t", "..."].contains(text), "\(error)")
  }

  @Test(arguments: [
    ("a:\n\tb: 1", 2, 1, "tab"), ("a:\n  - 1\n\t- 2", 3, 1, "tab"), ("\ta: 1", 1, 1, "tab"),
    ("a: @x", 1, 4, "'@'"),
    ("a: `x`", 1, 4, "'`'"), ("a: %x", 1, 4, "'%'"), ("a: 'x\nb: 1\n", 1, 4, "quot"),
    ("a: \"x\n---\n", 1, 4, "quot"),
    ("a: [1, 2", 1, 9, "']'"), ("a: {b: 1", 1, 9, "'}'"), ("a: b: c", 1, 5, "mapping"), ("a\nb: 1", 2, 2, ""),
    ("a: ]", 1, 4, ""),
    ("a: \"\\x4\"", 1, 7, ""), ("a: |9x\n b", 1, 6, ""), ("a: &\n", 1, 5, ""), ("a: *\n", 1, 5, ""),
    ("- a\nb: 1", 2, 1, ""),
    ("a:\n    b: 1\n  c: 2", 3, 3, ""), ("a: 'b' c", 1, 8, ""), ("a: [1 2: 3, ]x", 1, 14, ""),
    ("\"a\nb\": 1", 1, 1, "quoted"),
  ])
  func `wrong syntax is refused at its place`(text: String, line: Int, column: Int, part: String) throws {
    let error = try refusal(text)
    #expect(error.message.contains(part) || part.isEmpty, "\(error)")
    #expect(error.mark.line == line && error.mark.column == column, "\(error)")
  }

  @Test(
    arguments: [
      ([0x61, 0x3A, 0x20, 0xFF], 4, "UTF-8"), ([0xC3], 1, "UTF-8"), ([0xC3, 0x28], 1, "UTF-8"),
      ([0x80], 1, "UTF-8"),
      ([0xE0, 0x80, 0xAF], 1, "UTF-8"), ([0xED, 0xA0, 0x80], 1, "UTF-8"),
      ([0xF4, 0x90, 0x80, 0x80], 1, "UTF-8"),
      ([0xF8, 0x88, 0x80, 0x80, 0x80], 1, "UTF-8"), ([0xC3, 0xA9, 0xE9, 0x0A], 2, "UTF-8"),
      ([0xF0, 0x9F, 0x98], 1, "UTF-8"),
      ([0x61, 0x00], 2, "NUL"), ([0x61, 0x00, 0x3A, 0x00], 2, "UTF-16"), ([0x00, 0x61], 1, "UTF-8"),
      ([0x61, 0x1B], 2, "U+001B"),
      ([0x61, 0x7F], 2, "U+007F"), ([0x61, 0xC2, 0x9B], 2, "U+009B"), ([0x61, 0x08], 2, "U+0008"),
      ([0xEF, 0xBF, 0xBE], 1, "U+FFFE"),
      ([0xFF, 0xFE, 0x00, 0x00, 0x61, 0, 0, 0], 1, "UTF-32"),
      ([0, 0, 0xFE, 0xFF, 0, 0, 0, 0x61], 1, "UTF-32"),
      ([0xFF, 0xFE, 0x61], 1, "UTF-8"), ([0xFE, 0xFF, 0xD8, 0x00], 1, "surrogate"),
      ([0xFE, 0xFF, 0xDC, 0x00, 0, 0x61], 1, "surrogate"),
      ([0xFF, 0xFE, 0x61, 0x00, 0x00, 0x00], 2, "NUL"), ([0xFF, 0xFE], 1, "empty"),
      ([0xFE, 0xFF], 1, "empty"),
      ([0xEF, 0xBB], 1, "UTF-8"), ([0xEF, 0xBB, 0xBF, 0xFF], 1, "UTF-8"), ([0x0C], 1, "U+000C"),
    ] as [([UInt8], Int, String)])
  func `bytes that are no text are refused at their place`(bytes: [UInt8], column: Int, part: String) throws {
    let error = try refusal(bytes: bytes)
    #expect(error.message.contains(part), "\(error)")
    #expect(error.mark.line == 1 && error.mark.column == column, "\(error)")
  }

  @Test func `an encoding error names its line`() throws {
    #expect(
      try refusal(bytes: Array("a: 1\r\nb: é\n".utf8) + [0x63, 0xE9]).mark
        == SourceMark(line: 3, column: 2, offset: 12))
  }

  @Test(arguments: [
    "name: \"t\na: 1\nb: \"x\"\n", "name: 't\na: 1\nb: 'x'\n", "name: \"t\nb: [\"x\"]\n", "[\"a, b,\n\"c\"]",
  ])
  func `a quote that closes only at the next one is shown where it opens`(text: String) throws {
    let error = try refusal(text)
    #expect(error.message.contains("closing quote missing"), "\(error)")
    #expect(error.mark.line == 1)
  }

  @Test func `an unclosed quote is shown where it opens, with the end as context`() throws {
    let error = try refusal("name: \"t\nb: 1\n")
    #expect(error.mark == SourceMark(line: 1, column: 7, offset: 6))
    #expect(error.contextMark?.line == 3)
  }
}
