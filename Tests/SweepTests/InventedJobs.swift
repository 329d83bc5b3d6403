import Expressions
import Jobs
import Sweep

/// A job on paper: built-in or command, with the axes that a test asks for.
func inventedJob(
  executors: [ExecutorKind] = [.threads], workers: [Int] = [1, 2], parameters: [(String, [String])] = [],
  affinities: [AffinityRequest] = [.none]
) -> Job {
  var axes = [
    Axis(
      name: "executor", role: .executor,
      values: executors.map { AxisValue(text: $0.rawValue, value: .text($0.rawValue)) }),
    Axis(name: "workers", role: .workers, values: workers.map { .integer($0) }),
    Axis(
      name: "affinity", role: .affinity,
      values: affinities.map { _ in AxisValue(text: "none", value: .text("none")) }),
  ]
  for (name, values) in parameters {
    axes.append(
      Axis(
        name: name, role: .parameter,
        values: values.map { text in
          AxisValue(text: text, value: Double(text).map(Value.number) ?? .text(text))
        }, isSwept: values.count > 1))
  }
  return Job(
    name: "t", workload: .builtIn(kind: "sleep"), axes: axes,
    executors: executors.map { ExecutorChoice(kind: $0) }, affinities: affinities, folder: "/tmp")
}

/// The texts of some axes, cell by cell.
func texts(_ plan: SweepPlan, _ names: String...) -> [[String]] {
  (0..<plan.count).map { position in
    let cell = plan.cell(position)
    return names.map { name in
      let axis = plan.job.axes.firstIndex { $0.name == name } ?? 0
      return plan.job.value(axis, of: cell).text
    }
  }
}
