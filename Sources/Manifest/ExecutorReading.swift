import Expressions
import Jobs
import YAML

/// The executors of a job and their axis.
struct ReadExecutors {
  var choices: [ExecutorChoice]
  var axis: PlacedAxis
}

extension NodeReader {
  /// More noise than this is no spread around a duration.
  private static let mostNoise = 0.5

  /// The executor of a user's program: there is no choice, but that its serial program has one of its own.
  func commandExecutor(_ node: YAMLNode?, hasSerial: Bool, at place: Place) -> ReadExecutors {
    if let node, node.scalarText != ExecutorKind.command.rawValue {
      let given = node.scalarText.map { " '\(Excerpt.of($0))'" } ?? ""
      error(
        "executor\(given): a command brings its own parallelism, so its only executor is 'command'; "
          + "leave 'executor' out", at: node)
    }
    let choices = (hasSerial ? [ExecutorKind.command, .serial] : [.command]).map { ExecutorChoice(kind: $0) }
    let axis = executorAxis(choices, isSwept: hasSerial, at: node.map(self.place(of:)) ?? place)
    return ReadExecutors(choices: choices, axis: axis)
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
    let owners = owners(catalogue)
    let options = description?.options.map(\.name) ?? owners.map(\.option)
    let what = kindText.map { "executor '\(Excerpt.of($0))'" } ?? "executor"
    var elsewhere: [String: String] = [:]
    for (option, kinds) in owners where !options.contains(option) {
      elsewhere[option] =
        "'\(option)' is no option of \(what): \(Self.list(kinds, or: "and")) \(kinds.count == 1 ? "has" : "have") it"
    }
    guard let section = section(node, what, keys: ["kind"] + options, elsewhere: elsewhere),
      let kindNode = required("kind", in: section, "executor", "write {kind: threads, …}")
    else { return nil }
    guard let description else {
      _ = text(kindNode, "'kind' in executor", expected: "an executor such as threads")
      return nil
    }
    return self.options(section, of: description.kind)
  }

  /// The options of all executors, each with the kinds that have it.
  private func owners(_ catalogue: Catalogue) -> [(option: String, kinds: [String])] {
    var owners: [(option: String, kinds: [String])] = []
    for description in catalogue.executors {
      for option in description.options {
        let kind = description.kind.rawValue
        if let index = owners.firstIndex(where: { $0.option == option.name }) {
          owners[index].kinds.append(kind)
        } else {
          owners.append((option.name, [kind]))
        }
      }
    }
    return owners
  }

  /// The long form of an executor, whose keys are known to be its own; nil where a value is wrong.
  private func options(_ section: Section, of kind: ExecutorKind) -> ExecutorChoice? {
    var choice = ExecutorChoice(kind: kind)
    var isGood = true
    for entry in section.entries {
      let what = "'\(entry.name)' in executor"
      switch entry.name {
      case "chunk":
        choice.chunk = chunk(entry.value)
        isGood = isGood && choice.chunk != nil
      case "reuse":
        choice.reuse = boolean(entry.value, what)
        isGood = isGood && choice.reuse != nil
      case "dispatch":
        choice.dispatch = duration(entry.value, what, mayBeZero: true)
        isGood = isGood && choice.dispatch != nil
      case "noise":
        choice.noise = percentage(entry.value, what, atMost: Self.mostNoise)
        isGood = isGood && choice.noise != nil
      default:
        // 'kind', which is read.
        break
      }
    }
    return isGood ? choice : nil
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
    } else {
      let suggestion = self.suggestion(for: text, in: known)
      error(
        "unknown executor '\(Excerpt.of(text))'\(suggestion): there are \(Self.list(known, or: "and"))",
        at: node)
    }
    return nil
  }
}
