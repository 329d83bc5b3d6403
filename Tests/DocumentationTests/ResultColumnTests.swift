import Foundation
import TestPrograms
import Testing

@Suite struct ResultColumnTests {
  /// A study with a parameter, a derived value and a metric.
  private static let command = """
    name: study
    workload: { command: [echo, "time: {size}"] }
    parameters: { size: [1, 2] }
    derived: { double_size: "2 * size" }
    metrics: { told: { regex: 'time: ([0-9]+)' } }
    repetitions: 1
    """
  private static let builtIn = """
    name: study
    workload: { kind: sleep, duration: 1ms, tasks: 2 }
    executor: threads
    workers: 2
    repetitions: 1
    """

  private static func run(_ manifest: String, _ options: String...) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(manifest + "\n", to: "study.yaml")
    let result = try TestProgram("swrun").run(
      arguments: ["--lock", "none", "study.yaml"] + options, directory: folder.path)
    #expect(result.exitCode == 0, "\(result.errors)")
    return folder
  }

  private static func documented(_ file: String) throws -> [String] {
    let section = try Document("docs/results.md").section("## `\(file)`")
    return Document.rows(of: "column", in: section).map { $0[0] }
  }

  private static func header(_ file: String, in folder: TemporaryFolder) throws -> [String] {
    let text = try folder.read("results/study/latest/" + file)
    return text.prefix { $0 != "\n" }.split(separator: ",").map(String.init)
  }

  @Test func `the columns of the measurements are those that are written`() throws {
    let columns = try Self.documented("measurements.csv").flatMap {
      switch $0 {
      case "PARAMETERS": ["size", "double_size"]
      case "METRICS": ["told"]
      default: [$0]
      }
    }
    #expect(columns == (try Self.header("measurements.csv", in: Self.run(Self.command))))
  }

  @Test func `the columns of the summary are those that are written`() throws {
    let columns = try Self.documented("summary.csv").flatMap {
      switch $0 {
      case "PARAMETERS": ["size", "double_size"]
      case "METRICS": ["told_median", "told_low", "told_high"]
      default: [$0]
      }
    }
    #expect(columns == (try Self.header("summary.csv", in: Self.run(Self.command))))
  }

  @Test func `the columns of the comparisons are those that are written`() throws {
    let columns = try Self.documented("comparisons.csv").flatMap {
      $0 == "AXES" ? ["executor", "workers", "affinity"] : [$0]
    }
    let manifest = Self.command.replacing("repetitions", with: "compare: { axis: size }\nrepetitions")
    #expect(columns == (try Self.header("comparisons.csv", in: Self.run(manifest))))
  }

  @Test func `the columns of the fits are those that are written`() throws {
    let columns = try Self.documented("fits.csv").flatMap { $0 == "PARAMETERS" ? ["size"] : [$0] }
    let manifest = Self.command + "\nworkers: [1, 2]\nenvironment: { W: '{workers}' }"
    #expect(columns == (try Self.header("fits.csv", in: Self.run(manifest))))
  }

  @Test func `the columns of the workers are those that are written`() throws {
    #expect(
      try Self.documented("workers.csv") == Self.header("workers.csv", in: Self.run(Self.builtIn)))
  }

  @Test func `the columns of the tasks are those that are written`() throws {
    #expect(
      try Self.documented("tasks.csv") == Self.header("tasks.csv", in: Self.run(Self.builtIn, "--trace")))
  }

  @Test func `every file of a result folder is documented`() throws {
    let section = try Document("docs/results.md").section("## The folder")
    for folder in try [Self.run(Self.command), Self.run(Self.builtIn, "--trace")] {
      for name in try folder.names(in: "results/study/latest") {
        let shown = name.replacing(".svg", with: ".gp")
        #expect(section.contains("`\(shown)`") || section.contains("`\(shown)/`"), "\(name)")
      }
    }
  }

  @Test func `the statuses are those of the vocabulary`() throws {
    let source = try Project.text("Sources/Jobs/Status.swift")
    let start = try #require(source.range(of: "enum Status"))
    let end = try #require(source.range(of: "enum Phase"))
    let cases = source[start.upperBound..<end.lowerBound].matches(of: /case (\w+)(?: = "([a-z-]+)")?/)
      .map { String($0.output.2 ?? $0.output.1) }
    let documented = Document.rows(of: "status", in: try Document("docs/results.md").prose).map { $0[0] }
    #expect(Set(documented) == Set(cases))
  }
}
