import ArgumentParser
import Jobs
import OperatingSystem

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Shows the cells of a sweep in the order of its first round, and what falls away; runs nothing."
  )

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, csv, json
  }

  @Argument(help: "A manifest (YAML).") var manifest: String
  @Option(help: "table, csv or json.") var format: Format = .table
  @Option(help: "The seed, in place of the manifest's.") var seed: UInt64?
  @Option(help: "The most cells that a sweep may have.") var maxCells = 1_000_000

  func run() throws {
    Terminal.carryOut {
      let loader = ManifestLoader(machine: ThisMachine.machine(MachineReader.read()), maximumCells: maxCells)
      var loaded = try loader.load(manifest)
      if let seed { loaded = loaded.seeded(seed) }
      for warning in loaded.warnings + loaded.lacking { Terminal.say(warning) }
      let table = PlanTable(loaded.plan)
      switch format {
      case .table: try table.writeTable()
      case .csv: try table.writeCSV()
      case .json: try table.writeJSON()
      }
      return .success
    }
  }
}
