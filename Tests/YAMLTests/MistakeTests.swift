import Testing
import YAML

/// Mistakes that libyaml finds elsewhere than where they are made.
@Suite struct MistakeTests {
  @Test(arguments: [
    ("name: x\nworkers: [1, 2\nexecutor: fork\n", 2, 10, "the '[' that begins here is not closed"),
    ("name: x\nworkload: {kind: noop\nexecutor: [fork]\n", 2, 11, "the '{' that begins here is not closed"),
    ("name: x\nworkers: [1, 2\n", 2, 10, "not closed"),
    ("a: {x: {y: 1}\nb: 3\n", 1, 4, "',' is missing before 2:1"),
    ("workload: {kind: sleep duration: 1s}\n", 1, 32, "did not find expected ',' or '}'"),
    ("a: {b: [c, d}\n", 1, 13, "did not find expected ',' or ']'"),
  ])
  func `a bracket that is not closed is reported where it opens`(
    text: String, line: Int, column: Int, part: String
  ) throws {
    let error = try refusal(text)
    #expect(error.message.contains(part), "\(error)")
    #expect(error.mark.line == line && error.mark.column == column, "\(error)")
  }

  @Test(arguments: [
    ("name:x\nworkload: {kind: noop}\n", 1, 6), ("name: x\nexecutor:fork\n", 2, 10),
    ("name: x\nexecutor:fork\nworkers: 1\n", 2, 10), ("a:\n  kind:noop\n\n  tasks: 3\n", 2, 8),
  ])
  func `a space that is missing behind a colon is said so`(text: String, line: Int, column: Int) throws {
    let error = try refusal(text)
    #expect(error.message == "a space is missing after ':'", "\(error)")
    #expect(error.mark.line == line && error.mark.column == column, "\(error)")
  }

  @Test func `an address is no key without its space`() throws {
    #expect(try !refusal("a: b\nhttps://example.org\nb: 1\n").message.contains("space is missing"))
  }

  @Test(arguments: ["", "a:\n  "])
  func `a key that is too long is said so`(head: String) throws {
    let error = try refusal("name: x\n\(head)\(String(repeating: "k", count: 1100)): 1\n")
    #expect(error.message == "the key is longer than 1024 characters", "\(error)")
  }

  @Test(arguments: ["name: x\n: c\n", ": c\n", "a: {: c}\n"])
  func `a colon without a key is said so`(text: String) throws {
    #expect(try refusal(text).message == "a key is missing before ':'")
  }
}
