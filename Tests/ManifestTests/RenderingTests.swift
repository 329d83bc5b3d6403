import Manifest
import Testing

@Suite struct RenderingTests {
  @Test func `an error shows its place, line and caret`() {
    let checked = check("name: t\nworkload:\n  kind: noop\n  taks: 2\nexecutor: serial\n")
    #expect(
      checked.errorsText == """
        m.yaml:4:3: error: unknown key 'taks' in workload 'noop' (did you mean 'tasks'?)
          4 |   taks: 2
            |   ^^^^
        """)
  }

  @Test func `a fault in a placeholder is marked inside the text`() {
    let checked = check("name: t\nworkload: {command: [a, \"é {wrkers} b\"]}\n")
    #expect(
      checked.errorsText.hasSuffix(
        """
          2 | workload: {command: [a, "é {wrkers} b"]}
            |                            ^^^^^^
        """.replacing("                           ^", with: "                            ^")))
  }

  @Test func `tabs keep the caret in its place`() {
    let checked = check("name: t\nworkload: noop\nexecutor:\t\tserail\n")
    #expect(checked.errorsText.hasSuffix("\n  3 | executor:\t\tserail\n    |          \t\t^^^^^^"))
  }

  @Test func `a long line is cut around the place`() {
    let checked = check(study("environment: {A: \"\(String(repeating: "x", count: 300)){y}\"}\n"))
    let lines = checked.errorsText.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.dropFirst().allSatisfy { $0.count <= 90 })
    #expect(lines[1].contains("{y}"))
    let caret = lines[2].firstIndex(of: "^").map { lines[2].distance(from: lines[2].startIndex, to: $0) }
    let name = lines[1].firstIndex(of: "y").map { lines[1].distance(from: lines[1].startIndex, to: $0) }
    #expect(caret == name)
  }

  @Test(arguments: [
    "name: \"a\\e[2Jb\"\n", "\"k\u{202E}ey\": 1\nname: t\n", "name: t\nworkload: \"\\u0085\\u2028\"\n",
    "name: t\nexecutor: \"\u{200F}x\\u009b31m\"\nworkload: noop\n", "name: t\nbad\u{7F}key: 1\n",
    "name: t\nworkload: {command: [\"{\\e}\"]}\n", "name: t\nworkload: {command: [\"{'\u{2066}' + 1x}\"]}\n",
    "name: \"\u{FEFF}\u{061C}\"\n", "name: t\nworkload: {kind: noop, tasks: \"\\u202e\"}\n",
    "name: t\nworkload: noop\nexecutor: serial\nenvironment: {\"A\\e=\": b}\n",
    "name: t\nworkload: {command: [a]}\nmetrics: {m: {regex: \"(\\e\"}}\n",
  ])
  func `only printable text is shown`(_ text: String) {
    let shown = check(text).errorsText
    #expect(!shown.isEmpty)
    for scalar in shown.unicodeScalars where scalar != "\n" {
      let isHarmless =
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: false
        default: true
        }
      #expect(isHarmless, "\(scalar.value) in \(shown.debugDescription)")
    }
  }

  @Test func `the path is made fit for a terminal`() {
    let checked = check("name: t\n")
    #expect(
      checked.rendered(checked.diagnostics[0], path: "a\u{1B}[2Jb").hasPrefix("a\\x1B[2Jb:1:1: error: "))
  }

  @Test func `what is quoted from the manifest is cut`() {
    let checked = check(sleeping("order: \(String(repeating: "y", count: 500))\n"))
    #expect(checked.errors.allSatisfy { $0.message.count < 250 })
  }

  @Test func `errors come in the order of their places`() {
    let checked = check(
      """
      zebra: 1
      name: -t
      workload: {kind: noop, tasks: 0}
      workers: [0]
      repetitions: 2x
      exclude: [{where: "workers =="}]
      """)
    #expect(checked.errors.map(\.line) == [1, 1, 2, 3, 4, 5, 6, 6])
    #expect(checked.job == nil)
  }

  @Test func `more than twenty errors are counted`() {
    let text = study((0..<30).map { "unknown\($0): 1\n" }.joined())
    let checked = check(text)
    #expect(checked.errors.count == 21)
    #expect(checked.errorsText.hasSuffix("m.yaml: error: and 10 more errors"))
  }

  @Test func `one wrong name is not reported wherever it is used`() {
    let checked = check(
      study("parameters: {x: []}\nderived: {y: \"x *\"}\nexclude: [{where: x > y, reason: z}]\n"))
    #expect(checked.errors.map(\.line) == [4, 5])
  }
}
