import Foundation
import TestPrograms
import Testing

@Suite struct ManifestExampleTests {
  /// An example with what every manifest needs, added below so that lines keep their numbers.
  private static func completed(_ text: String) -> String {
    func has(_ key: String) -> Bool {
      text.split(separator: "\n").contains { $0.hasPrefix(key + ":") }
    }
    var text = text
    if !has("name") { text += "name: study\n" }
    if !has("workload") {
      text += "workload: noop\n"
      if !has("executor") { text += "executor: threads\n" }
    }
    return text
  }

  private static func validate(_ text: String) throws -> ProgramResult {
    let folder = try TemporaryFolder()
    try folder.write(completed(text), to: "study.yaml")
    return try TestProgram("swrun").run("validate", "study.yaml", directory: folder.path)
  }

  @Test(arguments: Document.paths)
  func `every example of a manifest is valid`(path: String) throws {
    for block in try Document(path).blocks where block.language == "yaml" && block.info != "faulty" {
      let result = try Self.validate(block.text)
      #expect(result.exitCode == 0, "\(path):\(block.line): \(result.errors)")
    }
  }

  @Test(arguments: Document.paths)
  func `every faulty example gives the errors that are shown below it`(path: String) throws {
    let blocks = try Document(path).blocks
    for (index, block) in blocks.enumerated() where block.language == "yaml" && block.info == "faulty" {
      let shown = try #require(blocks.dropFirst(index + 1).first, "\(path):\(block.line)")
      #expect(shown.info == "error", "\(path):\(block.line) has no block with its errors")
      let result = try Self.validate(block.text)
      #expect(result.exitCode == 65)
      #expect(result.errors == shown.text, "\(path):\(block.line)")
    }
  }

  @Test(arguments: Document.paths)
  func `an example that names a file is that file, without its comments`(path: String) throws {
    for block in try Document(path).blocks where block.language == "yaml" && block.info.contains("/") {
      let file = try Project.text(block.info).split(separator: "\n").filter { !$0.hasPrefix("#") }
      #expect(block.text == file.joined(separator: "\n") + "\n", "\(path):\(block.line)")
    }
  }

  @Test func `the study of the README ends with a table of the shown form`() throws {
    let blocks = try Document("README.md").blocks
    let study = try #require(blocks.first { $0.info == "study" })
    let shown = try #require(blocks.first { $0.info == "closing table" })
    #expect(study.text.split(separator: "\n").count == 5)
    let folder = try TemporaryFolder()
    // The same study with fewer runs: the form of the table is what counts. With less work the start of the threads
    // would be as long as what Amdahl's law leaves of it, and no law would fit.
    let quick = study.text.replacing("repetitions: 10", with: "repetitions: 6")
    try folder.write(quick, to: "amdahl.yaml")
    let swrun = TestProgram("swrun")
    let run = try swrun.run("--lock", "none", "amdahl.yaml", directory: folder.path)
    #expect(run.exitCode == 0, "\(run.errors)")
    let table = try swrun.run("analyze", "results/amdahl/latest", directory: folder.path)
    // Which law the runs speak for, and so what its sentence says, depends on their times: its place does not.
    let (rows, laws) = Self.parts(Self.form(table.output))
    let (shownRows, shownLaws) = Self.parts(Self.form(shown.text))
    #expect(rows == shownRows)
    #expect(laws == shownLaws && laws == 2)
  }

  /// The table, and how many series have a sentence on their law below it.
  private static func parts(_ lines: [String]) -> (rows: [String], laws: Int) {
    let isLaw = { (line: String) in line.hasPrefix("threads, f = #: ") }
    return (Array(lines.prefix { !isLaw($0) }), lines.count(where: isLaw))
  }

  /// Lines with every number as `#` and without alignment; without the footer and the note on disturbed runs.
  private static func form(_ text: String) -> [String] {
    text.split(separator: "\n").map {
      $0.replacing(/[0-9]+(\.[0-9]+)?/, with: "#").split(separator: " ").joined(separator: " ")
    }.filter { !$0.hasPrefix("Report:") && !$0.hasPrefix("Plots:") && !$0.contains(" disturbed: ") }
  }
}
