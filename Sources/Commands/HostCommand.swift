import ArgumentParser
import Expressions
import Jobs
import OperatingSystem

struct HostCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "host", abstract: "Shows what this machine offers and what disturbs measurements on it.")

  @Option(help: "table or json.") var format: ListCommand.ListFormat = .table

  func run() throws {
    Terminal.carryOut {
      let reading = MachineReader.read()
      let machine = ThisMachine.machine(reading)
      switch format {
      case .json:
        let members = ThisMachine.json(reading, machine)
        try Terminal.output(JSON.object(members).formatted() + "\n")
      case .table:
        try Terminal.output(HostText.text(reading, machine))
      }
      return .success
    }
  }
}
