import Expressions
import Jobs
import Workloads

/// Arguments as a manifest gives them: numbers in base units, texts, and one list.
func arguments(
  _ numbers: [String: Double] = [:], texts: [String: String] = [:], durations: [Double]? = nil
) -> WorkloadArguments {
  var values = numbers.mapValues { AxisValue(text: "\($0)", value: .number($0)) }
  for (name, text) in texts { values[name] = AxisValue(text: text, value: .text(text)) }
  if let durations {
    values["durations"] = AxisValue(text: "list", value: .text("list"), elements: durations)
  }
  return WorkloadArguments(values)
}

/// The workload's description.
func description(of kind: String) throws -> WorkloadDescription {
  guard let description = WorkloadCatalogue.descriptions.first(where: { $0.kind == kind }) else {
    throw Missing(kind: kind)
  }
  return description
}

private struct Missing: Error {
  var kind: String
}
