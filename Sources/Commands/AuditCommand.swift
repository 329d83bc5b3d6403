import Analysis
import ArgumentParser
import Jobs
import OperatingSystem
import Reporting
import Results

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Holds a result folder against the twelve rules of honest measurement, one by one.",
    discussion: """
      The rules are those of Hoefler and Belli, Scientific Benchmarking of Parallel Computing Systems, SC15. Each is \
      held, broken or not applicable, with the reason from the folder's own data. A broken rule is no error: the exit \
      code is 0 unless the folder cannot be read.
      """)

  @Argument(help: "A result folder, such as results/amdahl/latest.") var folder: String
  @Option(help: "table, csv or json.") var format: PlanCommand.Format = .table

  func run() throws {
    Terminal.carryOut {
      try RunSession.withExitCodes {
        let analysis = try FolderAnalysis.reading(folder)
        let table = AuditTable(Audit.rules(try analysis.record()), of: analysis.study.name)
        switch format {
        case .table: try Terminal.output(table.text(width: Terminal.outputWidth))
        case .csv: try Terminal.output(try table.csv())
        case .json: try Terminal.output(table.json.formatted() + "\n")
        }
        return .success
      }
    }
  }
}

extension FolderAnalysis {
  /// Reads a result folder by its own manifest and for its own machine.
  static func reading(_ path: String) throws -> FolderAnalysis {
    let folder = try ResultFolder.open(path: path)
    let bytes = try folder.readManifest()
    let machine = RecordedMachine.machine(try folder.readHost())
    let loader = ManifestLoader(
      machine: machine ?? ThisMachine.machine(MachineReader.read()), maximumCells: .max)
    let loaded = try loader.check(
      bytes, path: folder.pathOf(ResultFolder.manifestName), folder: folder.path)
    let analysis = try FolderAnalysis(folder: folder, plan: loaded.plan, machine: machine)
    try analysis.checkRowsAreThere()
    return analysis
  }
}
