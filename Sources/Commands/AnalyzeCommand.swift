import ArgumentParser
import Jobs
import OperatingSystem
import Reporting
import Results

struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Computes summaries, plots and the closing table again from measurements.csv.")

  @Argument(help: "A result folder, such as results/amdahl/latest.") var folder: String
  @Flag(help: "Draw fitted laws beyond twice the most workers that were measured.") var extrapolate = false

  func run() throws {
    Terminal.carryOut {
      try RunSession.withExitCodes {
        let results = try ResultFolder.open(path: folder)
        let bytes = try results.readManifest()
        let host = try results.readHost()
        let machine = RecordedMachine.machine(host) ?? ThisMachine.machine(MachineReader.read())
        let loader = ManifestLoader(machine: machine, maximumCells: .max)
        let path = results.pathOf(ResultFolder.manifestName)
        let loaded = try loader.check(bytes, path: path, folder: results.path)
        let analysis = try FolderAnalysis(
          folder: results, plan: loaded.plan, machine: RecordedMachine.machine(host),
          extrapolates: extrapolate
        ).judged()
        try analysis.checkRowsAreThere()
        let drawing = try analysis.write(
          machine: RecordedMachine.machine(host), host: host?["hostname"]?.textValue ?? "")
        if let foreign = analysis.foreignRows {
          Terminal.say("swrun: \(foreign.count) rows are left out: \(Terminal.printable(foreign.reason))")
        }
        if let note = try analysis.unfinishedNote() { Terminal.say("swrun: \(Terminal.printable(note))") }
        switch drawing {
        case .drawn: break
        case .noGnuplot where drawing.lacksPictures(asked: loaded.job.output.asksForFormats):
          throw CommandFailure(outcome: .unavailable, message: Report.noGnuplot)
        case .noGnuplot:
          Terminal.say("swrun: there is no gnuplot here; the scripts are written, but not drawn")
        case .failed(let message, _): throw CommandFailure(outcome: .unavailable, message: message)
        }
        let footer = ["Report: \(results.pathOf("report.html"))"]
        try Terminal.output(ClosingTable.text(analysis.study, width: Terminal.outputWidth, footer: footer))
        return analysis.hasFailedGate ? .regressed : .success
      }
    }
  }
}
