import Expressions
import Jobs
import Manifest
import Testing

/// A workload with a parameter of every kind that is no number, and one executor that it refuses for one argument.
private let fetch = WorkloadDescription(
  kind: "fetch", summary: "invented",
  parameters: [
    ParameterDescription(name: "urls", summary: "where from", kind: .texts),
    ParameterDescription(name: "base", summary: "before each", kind: .text, defaultText: "http://x"),
    ParameterDescription(name: "folder", summary: "where to", kind: .path),
    ParameterDescription(
      name: "sizes", summary: "how large", kind: .integers(1...1000), defaultText: "[1, 2]"),
    ParameterDescription(name: "again", summary: "once more", kind: .boolean, defaultText: "false"),
  ], sizeParameter: nil, parallelPart: "all", bound: { _ in .waiting },
  metrics: [MetricDescription(name: "files", summary: "fetched", kind: .count)],
  refuses: { arguments, executor in
    executor == .fork && arguments.boolean("again") == true ? "not again: leave 'again' out" : nil
  })

private func check(_ parameters: String, rest: String = "executor: threads") -> CheckedManifest {
  let text = "name: t\nworkload: {kind: fetch, \(parameters)}\n\(rest)\n"
  return ManifestReader.check(
    bytes: Array(text.utf8), folder: "/jobs",
    catalogue: Catalogue(workloads: [fetch], executors: Invented.catalogue.executors),
    machine: Invented.machine)
}

@Suite struct ParameterKindTests {
  private func arguments(_ parameters: String) throws -> WorkloadArguments {
    let job = try #require(check(parameters).job)
    var values: [String: AxisValue] = [:]
    for axis in job.axes where axis.role == .parameter { values[axis.name] = axis.values[0] }
    return WorkloadArguments(values)
  }

  @Test func `a list of texts is one value`() throws {
    let arguments = try arguments("urls: [a, 'b c', \"d,e\"]")
    #expect(arguments.texts("urls") == ["a", "b c", "d,e"])
    #expect(arguments.text("urls") == "[a, b c, d,e]")
  }

  @Test func `a list of lists of texts is an axis`() throws {
    let job = try #require(check("urls: [[a], [a, b]]").job)
    let axis = try #require(job.axes.first { $0.name == "urls" })
    #expect(axis.isSwept)
    #expect(axis.values.map(\.texts) == [["a"], ["a", "b"]])
  }

  @Test func `whole numbers in a list are read within their bounds`() throws {
    #expect(try arguments("sizes: [3, 1000]").list("sizes") == [3, 1000])
    #expect(check("sizes: [3, 1001]").errorsText.contains("1001"))
    #expect(
      check("sizes: [3, x]").errorsText.contains("m.yaml:2:36: error"), "\(check("sizes: [3, x]").errorsText)"
    )
  }

  @Test func `true and false are values and an axis`() throws {
    #expect(try arguments("again: true").boolean("again") == true)
    #expect(try arguments("folder: x").boolean("again") == false)
    let job = try #require(check("again: [true, false]").job)
    #expect(job.axes.first { $0.name == "again" }?.values.map(\.value) == [.boolean(true), .boolean(false)])
    #expect(check("again: yes").errorsText.contains("expected true or false"))
  }

  @Test func `defaults of every kind are read`() throws {
    let arguments = try arguments("folder: x")
    #expect(arguments.texts("base") == ["http://x"])
    #expect(arguments.list("sizes") == [1, 2])
    #expect(arguments.texts("folder") == ["x"])
    #expect(arguments.texts("urls") == nil)
  }

  @Test func `a text may use the names of the run`() throws {
    let job = try #require(check("urls: [\"a-{workers}\", b], folder: \"{repetition}\"").job)
    #expect(job.textParameters.count == 3)
    let urls = try #require(job.textParameters.first { job.axes[$0.axis].name == "urls" })
    #expect(urls.templates[0].map(\.isLiteral) == [false, true])
  }

  @Test func `an unknown name in a text is refused at its place`() {
    let text = check("base: \"{wrokers}\"").errorsText
    #expect(text.contains("m.yaml:2:31: error: 'base': "), "\(text)")
    #expect(text.contains("did you mean 'workers'"), "\(text)")
  }

  @Test(arguments: ["base: \"a\\nb\"", "base: \"\"", "urls: [a, \"\\t\"]"])
  func `texts that cannot stand in a column are refused`(parameters: String) {
    #expect(check(parameters).job == nil)
  }

  @Test func `the numbers that a workload tells are metrics of the job`() throws {
    let job = try #require(check("folder: x", rest: "executor: threads\nrepetitions: 2").job)
    #expect(job.metrics.map(\.name) == ["files"])
    #expect(job.metrics[0].kind == .count)
    #expect(
      check("folder: x", rest: "executor: threads\nmeasure: files").errorsText.contains("of kind count"))
  }

  @Test func `an executor that a workload refuses is named with the reason`() {
    let text = check("again: true", rest: "executor: [threads, fork]").errorsText
    #expect(text.contains("m.yaml:3:11: error: executor 'fork': not again: leave 'again' out"), "\(text)")
  }

  @Test func `an executor is refused only where a cell is left`() throws {
    let excluded = "executor: [threads, fork]\nexclude: [{where: executor == fork and again, reason: no}]"
    #expect(
      check("again: [true, false]", rest: excluded).job != nil,
      "\(check("again: [true, false]", rest: excluded).errorsText)")
    #expect(check("again: [true, false]", rest: "executor: [threads, fork]").job == nil)
  }
}
