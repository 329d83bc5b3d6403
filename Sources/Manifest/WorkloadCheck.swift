import Expressions
import Jobs

/// Holds the arguments of a built-in workload against what its description says of them together.
struct WorkloadCheck {
  /// How many combinations of arguments are looked at.
  private static let most = 10_000
  /// How many conditions are decided for faulty combinations; beyond that the run itself finds the fault.
  private static let mostDecisions = 1_000_000

  private let job: Job
  private let description: WorkloadDescription
  private let parameters: [String]
  private let arguments: Combinations
  private let others: Combinations

  /// - Parameter parameters: the axes that belong to the workload, and not to the manifest's `parameters`.
  init(_ job: Job, _ description: WorkloadDescription, parameters: [String]) {
    self.job = job
    self.description = description
    self.parameters = parameters
    let groups = Combinations.groups(axes: job.axes.count, zips: job.zips)
    let isOwn = job.axes.map { $0.role == .parameter && parameters.contains($0.name) }
    arguments = Combinations(groups.filter { $0.contains { isOwn[$0] } }, axes: job.axes)
    others = Combinations(groups.filter { !$0.contains { isOwn[$0] } }, axes: job.axes)
  }

  /// The first fault of a combination that is not excluded, with the combination in words.
  func fault() -> String? {
    var budget = Self.mostDecisions
    return first { choices, arguments in
      guard let fault = description.check(arguments), remains(choices, &budget) else { return nil }
      let swept = job.axes.indices.filter { job.axes[$0].isSwept && parameters.contains(job.axes[$0].name) }
      guard !swept.isEmpty else { return fault }
      let words = swept.map { "\(job.axes[$0].name) = \(Excerpt.of(job.axes[$0].values[choices[$0]].text))" }
      return "\(fault) (where \(words.joined(separator: ", ")))"
    }
  }

  /// Why the workload makes no sense under an executor with arguments that are not excluded; nil: it does.
  ///
  /// - Parameter executor: index into ``Job/executors``.
  func refusal(ofExecutor executor: Int) -> String? {
    var budget = Self.mostDecisions
    return first { choices, arguments in
      guard let reason = description.refuses(arguments, job.executors[executor].kind),
        remains(choices, &budget, executor: executor)
      else { return nil }
      return reason
    }
  }

  /// Whether any combination of arguments is bound by something other than waiting.
  func isBusy() -> Bool {
    first { _, arguments in description.bound(arguments) == .waiting ? nil : true } ?? false
  }

  private func first<Result>(where body: ([Int], WorkloadArguments) -> Result?) -> Result? {
    var choices = Array(repeating: 0, count: job.axes.count)
    for index in 0..<min(arguments.count ?? Self.most, Self.most) {
      arguments.set(&choices, to: index)
      var values: [String: AxisValue] = [:]
      for (axis, choice) in zip(job.axes, choices) where parameters.contains(axis.name) {
        values[axis.name] = axis.values[choice]
      }
      if let result = body(choices, WorkloadArguments(values)) { return result }
    }
    return nil
  }

  /// Whether a cell with these arguments is left by `exclude`.
  ///
  /// - Parameter executor: the only executor whose cells count; nil: all do.
  private func remains(_ arguments: [Int], _ budget: inout Int, executor: Int? = nil) -> Bool {
    guard !job.exclusions.isEmpty else { return true }
    var choices = arguments
    for index in 0..<(others.count ?? 0) {
      others.set(&choices, to: index)
      if let executor, choices[Job.executorAxis] != executor { continue }
      budget -= job.exclusions.count
      guard budget > 0 else { return false }
      if !isExcluded(choices) { return true }
    }
    return false
  }

  private func isExcluded(_ choices: [Int]) -> Bool {
    job.exclusions.contains { exclusion in
      do throws(ExpressionError) {
        return try exclusion.condition.evaluateCondition { conditionValue($0, choices) }
      } catch {
        // The sweep reports a condition that cannot be decided; here it leaves nothing out.
        return false
      }
    }
  }

  private func conditionValue(_ name: Int, _ choices: [Int]) -> Value {
    guard name >= job.axes.count else {
      let value = job.axes[name].values[choices[name]]
      return value.text == value.written ? value.value : .text(value.text)
    }
    do throws(ExpressionError) {
      return try job.derived[name - job.axes.count].expression.evaluate { derivedOperand($0, choices) }
    } catch {
      // As above: a value that is no number makes the condition fail, and the cell stays.
      return .text("")
    }
  }

  private func derivedOperand(_ name: Int, _ choices: [Int]) -> Value {
    name < job.axes.count ? job.axes[name].values[choices[name]].value : conditionValue(name, choices)
  }
}
