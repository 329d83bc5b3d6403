import Analysis
import ArgumentParser
import Expressions
import Jobs
import Reporting
import Results

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compares two result folders cell by cell: regressed, improved, equivalent, inconclusive.",
    discussion: """
      Cells of the two folders belong together that are defined alike: the workload with its parameters, the \
      executor, the workers, the affinity, the environment. Each pair has the exact Mann-Whitney test, the ratio of \
      Hodges and Lehmann with its 95 % interval and Cliff's delta; p is adjusted over all pairs by Holm's method.

      A cell has regressed where p is at most 0.05, the whole interval lies on the worse side of 1 and the ratio is \
      worse by at least the threshold. It is equivalent where the whole interval lies within the threshold. Where the \
      runs show neither, it is inconclusive, with the number of runs that should decide.

      Results of different machines are refused unless --allow-env-change is given. The exit code is 2 if a cell has \
      regressed, else 0.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, csv, json, markdown
  }

  @Argument(help: "The result folder to compare with, such as results/amdahl/last-good.") var old: String
  @Argument(help: "The result folder in question, such as results/amdahl/latest.") var new: String
  @Option(help: "table, csv, json or markdown.") var format: Format = .table
  @Option(help: ArgumentHelp("The smallest difference that matters.", valueName: "percent"))
  var threshold = "2%"
  @Option(
    help: ArgumentHelp(
      "An axis, or what else defines a cell, that need not be equal; may be given several times.",
      valueName: "axis"))
  var ignore: [String] = []
  @Flag(help: "Compare results of different machines all the same.") var allowEnvChange = false

  func validate() throws {
    if Self.share(threshold) == nil {
      throw ValidationError(
        "--threshold '\(Terminal.printable(threshold, longest: 40))' is no percentage above 0 % and below 100 %: "
          + "write --threshold 2%.")
    }
  }

  /// A percentage such as `2%` as a share.
  static func share(_ text: String) -> Double? {
    do throws(QuantityError) {
      let share = try Quantity.percentage(text)
      return share > 0 && share < 1 ? share : nil
    } catch {
      return nil
    }
  }

  func run() throws {
    Terminal.carryOut {
      try RunSession.withExitCodes {
        let before = try FolderAnalysis.reading(old)
        let after = try FolderAnalysis.reading(new)
        let changed = try differences(before.folder, after.folder)
        let comparison = try compare(before, after, changed)
        for (analysis, path) in [(before, old), (after, new)] {
          guard let foreign = analysis.foreignRows else { continue }
          Terminal.say(
            "swrun: \(path): \(foreign.count) rows are left out: \(Terminal.printable(foreign.reason))")
        }
        // One folder is told of once, whatever its names.
        for note in Set([try before.unfinishedNote(), try after.unfinishedNote()].compactMap(\.self)).sorted()
        {
          Terminal.say("swrun: \(Terminal.printable(note))")
        }
        try show(comparison, after)
        return comparison.count(of: .regressed) > 0 ? .regressed : .success
      }
    }
  }

  /// What the machines of the two folders differ in; refused unless that is allowed.
  private func differences(_ before: ResultFolder, _ after: ResultFolder) throws -> [String] {
    guard let first = MachineFingerprint(try before.readHost()),
      let second = MachineFingerprint(try after.readHost())
    else { return ["one of the folders has no host.json: whether the machine is the same is not known"] }
    let differences = second.differences(from: first)
    guard !differences.isEmpty else { return [] }
    let text = differences.joined(separator: "; ")
    guard allowEnvChange else {
      throw CommandFailure(
        outcome: .badData,
        message:
          "\(old) and \(new) are of different machines: \(text); --allow-env-change compares them all the same"
      )
    }
    return ["another machine: \(text)"]
  }

  private func compare(
    _ before: FolderAnalysis, _ after: FolderAnalysis, _ notes: [String]
  ) throws(CommandFailure) -> Comparison {
    let isSameFolder = before.folder.path == after.folder.path
    let isSameName = before.folder.runName == after.folder.runName
    do throws(ComparisonError) {
      let pair = try StudyPair(
        old: ComparedStudy(
          name: isSameName ? old : before.folder.runName, study: before.study, job: before.job),
        new: ComparedStudy(
          name: isSameName ? new : after.folder.runName, study: after.study, job: after.job),
        ignoring: ignore)
      var comparison = try pair.comparison(threshold: Self.share(threshold) ?? 0)
      let same = ["both are the same folder, which is equal to itself whatever was measured"]
      comparison.notes = (isSameFolder ? same : []) + notes + comparison.notes
      return comparison
    } catch {
      throw CommandFailure(
        outcome: error.isUsage ? .usage : .badData,
        message: Terminal.printable(error.description, longest: 2_000)
      )
    }
  }

  private func show(_ comparison: Comparison, _ after: FolderAnalysis) throws {
    let measure = after.study.measure
    switch format {
    case .table:
      try Terminal.output(
        ComparisonText(comparison).terminal(
          heading: after.study.name, measure: measure, width: Terminal.outputWidth))
    case .csv: try Terminal.output(try ComparisonsTable.csv(comparison, run: after.folder.runName))
    case .json:
      let json = ComparisonsTable.json(comparison, run: after.folder.runName, measure: measure)
      try Terminal.output(json.formatted() + "\n")
    case .markdown: try Terminal.output(ComparisonText(comparison).markdown(measure: measure))
    }
    // For programs the table says it all; who reads the CSV hears what it has no column for.
    if format == .csv { for note in comparison.notes { Terminal.say("swrun: \(Terminal.printable(note))") } }
  }
}
