import Testing

@testable import Scheduler

/// The search for patterns in streams of any length.
struct LineScannerTests {
  private func matches(_ pattern: String, in chunks: [String]) throws -> [String] {
    var scanner = LineScanner([try PatternSearch(name: "p", pattern: pattern)])
    for chunk in chunks { append(chunk, to: &scanner) }
    return scanner.finish()[0].matches
  }

  private func append(_ text: String, to scanner: inout LineScanner) {
    Array(text.utf8).withUnsafeBytes { scanner.append($0) }
  }

  @Test func `the first group is the match`() throws {
    #expect(try matches("t=([0-9]+) (.)", in: ["t=1 a\nt=22 b\n"]) == ["1", "22"])
  }

  @Test func `without a group the whole match counts`() throws {
    #expect(try matches("[0-9]+", in: ["a 1 b 22\n"]) == ["1", "22"])
  }

  @Test func `a line may come in pieces, and the last one without its end`() throws {
    #expect(try matches("^t=([0-9]+)$", in: ["t", "=1", "2\nt=3", "4"]) == ["12", "34"])
  }

  @Test func `what comes early is found although much follows`() throws {
    let filler = String(repeating: "filler\n", count: 100_000)
    #expect(try matches("t=([0-9]+)", in: ["t=7\n", filler, filler, "t=8\n"]) == ["7", "8"])
  }

  @Test func `a match is found whole wherever the pieces of a long line are cut`() throws {
    let long = String(repeating: "y", count: 65_530)
    #expect(try matches("t=([0-9.]+)", in: [long, "t=12", "34.5 ", long, "\nt=8\n"]) == ["1234.5", "8"])
  }

  @Test func `bytes that are no text do no harm`() throws {
    var scanner = LineScanner([try PatternSearch(name: "p", pattern: "t=([0-9]+)")])
    let bytes: [UInt8] = [0xff, 0xfe, 0, 10] + Array("t=5".utf8) + [0x80, 10]
    bytes.withUnsafeBytes { scanner.append($0) }
    #expect(scanner.finish()[0].matches == ["5"])
  }

  @Test func `several patterns look at the same lines`() throws {
    var scanner = LineScanner([
      try PatternSearch(name: "a", pattern: "a=([0-9])"), try PatternSearch(name: "b", pattern: "b=([0-9])"),
    ])
    append("a=1 b=2\n", to: &scanner)
    #expect(scanner.finish().map { $0.matches } == [["1"], ["2"]])
  }

  @Test func `a pattern with a fault is refused`() {
    #expect(throws: (any Error).self) { try PatternSearch(name: "p", pattern: "(") }
  }
}
