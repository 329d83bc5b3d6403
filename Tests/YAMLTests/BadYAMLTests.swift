import Testing
import YAML

@Suite struct BadYAMLTests {
  @Test func `the index names every fixture`() {
    #expect(Fixture.index.count == 36)
  }

  /// The escape ESC is the one that stands in a value, not in a key: whoever takes the value for a name
  /// refuses it, so that the reader lets it through.
  @Test(arguments: Fixture.index.filter { !$0.isGood && $0.file != "052-escape-esc.yaml" }.map(\.file))
  func `a bad file is refused with a place`(file: String) throws {
    let error = try refusal(bytes: Fixture.bytes(file))
    #expect(error.message.unicodeScalars.allSatisfy { $0.value >= 0x20 })
  }

  @Test(arguments: Fixture.index.filter(\.isGood).map(\.file))
  func `a good file is read`(file: String) throws {
    let bytes = try Fixture.bytes(file)
    _ = try YAMLReader.read(bytes: bytes, limits: .manifest)
  }

  @Test func `an escape in a value is kept for whoever checks it`() throws {
    let node = try YAMLReader.read(bytes: Fixture.bytes("052-escape-esc.yaml"), limits: .manifest)
    #expect(node["name"]?.scalarText == "\u{1B}]0;pwn\u{07}\u{1B}[2J")
  }

  @Test(arguments: [
    ("001-billion-laughs.yaml", 6, 10, "budget"), ("003-merge-key-bomb.yaml", 3, 3, "merge"),
    ("005-cycle-map.yaml", 1, 17, "cycle"), ("006-cycle-merge.yaml", 2, 3, "merge"),
    ("010-deep-flow-seq-2k.yaml", 1, 67, "nested deeper than 64"),
    ("012-deep-flow-map-20k.yaml", 1, 256, "deeper"),
    ("013-deep-block-seq-50k.yaml", 1, 129, "deeper"),
    ("015-deep-complex-keys.yaml", 1, 3, "key must be text"),
    ("031-duplicate-key-quoted.yaml", 2, 1, "first at 1:1"),
    ("033-duplicate-nfc-nfd.yaml", 2, 1, "first at 1:1"),
    ("034-duplicate-anchor.yaml", 2, 4, "first at 1:4"), ("038-complex-key.yaml", 1, 3, "key must be text"),
    ("044-utf16-odd.yaml", 3, 18, "UTF-8"), ("045-utf16-lone-surrogate.yaml", 1, 4, "UTF-8"),
    ("047-overlong-utf8.yaml", 1, 7, "UTF-8"), ("049-nul-byte.yaml", 1, 8, "NUL"),
    ("050-nul-escape.yaml", 1, 7, "NUL"),
    ("057-random-bytes.yaml", 1, 3, "UTF-8"), ("066-unclosed-quote.yaml", 1, 7, "quot"),
    ("068-bad-indent.yaml", 2, 7, "indentation"), ("069-undefined-alias.yaml", 1, 4, "nope"),
    ("071-bad-escape.yaml", 1, 8, "escape"), ("074-yaml-9.9.yaml", 1, 1, "%YAML 1.2"),
    ("078-trailing-garbage.yaml", 5, 1, "after the end of the document"), ("079-tags.yaml", 1, 7, "tag"),
  ])
  func `a bad file's error has this place`(file: String, line: Int, column: Int, part: String) throws {
    let error = try refusal(bytes: Fixture.bytes(file))
    #expect(error.message.contains(part), "\(error)")
    #expect(error.mark.line == line && error.mark.column == column, "\(error)")
  }
}
