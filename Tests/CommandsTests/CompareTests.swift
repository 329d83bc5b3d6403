import Foundation
import TestPrograms
import Testing

/// `swrun compare`, and `compare` in a manifest.
///
/// Computed runs have exact times; where a test needs a spread, the program's own number is the measure.
struct CompareTests {
  /// Simulated runs, whose times are exact.
  private static func simulated(_ duration: String, workers: String = "[1, 2]") -> Manifest {
    .builtIn("{ kind: sleep, duration: \(duration), tasks: 4 }", executor: "simulated", workers: workers)
  }

  /// A command whose times follow from the number of its repetition: `factor` times a spread of a percent.
  private static func told(_ factor: Int, repetitions: Int = 10, _ more: String...) -> Manifest {
    .command(
      "[sh, -c, 'echo \"cost $((\(factor) * (1000 + {repetition} * 7 % 10)))\"; : {workers}']",
      workers: "[1, 2]", repetitions: repetitions,
      (["metrics: { cost: { regex: 'cost ([0-9]+)', kind: cost } }", "measure: cost"] + more)
        .joined(separator: "\n"))
  }

  /// Two folders in one sandbox, oldest first.
  private static func folders(_ first: Manifest, _ second: Manifest) throws -> (Sandbox, [String]) {
    let sandbox = try Sandbox()
    #expect(try sandbox.sweep(first).exitCode == 0)
    #expect(try sandbox.sweep(second).exitCode == 0)
    let folders = try sandbox.runFolders()
    try #require(folders.count == 2)
    return (sandbox, folders)
  }

  @Test func `a folder is equivalent to itself, by any name`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(Self.told(1))
    let result = try sandbox.swrun("compare", "out/t/last-good", "out/t/latest")
    #expect(result.exitCode == 0)
    #expect(result.output.contains("2 of 2 cells equivalent."), "\(result.output)")
    #expect(result.output.contains("note: both are the same folder"), "\(result.output)")
    #expect(result.errors.isEmpty, "\(result.errors)")
  }

  @Test func `a regression is exit code 2, and an improvement is not`() throws {
    let (sandbox, folders) = try Self.folders(Self.told(20), Self.told(21))
    let worse = try sandbox.swrun("compare", folders[0], folders[1], "--ignore", "workload")
    #expect(worse.exitCode == 2)
    #expect(worse.output.contains("2 of 2 cells regressed."), "\(worse.output)")
    #expect(worse.output.contains("1.050"), "\(worse.output)")
    let better = try sandbox.swrun("compare", folders[1], folders[0], "--ignore", "workload")
    #expect(better.exitCode == 0)
    #expect(better.output.contains("2 of 2 cells improved."), "\(better.output)")
  }

  @Test func `what does not matter by the threshold is no regression`() throws {
    let (sandbox, folders) = try Self.folders(Self.told(20), Self.told(21))
    let result = try sandbox.swrun(
      "compare", folders[0], folders[1], "--ignore", "workload", "--threshold", "10%")
    #expect(result.exitCode == 0)
    #expect(result.output.contains("2 of 2 cells equivalent."), "\(result.output)")
  }

  @Test func `too few runs are inconclusive, and it is told how many are needed`() throws {
    let (sandbox, folders) = try Self.folders(
      Self.told(20, repetitions: 3), Self.told(30, repetitions: 3))
    let result = try sandbox.swrun("compare", folders[0], folders[1], "--ignore", "workload")
    #expect(result.exitCode == 0)
    #expect(result.output.contains("2 of 2 cells inconclusive."), "\(result.output)")
    #expect(result.output.contains("cannot show any difference in 2 comparisons: at least 5 are needed"))
  }

  @Test func `folders without a common cell are refused with what differs`() throws {
    let (sandbox, folders) = try Self.folders(Self.simulated("10ms"), Self.simulated("20ms"))
    let result = try sandbox.swrun("compare", folders[0], folders[1])
    #expect(result.exitCode == 65)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("'duration' is 10ms in"), "\(result.errors)")
    #expect(result.errors.contains("--ignore duration"), "\(result.errors)")
  }

  @Test func `computed cells are compared without a test`() throws {
    let (sandbox, folders) = try Self.folders(Self.simulated("10ms"), Self.simulated("11ms"))
    let result = try sandbox.swrun(
      "compare", folders[0], folders[1], "--ignore", "duration", "--format", "csv")
    #expect(result.exitCode == 2)
    let table = try CSVText.table(Array(result.output.utf8))
    let header = try #require(table.first?.fields)
    #expect(header.contains("cliffs_delta"))
    for line in table.dropFirst() {
      let row = Dictionary(zip(header, line.fields)) { first, _ in first }
      #expect(row["verdict"] == "regressed")
      #expect(row["p"] == "")
      #expect(row["axis"] == "folder")
      #expect(row["value"] == row["run"])
    }
    #expect(table.count == 3)
  }

  @Test func `cells of one folder alone are named`() throws {
    let (sandbox, folders) = try Self.folders(
      Self.simulated("10ms"), Self.simulated("10ms", workers: "[2, 4]"))
    let result = try sandbox.swrun("compare", folders[0], folders[1])
    #expect(result.exitCode == 0)
    #expect(result.output.contains("1 of 1 cell equivalent."), "\(result.output)")
    #expect(result.output.contains("workers=1"))
    #expect(result.output.contains("workers=4"))
  }

  @Test func `JSON can be read and Markdown is a table`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(Self.told(1))
    let json = try sandbox.swrun("compare", "out/t/latest", "out/t/latest", "--format", "json")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect((object["comparisons"] as? [[String: Any]])?.count == 2)
    #expect((object["verdicts"] as? [String: Int])?["equivalent"] == 2)
    let markdown = try sandbox.swrun("compare", "out/t/latest", "out/t/latest", "--format", "markdown")
    #expect(markdown.output.contains("\n| workers |"), "\(markdown.output)")
  }

  @Test func `another machine is refused unless that is allowed`() throws {
    let (sandbox, folders) = try Self.folders(Self.simulated("10ms"), Self.simulated("10ms"))
    let path = sandbox.folder.path(of: folders[1] + "/host.json")
    var host = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path)))
        as? [String: Any])
    host["cpu_model"] = "Invented 9000"
    host["cpus_online"] = 512
    try JSONSerialization.data(withJSONObject: host).write(to: URL(fileURLWithPath: path))
    let refused = try sandbox.swrun("compare", folders[0], folders[1])
    #expect(refused.exitCode == 65)
    #expect(refused.errors.contains("Invented 9000"), "\(refused.errors)")
    #expect(refused.errors.contains("and are 512"), "\(refused.errors)")
    #expect(refused.errors.contains("--allow-env-change"), "\(refused.errors)")
    let allowed = try sandbox.swrun("compare", folders[0], folders[1], "--allow-env-change")
    #expect(allowed.exitCode == 0)
    #expect(allowed.output.contains("another machine"), "\(allowed.output)")
  }

  @Test(arguments: ["2", "0%", "100%", "-1%", "x%", "nan%"])
  func `a threshold that is no percentage is refused`(text: String) throws {
    let sandbox = try Sandbox()
    let result = try sandbox.swrun("compare", "a", "b", "--threshold=\(text)")
    #expect(result.exitCode == 64)
    #expect(result.errors.contains("--threshold"))
  }

  @Test func `an unknown axis to ignore is refused with the known ones`() throws {
    let sandbox = try Sandbox()
    try sandbox.sweep(Self.simulated("10ms"))
    let result = try sandbox.swrun("compare", "out/t/latest", "out/t/latest", "--ignore", "sizes")
    #expect(result.exitCode == 64)
    #expect(result.errors.contains("there is no axis 'sizes' to ignore"), "\(result.errors)")
  }

  @Test func `a folder that is not there is told`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.swrun("compare", "nowhere", "nowhere")
    #expect(result.exitCode == 65)
    #expect(result.errors.contains("nowhere"))
  }

  // MARK: - Inside a sweep

  private static func builds(_ repetitions: Int) -> Manifest {
    .command(
      "[sh, -c, 'echo \"cost $(({build} * (1000 + {repetition} * 7 % 10)))\"; : {workers}']",
      workers: "[1, 2]", repetitions: repetitions,
      "metrics: { cost: { regex: 'cost ([0-9]+)', kind: cost } }", "measure: cost",
      "parameters: { build: { old: 20, new: 21, same: 2 * 10 } }", "compare: { axis: build, base: old }")
  }

  @Test func `the values of an axis are compared in the folder, and the exit code is none of it`() throws {
    let sandbox = try Sandbox()
    let result = try sandbox.sweep(Self.builds(10))
    #expect(result.exitCode == 0, "\(result.errors)")
    let text = try sandbox.folder.read(try sandbox.runFolder() + "/comparisons.csv")
    let rows = text.split(separator: "\n").dropFirst().map { $0.split(separator: ",").map(String.init) }
    #expect(rows.count == 4)
    #expect(rows.map { $0[3] } == ["new", "new", "same", "same"])
    #expect(rows.map { $0.last } == ["regressed", "regressed", "equivalent", "equivalent"])
    #expect(!result.errors.contains("cannot show any difference"))
    #expect(try sandbox.folder.read(try sandbox.runFolder() + "/table.md").contains("Comparison of build"))
  }

  @Test func `too few runs are warned of before anything runs`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.builds(4))
    let result = try sandbox.swrun("validate", "m.yaml")
    #expect(result.exitCode == 0)
    let message = "4 runs of each cell cannot show any difference in 4 comparisons: at least 5 are needed"
    #expect((result.output + result.errors).contains(message), "\(result)")
    try sandbox.write(Self.builds(5))
    let enough = try sandbox.swrun("validate", "m.yaml")
    #expect(!(enough.output + enough.errors).contains("cannot show"), "\(enough)")
  }

  @Test func `computed cells and those that fall away need no runs`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(
      .builtIn(
        "{ kind: sleep, duration: [10ms, 20ms], tasks: 4 }", executor: "[serial, threads, simulated]",
        workers: "[1, 2, 4]", repetitions: 4, "compare: { axis: duration }",
        "exclude: [{ where: 'workers == 4', reason: too many }]"))
    // serial, and threads with 1 and 2 workers: 3 of 3 cells each.
    let result = try sandbox.swrun("validate", "m.yaml")
    #expect((result.output + result.errors).contains("in 3 comparisons: at least 5"), "\(result)")
  }
}
