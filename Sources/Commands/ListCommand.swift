import ArgumentParser
import Executors
import Jobs
import Workloads

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Shows what there is: workloads, executors, jobs.",
    discussion: "'jobs' lists the manifests of the folder jobs.")

  enum Subject: String, ExpressibleByArgument, CaseIterable {
    case workloads, executors, jobs
  }

  @Argument(help: "workloads, executors or jobs.") var subject: Subject
  @Option(help: "table or json.") var format: ListFormat = .table

  enum ListFormat: String, ExpressibleByArgument, CaseIterable {
    case table, json
  }

  func run() throws {
    Terminal.carryOut {
      let entries: JSON
      switch subject {
      case .workloads: entries = .array(WorkloadCatalogue.descriptions.map { ListedWorkload($0).json })
      case .executors: entries = .array(ExecutorCatalogue.descriptions.map(Self.entry))
      case .jobs: entries = .array(try JobListing.entries(folder: "jobs"))
      }
      switch format {
      case .json: try Terminal.output(entries.formatted() + "\n")
      case .table: try Terminal.output(ListText.text(entries))
      }
      return .success
    }
  }

  private static func entry(_ executor: ExecutorDescription) -> JSON {
    .object([
      JSON.Member("name", .text(executor.kind.rawValue)), JSON.Member("summary", .text(executor.summary)),
      JSON.Member(
        "parameters",
        .array(
          executor.options.map { option in
            .object([JSON.Member("name", .text(option.name)), JSON.Member("summary", .text(option.summary))])
          })),
    ])
  }
}
