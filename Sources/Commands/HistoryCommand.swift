import Analysis
import ArgumentParser
import Jobs
import OperatingSystem
import Reporting
import Results

struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract:
      "Shows the nightly results of a study, and the nights from which on a cell is slower or faster.",
    discussion: """
      The medians of each cell, a night a result folder, are searched for change points: by the statistic of \
      E-divisive on ranks with a permutation test (ranks), or as Apache Otava does it (otava). At least 20 nights are \
      needed. A change is suspected until 3 nights have followed its first one. A machine with another CPU model or \
      memory size has a series of its own; what else changed on the machine that night stands with the change.

      history.csv, history.gp and history.svg are written beside the result folders. The exit code is 0 whatever was \
      found; a comparison that is to fail is what gates and swrun compare are for.
      """)

  @Argument(help: "The name of a study, or the path of the folder that holds its result folders.")
  var name: String
  @Option(name: [.short, .customLong("output")], help: ArgumentHelp("Where results are.", valueName: "dir"))
  var output = "results"
  @Option(help: "The newest nights that are looked at.") var window = 90
  @Option(help: "ranks or otava.") var method: Method = .ranks
  @Option(
    help: ArgumentHelp("The smallest change that counts; otava knows none.", valueName: "percent"))
  var threshold = "2%"
  @Option(help: "The key of a cell, or its beginning.") var cell: String?
  @Option(help: ArgumentHelp("Only the cells for which this holds.", valueName: "condition"))
  var filter: String?
  @Option(help: "table, csv or json.") var format: PlanCommand.Format = .table

  enum Method: String, ExpressibleByArgument, CaseIterable {
    case ranks, otava
  }

  func validate() throws {
    if name.allSatisfy({ $0 == "/" }) {
      throw ValidationError(
        "The name is empty: give that of a study, such as amdahl, or the path of its folder.")
    }
    if window < 1 { throw ValidationError("--window \(window): expected at least 1 night.") }
    if CompareCommand.share(threshold) == nil {
      throw ValidationError(
        "--threshold '\(Terminal.printable(threshold, longest: 40))' is no percentage above 0 % and below 100 %: "
          + "write --threshold 2%.")
    }
  }

  func run() throws {
    Terminal.carryOut {
      try RunSession.withExitCodes {
        let study = try open()
        let reading = try HistoryReading(
          study, window: window, filter: HistoryFilter(cell: cell, condition: filter))
        for (run, reason) in reading.leftOut {
          Terminal.say("swrun: \(Terminal.printable(run)) is left out: \(Terminal.printable(reason))")
        }
        guard !reading.nights.isEmpty else {
          throw CommandFailure(
            outcome: .badData,
            message:
              "\(Terminal.printable(study.path)) holds no finished results: the history begins with the first "
              + "sweep that comes to its end")
        }
        let search = HistorySearch(
          method: method == .ranks ? .ranks : .otava,
          threshold: CompareCommand.share(threshold) ?? ComparisonSetting.defaultThreshold)
        let history = reading.history(search)
        if history.cells.isEmpty, cell != nil || filter != nil {
          throw CommandFailure(
            outcome: .usage, message: "no cell is left: see the column cell of history.csv")
        }
        let table = HistoryTable(history)
        // A part of the cells is only looked at.
        let footer = cell == nil && filter == nil ? try write(table, study) : ""
        switch format {
        case .table: try Terminal.output(table.text(width: Terminal.outputWidth) + footer)
        case .csv: try Terminal.output(try table.csv())
        case .json: try Terminal.output(table.json.formatted() + "\n")
        }
        return .success
      }
    }
  }

  /// The folder of the study: a name among the results, or a path.
  private func open() throws -> StudyFolder {
    var path = name
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    var (directory, study) = (output, path)
    if path.contains("/") || path == "." || path == ".." {
      do throws(Errno) {
        path = try CurrentProcess.resolvedPath(path)
      } catch {
        throw CommandFailure(
          outcome: .badData, message: "\(Terminal.printable(name)) cannot be opened: \(error.reason)")
      }
      let parts = path.split(separator: "/")
      directory = "/" + parts.dropLast().joined(separator: "/")
      study = parts.last.map(String.init) ?? ""
    }
    let folder: StudyFolder
    do throws(ResultsError) {
      folder = try StudyFolder.open(directory: directory, name: study)
    } catch {
      throw CommandFailure(
        outcome: .badData, message: "\(Terminal.printable(error.message)); -o names another folder of results"
      )
    }
    guard folder.runNames.isEmpty else { return folder }
    throw CommandFailure(
      outcome: .badData,
      message:
        "\(Terminal.printable(folder.path)) holds no result folders: name a study such as amdahl, or the "
        + "folder above its result folders")
  }

  /// Writes the files beside the result folders. Results of others can be looked at without that.
  ///
  /// - Returns: the last lines of the table.
  private func write(_ table: HistoryTable, _ study: StudyFolder) throws -> String {
    do throws(ResultsError) {
      let bytes: [UInt8]
      do throws(CSVError) { bytes = try table.csv() } catch {
        throw ResultsError(.cannotWrite, "history.csv cannot be written: \(error.message)")
      }
      try study.replaceFile("history.csv", bytes)
      guard let plot = table.plot else { return "" }
      try study.replaceFile(plot.name, plot.bytes)
    } catch {
      Terminal.say("swrun: \(Terminal.printable(error.message))")
      return ""
    }
    guard let plot = table.plot else { return "" }
    switch try PlotDrawing.draw(plot, atPath: study.path) {
    case .drawn: return "Plot: \(study.path)/\(plot.picture)\n"
    case .noGnuplot:
      Terminal.say("swrun: there is no gnuplot here; \(plot.name) is written, but not drawn")
    case .failed(let message, _): Terminal.say("swrun: \(Terminal.printable(message))")
    }
    return ""
  }
}
