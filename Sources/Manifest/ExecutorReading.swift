import Expressions
import Jobs
import YAML

/// The executors of a job and their axis.
struct ReadExecutors {
  var choices: [ExecutorChoice]
  var axis: PlacedAxis
}

extension NodeReader {
  /// Executors of the format that this version does not have.
  private static let laterExecutors = ["threads-gil", "spawn", "forkserver", "simulated"]
  /// Options of executors that this version cannot honour.
  private static let laterOptions = ["reuse"]

  /// The executor of a user's program: there is no choice.
  func commandExecutor(_ node: YAMLNode?, at place: Place) -> ReadExecutors {
    if let node, node.scalarText != ExecutorKind.command.rawValue {
      let given = node.scalarText.map { " '\(Excerpt.of($0))'" } ?? ""
      error(
        "executor\(given): a command brings its own parallelism, so its only executor is 'command'; "
          + "leave 'executor' out", at: node)
    }
    let choice = ExecutorChoice(kind: .command)
    return ReadExecutors(
      choices: [choice], axis: executorAxis([choice], isSwept: false, at: node.map(self.place(of:)) ?? place))
  }

  /// The executors of a built-in workload.
  func executors(_ node: YAMLNode, _ catalogue: Catalogue) -> ReadExecutors? {
    var choices: [String: ExecutorChoice] = [:]
    let read = axisValues(node, "executor", range: nil) { element in
      guard let choice = self.executor(element, catalogue) else { return nil }
      choices[choice.text] = choice
      return AxisValue(text: choice.text, value: .text(choice.text))
    }
    guard let read else { return nil }
    let chosen = read.values.compactMap { choices[$0.text] }
    return ReadExecutors(
      choices: chosen, axis: executorAxis(chosen, isSwept: read.isSwept, at: place(of: node)))
  }

  private func executorAxis(_ choices: [ExecutorChoice], isSwept: Bool, at place: Place) -> PlacedAxis {
    let values = choices.map { AxisValue(text: $0.text, value: .text($0.text)) }
    return PlacedAxis(
      axis: Axis(name: "executor", role: .executor, values: values, isSwept: isSwept), place: place)
  }

  private func executor(_ node: YAMLNode, _ catalogue: Catalogue) -> ExecutorChoice? {
    guard case .mapping(let pairs) = node.content, unquotedPlaceholder(node) == nil else {
      guard let text = text(node, "executor", expected: "an executor such as threads") else { return nil }
      return executorKind(text, catalogue, at: node).map { ExecutorChoice(kind: $0.kind) }
    }
    let kindNode = pairs.first { $0.key.scalarText == "kind" }?.value
    let kindText = kindNode?.isNull == false ? kindNode?.scalarText : nil
    var description: ExecutorDescription?
    if let kindNode, let kindText {
      description = executorKind(kindText, catalogue, at: kindNode)
      if description == nil { return nil }
    }
    let options = description?.options.map(\.name) ?? ["chunk"]
    let later = Self.laterOptions.filter { !options.contains($0) }
    let what = kindText.map { "executor '\(Excerpt.of($0))'" } ?? "executor"
    guard let section = section(node, what, keys: ["kind"] + options, later: later),
      let kindNode = required("kind", in: section, "executor", "write {kind: threads, …}")
    else { return nil }
    guard let description else {
      _ = text(kindNode, "'kind' in executor", expected: "an executor such as threads")
      return nil
    }
    var choice = ExecutorChoice(kind: description.kind)
    if let node = section["chunk"] {
      guard let chunk = chunk(node) else { return nil }
      choice.chunk = chunk
    }
    return choice
  }

  private func chunk(_ node: YAMLNode) -> Chunk? {
    if !node.isQuoted, node.scalarText == "auto" { return .auto }
    return integer(node, "'chunk' in executor", in: 1 ... .max).map(Chunk.tasks)
  }

  private func executorKind(_ text: String, _ catalogue: Catalogue, at node: YAMLNode) -> ExecutorDescription?
  {
    let offered = catalogue.executors.filter { $0.kind != .command }
    if let description = offered.first(where: { $0.kind.rawValue == text }) { return description }
    let known = offered.map(\.kind.rawValue)
    if text == ExecutorKind.command.rawValue {
      error("executor 'command' is for commands only: a built-in workload has \(Self.list(known))", at: node)
    } else if Self.laterExecutors.contains(text) {
      error("executor '\(text)' is not supported yet: there are \(Self.list(known, or: "and"))", at: node)
    } else {
      let suggestion = self.suggestion(for: text, in: known + Self.laterExecutors)
      error(
        "unknown executor '\(Excerpt.of(text))'\(suggestion): there are \(Self.list(known, or: "and"))",
        at: node)
    }
    return nil
  }
}
