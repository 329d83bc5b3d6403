import Manifest
import Testing

/// A large manifest that is made of many alike parts.
struct LargeManifest: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var text: String

  init(_ name: String, _ head: String, _ count: Int, _ tail: String = "\n", part: (Int) -> String) {
    testDescription = name
    var text = head
    for index in 0..<count { text += part(index) }
    self.text = study(text + tail)
  }

  static let all = [
    LargeManifest("derived values", "derived:\n", 40_000) { "  d\($0): workers\n" },
    LargeManifest("parameters", "parameters:\n", 40_000) { "  d\($0): 1\n" },
    LargeManifest("metrics", "metrics:\n", 20_000) { "  m\($0): {regex: \"(a)\"}\n" },
    LargeManifest("conditions", "exclude:\n", 15_000) { "  - {where: worker == \($0), reason: x}\n" },
    LargeManifest("zipped names", "zip: [[", 90_000, "x]]\n") { "worker\($0 % 10)," },
    LargeManifest("unknown keys", "", 45_000) { "worker\($0): 1\n" },
    LargeManifest("values twice", "parameters: {x: [", 90_000, "0]}\n") { "\($0 / 2)," },
    LargeManifest("nested classes", "metrics: {m: {regex: \"", 30_000, "\"}}\n") { _ in "[" },
    LargeManifest("commands", "prepare: [", 40_000, "{}]\n") { _ in "[a]," },
    LargeManifest("placeholders", "environment: {A: \"", 7_000, "{}\"}\n") { _ in "{workers}" },
    LargeManifest("parentheses", "environment: {A: \"{", 60_000, "}\"}\n") { _ in "(" },
    LargeManifest("ranges", "parameters:\n", 60) { "  p\($0): {from: 1, to: 1000000}\n" },
    LargeManifest("geometric ranges", "parameters:\n", 60) {
      "  p\($0): {from: 1, to: 2, factor: 1.000001}\n"
    },
    LargeManifest(
      "zipped ranges", "zip: [[\((0..<9).map { "p\($0)" }.joined(separator: ","))]]\nparameters:\n", 9
    ) {
      "  p\($0): {from: 1, to: 400000}\n"
    },
    LargeManifest("many conditions", "exclude:\n", 5000) { "  - {where: workers == \($0), reason: x}\n" },
    LargeManifest("sums", "derived: {x: \"", 30_000, "\"}\n") { _ in "1+" },
    LargeManifest("CPUs", "affinity: \"", 8_000, "1\"\n") { _ in "0-65535," },
  ]
}

@Suite struct LargeManifestTests {
  @Test(arguments: LargeManifest.all)
  func `a large faulty manifest is refused in bounded time`(_ large: LargeManifest) {
    let start = ContinuousClock.now
    let checked = check(large.text)
    #expect(checked.hasErrors)
    #expect(checked.errors.count <= 21)
    // A generous bound, also for a build without optimisation: nothing may grow with the square of the size.
    #expect(ContinuousClock.now - start < .seconds(60))
  }
}
