import Expressions
import Jobs
import YAML

/// What placeholders of a command may use.
enum PlaceholderScope {
  /// The names of a run.
  case run
  /// Those names of a run for whose index this tells nothing; else it says why one cannot be used.
  case only((Int) -> String?)
  /// Nothing: the command runs outside all runs, for this reason.
  case none(String)
}

extension NodeReader {
  /// A command: a list of the program and its arguments, or one text for the shell.
  ///
  /// - Parameters:
  ///   - shell: the node of the key `shell`, where there is one.
  func arguments(
    _ node: YAMLNode, _ what: String, shell: YAMLNode?, names: [String], scope: PlaceholderScope
  ) -> (arguments: [Template], usesShell: Bool)? {
    var usesShell = false
    if let shell {
      guard let value = boolean(shell, "'shell'") else { return nil }
      usesShell = value
    }
    guard case .sequence(let elements) = node.content else {
      return shellText(node, what, usesShell: usesShell, names: names, scope: scope).map { ([$0], true) }
    }
    guard !usesShell else {
      error("\(what) is a list, but 'shell' is true: write one text, or leave 'shell' out", at: node)
      return nil
    }
    guard !elements.isEmpty else {
      error("\(what) is an empty list: expected the program and its arguments", at: node)
      return nil
    }
    var arguments: [Template] = []
    for (index, element) in elements.enumerated() {
      let part = index == 0 ? "the program of \(what)" : "an argument of \(what)"
      guard let argument = scoped(element, part, names: names, scope: scope, mayBeEmpty: index > 0) else {
        continue
      }
      arguments.append(argument)
    }
    return arguments.count == elements.count ? (arguments, false) : nil
  }

  private func shellText(
    _ node: YAMLNode, _ what: String, usesShell: Bool, names: [String], scope: PlaceholderScope
  ) -> Template? {
    if case .scalar(let text, _) = node.content, !usesShell {
      let words = text.split(separator: " ").prefix(4).joined(separator: ", ")
      error(
        "\(what) is one text: write a list such as [\(Excerpt.of(words))], or add 'shell: true' to have it "
          + "run by /bin/sh", at: node)
      return nil
    }
    guard case .scalar = node.content else {
      error(
        unquotedPlaceholder(node) ?? "\(what) is a mapping: expected a list of the program and its arguments",
        at: node)
      return nil
    }
    return scoped(node, what, names: names, scope: scope, mayBeEmpty: false)
  }

  /// Text whose placeholders may use what the scope allows.
  func scoped(
    _ node: YAMLNode, _ what: String, names: [String], scope: PlaceholderScope, mayBeEmpty: Bool
  ) -> Template? {
    switch scope {
    case .run: template(node, what, names: names, mayBeEmpty: mayBeEmpty)
    case .none(let why): literal(node, what, names: names, why: why, mayBeEmpty: mayBeEmpty)
    case .only(let refusal):
      template(node, what, names: names, mayBeEmpty: mayBeEmpty).flatMap {
        allowed($0, node, what, names: names, refusal) ? $0 : nil
      }
    }
  }

  private func allowed(
    _ template: Template, _ node: YAMLNode, _ what: String, names: [String], _ refusal: (Int) -> String?
  ) -> Bool {
    for name in template.references {
      guard let why = refusal(name) else { continue }
      error("\(what) has the placeholder '\(Excerpt.of(names[name]))', but \(why)", at: node)
      return false
    }
    return true
  }

  // MARK: - Hooks

  /// The value of `setup`, `prepare`, `conclude` or `cleanup`: one command or a list of commands.
  func hooks(_ node: YAMLNode, _ what: String, names: [String], scope: PlaceholderScope) -> [HookCommand] {
    switch node.content {
    case .mapping where unquotedPlaceholder(node) == nil:
      return hook(node, what, names: names, scope: scope).map { [$0] } ?? []
    case .scalar, .mapping:
      _ = shellText(node, what, usesShell: false, names: names, scope: scope)
      return []
    case .sequence(let elements):
      let isOneCommand = elements.first.map { $0.scalarText != nil || unquotedPlaceholder($0) != nil } ?? true
      guard !isOneCommand else {
        return hook(node, what, names: names, scope: scope).map { [$0] } ?? []
      }
      return elements.compactMap { hook($0, "a command of \(what)", names: names, scope: scope) }
    }
  }

  /// One command: `[program, argument]` or the long form.
  private func hook(
    _ node: YAMLNode, _ what: String, names: [String], scope: PlaceholderScope
  ) -> HookCommand? {
    guard case .mapping = node.content, unquotedPlaceholder(node) == nil else {
      guard let (arguments, usesShell) = arguments(node, what, shell: nil, names: names, scope: scope) else {
        return nil
      }
      return HookCommand(line: CommandLine(arguments: arguments, usesShell: usesShell), limits: Limits())
    }
    guard let section = section(node, what, keys: ["command", "shell", "directory", "limits"]) else {
      return nil
    }
    var limits = Limits()
    if let node = section["limits"] { limits = self.limits(node, "'limits' of \(what)") }
    var directory: Template?
    if let node = section["directory"] {
      directory = scoped(node, "'directory' of \(what)", names: names, scope: scope, mayBeEmpty: false)
    }
    guard let command = required("command", in: section, what, "write [program, argument]"),
      let (arguments, usesShell) = arguments(
        command, "'command' of \(what)", shell: section["shell"], names: names, scope: scope)
    else { return nil }
    return HookCommand(
      line: CommandLine(arguments: arguments, usesShell: usesShell, directory: directory), limits: limits)
  }
}
