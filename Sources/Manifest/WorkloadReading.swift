import Expressions
import Jobs
import YAML

/// The key `workload`, as far as it can be read before the names of placeholders are known.
enum ReadWorkload {
  /// A built-in one with its parameters, defaults included.
  case builtIn(WorkloadDescription, [PlacedAxis])
  /// A command, whose parts hold placeholders.
  case command(Section)
  /// Wrong, and reported; the names would have been axes.
  case unknown(names: [String])
}

extension NodeReader {
  private static let commandKeys = ["command", "directory", "stdout", "shell", "serial"]

  /// Reads `workload`: the bare kind, or a mapping with `kind` or `command`.
  func workload(_ node: YAMLNode, _ catalogue: Catalogue, maximum: Int) -> ReadWorkload {
    if case .scalar(let text, _) = node.content {
      guard let description = workloadKind(text, catalogue, at: node) else { return .unknown(names: []) }
      return .builtIn(description, parameters(of: description, in: nil, node, maximum: maximum))
    }
    let form = "a kind such as {kind: sleep}, or {command: [program, argument]}"
    guard let entries = entries(node, "'workload'", expected: form) else { return .unknown(names: []) }
    let keys = entries.map(\.name)
    if keys.contains("kind"), keys.contains("command") {
      error("'workload' has both 'kind' and 'command': it is one or the other", at: node)
      return .unknown(names: keys)
    }
    if keys.contains("command") {
      let section = section(node, "'workload'", keys: Self.commandKeys)
      return section.map(ReadWorkload.command) ?? .unknown(names: [])
    }
    guard let kind = entries.first(where: { $0.name == "kind" }) else {
      // A misspelt `kind` or `command` is more helpful than its absence.
      let near = entries.first { Spelling.nearest($0.name, in: ["kind", "command"]) != nil }
      if let near {
        let suggestion = self.suggestion(for: near.name, in: ["kind", "command"])
        error("unknown key '\(Excerpt.of(near.name))' in 'workload'\(suggestion)", at: near.key)
      } else {
        error("'workload' has neither 'kind' nor 'command': expected \(form)", at: place(of: node))
      }
      return .unknown(names: keys)
    }
    guard let text = text(kind.value, "'kind' in 'workload'", expected: "a workload such as sleep"),
      let description = workloadKind(text, catalogue, at: kind.value)
    else { return .unknown(names: keys) }
    let section = section(
      node, "workload '\(description.kind)'", keys: ["kind"] + description.parameters.map(\.name))
    return .builtIn(description, parameters(of: description, in: section, node, maximum: maximum))
  }

  private func workloadKind(_ text: String, _ catalogue: Catalogue, at node: YAMLNode) -> WorkloadDescription?
  {
    if let description = catalogue.workloads.first(where: { $0.kind == text }) { return description }
    let known = catalogue.workloads.map(\.kind)
    if text == "command" {
      error("'command' is not a kind: write workload: {command: [program, argument]}", at: node)
    } else {
      let suggestion = self.suggestion(for: text, in: known)
      error(
        "unknown workload '\(Excerpt.of(text))'\(suggestion): there are \(Self.list(known, or: "and"))",
        at: node)
    }
    return nil
  }

  /// The axes of a built-in workload: those of the manifest in its order, then the defaults.
  private func parameters(
    of description: WorkloadDescription, in section: Section?, _ node: YAMLNode, maximum: Int
  ) -> [PlacedAxis] {
    var axes: [PlacedAxis] = []
    for entry in section?.entries ?? [] {
      guard let parameter = description.parameters.first(where: { $0.name == entry.name }) else { continue }
      let read = parameterValues(entry.value, parameter, maximum: maximum)
      let axis = Axis(
        name: entry.name, role: .parameter, values: read?.values ?? [], isSwept: read?.isSwept ?? false)
      axes.append(PlacedAxis(axis: axis, place: place(of: entry.value), range: read?.range))
    }
    for parameter in description.parameters where section?.has(parameter.name) != true {
      if let text = parameter.defaultText {
        let value = Self.defaultValue(text, parameter)
        let axis = Axis(
          name: parameter.name, role: .parameter, values: [value], isSwept: false, isWritten: false)
        axes.append(PlacedAxis(axis: axis, place: place(of: node)))
      } else if parameter.isRequired {
        error(
          "'\(parameter.name)' is missing in workload '\(description.kind)': \(parameter.summary)",
          at: place(of: node))
      }
    }
    return axes
  }

  /// The parts of a command workload; nil where one is wrong.
  func commandWorkload(_ section: Section, names: [String]) -> CommandWorkload? {
    var directory: Template?
    if let node = section["directory"] {
      directory = template(node, "'directory' in 'workload'", names: names)
    }
    var output = CommandWorkload.StandardOutput.keep
    if let node = section["stdout"] {
      switch node.scalarText {
      case "keep": output = .keep
      case "discard": output = .discard
      default:
        guard let file = template(node, "'stdout' in 'workload'", names: names) else { return nil }
        output = .file(file)
      }
    }
    guard let node = section["command"],
      let (arguments, usesShell) = arguments(
        node, "'command' in 'workload'", shell: section["shell"], names: names, scope: .run)
    else { return nil }
    let line = CommandLine(arguments: arguments, usesShell: usesShell, directory: directory)
    var command = CommandWorkload(line: line, standardOutput: output)
    if let node = section["serial"] {
      guard
        let serial = self.arguments(
          node, "'serial' in 'workload'", shell: section["shell"], names: names, scope: .run)
      else { return nil }
      command.serial = CommandLine(
        arguments: serial.arguments, usesShell: serial.usesShell, directory: directory)
    }
    return command
  }
}
