import ArgumentParser
import Jobs
import OperatingSystem

/// The program `swrun`.
package enum CommandLineTool {
  /// The version that `--version`, `host.json` and the report show.
  static let version = "0.1.0"

  /// Reads the command line and carries it out. Does not return.
  package static func main() -> Never {
    do {
      try StandardDescriptors.ensureOpen()
      try Signals.ignoreHarmless()
    } catch {
      // Nothing can be said where not even the standard streams can be had.
      CurrentProcess.exit(74)
    }
    SwrunCommand.main()
    Terminal.leave(.success)
  }
}

struct SwrunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "swrun",
    abstract: "Measures how work scales with more workers, on this machine.",
    usage: """
      swrun [run] MANIFEST ... [OPTIONS]
      swrun plan | validate | list | host ...
      swrun analyze | fit | compare | history | audit ...
      """,
    discussion: """
      A manifest (YAML) names a workload, an executor, worker counts and repetitions. swrun runs every cell of \
      the sweep in forked child processes and writes CSV files and gnuplot scripts to results/NAME/TIME.

      Exit codes: 0 all runs ok, 1 some runs are not, 2 a gate fails or a cell has regressed, 3 incomplete, 64 \
      wrong usage, 65 bad manifest or damaged results, 69 something needed is not there, 73 results cannot be \
      created, 74 writing failed, 75 another swrun holds the lock, 128+n ended by signal n.
      """,
    version: CommandLineTool.version,
    subcommands: [
      RunCommand.self, PlanCommand.self, ValidateCommand.self, AnalyzeCommand.self, FitCommand.self,
      CompareCommand.self,
      HistoryCommand.self, AuditCommand.self, ListCommand.self, HostCommand.self,
    ],
    defaultSubcommand: RunCommand.self)
}
