import Testing
import YAML

@Suite struct TreeTests {
  @Test(arguments: [
    ("a: 1", "{'a': '1'}"), ("- 1\n- [2, {b: c}]", "['1', ['2', {'b': 'c'}]]"), ("hello", "'hello'"),
    ("a: &x [1, 2]\nb: *x", "{'a': ['1', '2'], 'b': ['1', '2']}"), ("&k a: 1\nb: *k", "{'a': '1', 'b': 'a'}"),
    ("a: &k b\n*k : 1", "{'a': 'b', 'b': '1'}"), ("? a\n: b", "{'a': 'b'}"),
    ("{a: , b: }", "{'a': '', 'b': ''}"),
    ("{\"a\":1}", "{'a': '1'}"), ("a: |\n  x\n  y\n", "{'a': 'x\ny\n'}"),
    ("a: >-\n  x\n  y\n", "{'a': 'x y'}"),
    ("---\na: 1\n...\n", "{'a': '1'}"), ("a: 1\n...\n# end\n...\n\n", "{'a': '1'}"), ("--- a", "'a'"),
    ("%YAML 1.2\n---\na: 1", "{'a': '1'}"), ("# c\n%YAML 1.1\n--- \na: 1", "{'a': '1'}"),
    ("a: '\\e'", "{'a': '\\e'}"),
    ("a: no\nb: 0755\nc: 22:22", "{'a': 'no', 'b': '0755', 'c': '22:22'}"), ("'<<': 1", "{'<<': '1'}"),
    ("a: {b: 1, c: [x, y]}", "{'a': {'b': '1', 'c': ['x', 'y']}}"), ("a: b # c", "{'a': 'b'}"), ("[]", "[]"),
    ("a: !!str 5\nb: !<tag:yaml.org,2002:int> 5", "{'a': '5', 'b': '5'}"), ("{}", "{}"),
  ])
  func `a document becomes a tree`(text: String, expected: String) throws {
    #expect(outline(try read(text)) == expected)
  }

  @Test(arguments: [
    ("a", false), ("'a'", true), ("\"a\"", true), ("|\n a", true), (">\n a", true), ("!!str a", true),
    ("!!int 1", false), ("!!int \"1\"", false), ("[a]", false),
  ])
  func `what is quoted is text`(text: String, expected: Bool) throws {
    #expect(try read("k: \(text)")["k"]?.isQuoted == expected)
  }

  @Test(arguments: [
    ("", true), ("~", true), ("null", true), ("NULL", true), ("!!null ''", true), ("'~'", false),
    ("nil", false),
    ("!!str", false), ("[]", false),
  ])
  func `nulls are those of the core schema`(text: String, expected: Bool) throws {
    #expect(try read("k: \(text)")["k"]?.isNull == expected)
  }

  @Test func `core tags are kept`() throws {
    let node = try read("a: !!float 1.5\nb: !!map {}\nc: !!seq []\nd: !!bool true\ne: 1")
    #expect(["a", "b", "c", "d", "e"].map { node[$0]?.tag } == [.float, .mapping, .sequence, .boolean, nil])
  }

  @Test func `what an alias stands for begins where the alias stands`() throws {
    let node = try read("a: &x\n  - 1\nb: *x\n")
    let alias = try #require(node["b"])
    #expect(alias.start == SourceMark(line: 3, column: 4, offset: 15))
    #expect(alias.end.column == 6)
    guard case .sequence(let elements) = alias.content else {
      Issue.record("no sequence")
      return
    }
    #expect(elements[0].start.line == 2)
  }

  @Test func `columns count characters, not bytes`() throws {
    let node = try read("é: 'ß𝄞'\n日本: {ü: x}\n")
    #expect(node["é"]?.start == SourceMark(line: 1, column: 4, offset: 3))
    #expect(node["é"]?.end.column == 8)
    #expect(node["日本"]?["ü"]?.start.column == 9)
  }

  @Test func `a byte order mark shifts no column`() throws {
    let node = try read("\u{FEFF}name: t\n")
    #expect(node["name"]?.start == SourceMark(line: 1, column: 7, offset: 6))
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `lines are right with every line break`(lineBreak: String) throws {
    let node = try read(
      ["a: 1", "b:", "  - x", "c: |", "  p", "  q", "d: 2", ""].joined(separator: lineBreak))
    #expect(node["d"]?.start.line == 7)
    #expect(node["d"]?.start.column == 4)
    #expect(node["c"]?.scalarText == "p\nq\n")
    #expect(node["a"]?.scalarText == "1")
  }

  @Test(arguments: [true, false])
  func `UTF-16 with a byte order mark is read`(bigEndian: Bool) throws {
    let node = try YAMLReader.read(bytes: utf16("a: é𝄞\nb: 2\n", bigEndian: bigEndian), limits: .manifest)
    #expect(node["a"]?.scalarText == "é𝄞")
    #expect(node["a"]?.end.column == 6)
    #expect(node["b"]?.start.line == 2)
  }

  @Test func `lines of a source text are found by number`() {
    let text = SourceText(Array("one\r\ntwo\rthree\n\nfive".utf8))
    #expect((0...6).map { text.line($0) } == [nil, "one", "two", "three", "", "five", nil])
  }

  @Test func `a source text shows broken input too`() {
    #expect(SourceText([0x61, 0xFF, 0x0A, 0x62]).line(1) == "a\u{FFFD}")
    #expect(SourceText(utf16("a\nü", bigEndian: true)).line(2) == "ü")
    #expect(SourceText(utf16("a\nü", bigEndian: false) + [0]).line(2) == "ü")
    #expect(SourceText([]).line(1) == "")
    #expect(SourceText([0xEF, 0xBB, 0xBF, 0x61]).line(1) == "a")
  }
}
