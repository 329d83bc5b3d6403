import ArgumentParser
import Executors
import Expressions
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
      case .workloads: entries = .array(WorkloadCatalogue.descriptions.map(Self.entry))
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

  private static func entry(_ workload: WorkloadDescription) -> JSON {
    .object([
      JSON.Member("name", .text(workload.kind)), JSON.Member("summary", .text(workload.summary)),
      JSON.Member("parallel", .text(workload.parallelPart)),
      JSON.Member("size_parameter", .optional(workload.sizeParameter)),
      JSON.Member("parameters", .array(workload.parameters.map(entry))),
    ])
  }

  private static func entry(_ parameter: ParameterDescription) -> JSON {
    .object([
      JSON.Member("name", .text(parameter.name)), JSON.Member("summary", .text(parameter.summary)),
      JSON.Member("form", .text(form(parameter.kind))),
      JSON.Member("default", .optional(parameter.defaultText)),
      JSON.Member("required", .boolean(parameter.isRequired)),
    ])
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

  private static func form(_ kind: ParameterDescription.Kind) -> String {
    switch kind {
    case .integer(let range):
      range.upperBound == Int.max
        ? "integer ≥ \(range.lowerBound)" : "integer \(range.lowerBound)–\(range.upperBound)"
    case .number(let range):
      "number \(NumberFormat.shortest(range.lowerBound))–\(NumberFormat.shortest(range.upperBound))"
    case .duration: "duration, such as 250ms"
    case .size: "size, such as 64MiB"
    case .choice(let words): words.joined(separator: " or ")
    case .durations: "list of durations"
    }
  }
}
