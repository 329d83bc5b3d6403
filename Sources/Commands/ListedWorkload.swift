import Expressions
import Jobs
import Manifest

/// What `swrun list workloads` tells of a workload.
struct ListedWorkload {
  private let workload: WorkloadDescription

  init(_ workload: WorkloadDescription) {
    self.workload = workload
  }

  var json: JSON {
    .object([
      JSON.Member("name", .text(workload.kind)), JSON.Member("summary", .text(workload.summary)),
      JSON.Member("parallel", .text(workload.parallelPart)),
      JSON.Member("size_parameter", .optional(workload.sizeParameter)),
      JSON.Member("bound", .text(workload.bound(workload.defaultArguments).rawValue)),
      JSON.Member("bound_otherwise", .array(otherBounds)),
      JSON.Member("scaling", .array(scaling.map { .text($0.rawValue) })),
      JSON.Member("executors", .array(executors.map { .text($0.rawValue) })),
      JSON.Member("refused_executors", .array(refusals)),
      JSON.Member("simulated", .boolean(workload.canSimulate)),
      JSON.Member("traced", .boolean(workload.tellsTasks)),
      JSON.Member("parameters", .array(workload.parameters.map(Self.json))),
      JSON.Member("metrics", .array(workload.metrics.map(Self.json))),
    ])
  }

  // MARK: - Choices

  /// A value of a parameter other than its default, as a manifest has it.
  private struct Choice {
    var parameter: ParameterDescription
    var text: String

    var words: String { "\(parameter.name): \(text)" }
  }

  /// All values of parameters that have a few, but for the defaults.
  private var choices: [Choice] {
    workload.parameters.flatMap { parameter -> [Choice] in
      let texts: [String]
      switch parameter.kind {
      case .choice(let words): texts = words
      case .boolean: texts = ["true", "false"]
      default: texts = []
      }
      return texts.filter { $0 != parameter.defaultText }.map { Choice(parameter: parameter, text: $0) }
    }
  }

  private func arguments(_ choice: Choice) -> WorkloadArguments {
    workload.defaultArguments(with: choice.parameter, choice.text)
  }

  // MARK: - What binds it

  private var otherBounds: [JSON] {
    let usual = workload.bound(workload.defaultArguments)
    return choices.compactMap { choice in
      let bound = workload.bound(arguments(choice))
      guard bound != usual else { return nil }
      return .object([JSON.Member("with", .text(choice.words)), JSON.Member("bound", .text(bound.rawValue))])
    }
  }

  // MARK: - Scaling

  private var scaling: [Scaling] {
    if workload.growsWithWorkers { return [.weak] }
    var forms = [Scaling.strong]
    if workload.sizeParameter != nil { forms.append(.weak) }
    if workload.runsAsCopies, workload.metrics.isEmpty { forms.append(.throughput) }
    return forms
  }

  // MARK: - Executors

  /// Those of built-in workloads.
  private static let kinds = ExecutorKind.allCases.filter { $0 != .command }

  private func refusal(_ kind: ExecutorKind, _ arguments: WorkloadArguments) -> String? {
    if kind == .simulated, !workload.canSimulate { return nil }
    return workload.refuses(arguments, kind)
  }

  private var executors: [ExecutorKind] {
    let arguments = workload.defaultArguments
    return Self.kinds.filter { kind in
      (kind != .simulated || workload.canSimulate) && refusal(kind, arguments) == nil
    }
  }

  /// The executors that are refused for some reason, with the defaults or with another choice.
  private var refusals: [JSON] {
    let defaults = workload.defaultArguments
    var all = groups(with: nil, Self.kinds.compactMap { kind in refusal(kind, defaults).map { (kind, $0) } })
    for choice in choices {
      let arguments = arguments(choice)
      let more = Self.kinds.compactMap { kind -> (ExecutorKind, String)? in
        guard refusal(kind, defaults) == nil, let reason = refusal(kind, arguments) else { return nil }
        return (kind, reason)
      }
      all += groups(with: choice.words, more)
    }
    return all
  }

  /// One entry for each reason.
  private func groups(with choice: String?, _ refused: [(kind: ExecutorKind, reason: String)]) -> [JSON] {
    var reasons: [String] = []
    for entry in refused where !reasons.contains(entry.reason) { reasons.append(entry.reason) }
    return reasons.map { reason in
      .object([
        JSON.Member("with", .optional(choice)),
        JSON.Member(
          "executors", .array(refused.filter { $0.reason == reason }.map { .text($0.kind.rawValue) })),
        JSON.Member("reason", .text(reason)),
      ])
    }
  }

  // MARK: - Parameters and metrics

  private static func json(_ parameter: ParameterDescription) -> JSON {
    .object([
      JSON.Member("name", .text(parameter.name)), JSON.Member("summary", .text(parameter.summary)),
      JSON.Member("form", .text(form(parameter.kind))),
      JSON.Member("unit", .optional(unit(parameter.kind))),
      JSON.Member("default", .optional(parameter.defaultText)),
      JSON.Member("required", .boolean(parameter.isRequired)),
    ])
  }

  private static func json(_ metric: MetricDescription) -> JSON {
    .object([
      JSON.Member("name", .text(metric.name)), JSON.Member("summary", .text(metric.summary)),
      JSON.Member("unit", .optional(metric.unit)), JSON.Member("kind", .text(metric.kind.rawValue)),
    ])
  }

  /// The unit in which the results have the parameter.
  private static func unit(_ kind: ParameterDescription.Kind) -> String? {
    switch kind {
    case .duration, .durations: "s"
    case .size: "B"
    case .integer, .number, .choice, .integers, .boolean, .text, .path, .texts: nil
    }
  }

  private static func form(_ kind: ParameterDescription.Kind) -> String {
    switch kind {
    case .integer(let range): "whole number \(bounds(range))"
    case .number(let range):
      "number \(NumberFormat.shortest(range.lowerBound))–\(NumberFormat.shortest(range.upperBound))"
    case .duration: "duration such as 250ms"
    case .size: "size such as 64MiB"
    case .choice(let words): words.joined(separator: " or ")
    case .durations: "list of durations"
    case .integers(let range): "list of whole numbers \(bounds(range))"
    case .boolean: "true or false"
    case .text: "text"
    case .path: "path"
    case .texts: "list of texts"
    }
  }

  private static func bounds(_ range: ClosedRange<Int>) -> String {
    if range.upperBound == Int.max { return "≥ \(range.lowerBound)" }
    return range.lowerBound < 0
      ? "from \(range.lowerBound) to \(range.upperBound)" : "\(range.lowerBound)–\(range.upperBound)"
  }
}
