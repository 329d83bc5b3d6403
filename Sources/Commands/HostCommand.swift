import ArgumentParser
import Jobs
import OperatingSystem
import Reporting

struct HostCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "host", abstract: "Shows what this machine offers and what disturbs measurements on it.",
    discussion: """
      CPUs, caches and memory are listed, then everything that is known to disturb measurements: '!' marks what \
      does so now, with a line below on what it does and how to switch it off.

      With --latency it measures, in about 10 seconds, how long an instruction, a load from each cache and from \
      memory, a mutex, a system call, a context switch, a fork, a message over loopback and reads from the disk \
      take here, beside the figures of 2012, and writes them to DIR/latency/TIME. The disk is that of DIR.
      """)

  @Option(help: "table, csv or json.") var format: PlanCommand.Format = .table
  @Flag(help: "Measure the latencies of this machine.") var latency = false
  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp(
      "With --latency: where the folder of the results goes (default: results).", valueName: "dir"))
  var output: String?

  func validate() throws {
    if output != nil && !latency {
      throw ValidationError("-o says where the results of --latency go; give it together with --latency.")
    }
  }

  func run() throws {
    Terminal.carryOut {
      if latency {
        return try RunSession.withExitCodes {
          try LatencySession(directory: output ?? "results", format: format).run()
        }
      }
      let reading = MachineReader.read()
      let survey = try ThisMachine.survey(reading)
      switch format {
      case .json:
        let members = ThisMachine.json(reading, ThisMachine.machine(reading)) + survey.members
        try Terminal.output(JSON.object(members).formatted() + "\n")
      case .csv: try Terminal.output(try survey.csv())
      case .table: try Terminal.output(survey.text)
      }
      return .success
    }
  }
}
