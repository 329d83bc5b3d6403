import ArgumentParser
import Jobs
import OperatingSystem

struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Shows all errors and warnings of manifests; runs nothing.")

  @Argument(help: "Manifests (YAML).") var manifests: [String]
  @Option(help: "The most cells that a sweep may have.") var maxCells = 1_000_000

  func run() throws {
    Terminal.carryOut {
      let loader = ManifestLoader(machine: ThisMachine.machine(MachineReader.read()), maximumCells: maxCells)
      var outcome = Outcome.success
      for path in manifests {
        do throws(CommandFailure) {
          let loaded = try loader.load(path)
          for warning in loaded.warnings + loaded.lacking { Terminal.say(warning) }
          try Terminal.output("\(Terminal.printable(path)): ok, \(PlanEstimate.size(of: loaded.plan))\n")
        } catch {
          Terminal.say(error.text)
          outcome = max(outcome, error.outcome)
        }
      }
      return outcome
    }
  }
}
