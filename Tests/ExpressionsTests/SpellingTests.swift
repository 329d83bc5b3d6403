import Expressions
import Testing

@Suite struct SpellingTests {
  @Test(arguments: [
    ("slep", "sleep"), ("thread", "threads"), ("repetitons", "repetitions"), ("chnk", "chunk"),
    ("nmae", "name"),
    ("taks", "tasks"), ("worekrs", "workers"), ("Name", "name"),
  ])
  func `a slip finds the word that was meant`(word: String, expected: String) {
    let candidates = ["sleep", "threads", "repetitions", "chunk", "name", "tasks", "workers"]
    #expect(Spelling.nearest(word, in: candidates) == expected)
  }

  @Test(arguments: ["zebra", "x", "", "sl", "abcdefghijkl"])
  func `a word that is far from all finds none`(word: String) {
    #expect(Spelling.nearest(word, in: ["sleep", "n", "chunk", "workers"]) == nil)
  }

  @Test func `of equally near words the first is given`() {
    #expect(Spelling.nearest("n3", in: ["n1", "n2"]) == "n1")
  }

  @Test func `a very long word is not compared`() {
    let long = String(repeating: "a", count: 100_000)
    #expect(Spelling.nearest(long, in: [long + "b"]) == nil)
  }

  @Test func `an excerpt escapes what could disturb a terminal`() {
    #expect(Excerpt.of("a\u{1B}[2J\n\u{202E}b\u{7F}\u{9B}") == "a\\x1B[2J\\n\\u202Eb\\x7F\\x9B")
  }

  @Test func `an excerpt is cut at 80 characters`() {
    #expect(Excerpt.of(String(repeating: "é", count: 81)) == String(repeating: "é", count: 80) + "…")
    #expect(Excerpt.of(String(repeating: "é", count: 80)).count == 80)
  }

  @Test func `combining marks do not escape the cut`() {
    let hostile = "a" + String(repeating: "\u{301}", count: 10_000)
    #expect(Excerpt.of(hostile).unicodeScalars.count < 100)
  }
}
