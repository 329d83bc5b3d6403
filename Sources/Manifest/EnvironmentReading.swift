import Expressions
import Jobs
import YAML

extension NodeReader {
  /// The value of `environment`, in the order of the manifest.
  func environment(
    _ node: YAMLNode, names: [String], scope: PlaceholderScope = .run
  ) -> [EnvironmentSetting] {
    guard let entries = entries(node, "'environment'", expected: "names with values") else { return [] }
    return entries.compactMap { entry in
      let name = environmentName(entry.name, at: entry.key)
      guard !entry.value.isNull else { return name.map { EnvironmentSetting(name: $0, value: nil) } }
      let what = "environment variable '\(Excerpt.of(entry.name))'"
      guard let value = scoped(entry.value, what, names: names, scope: scope, mayBeEmpty: true), let name
      else { return nil }
      return EnvironmentSetting(name: name, value: value)
    }
  }

  /// The value of `environment_inherit`.
  func inheritedEnvironment(_ node: YAMLNode) -> InheritedEnvironment? {
    let what = "'environment_inherit'"
    let form = "all, or a list of names such as [PATH, HOME]"
    if case .scalar(let text, _) = node.content {
      guard text == "all" else {
        error("\(what) is '\(Excerpt.of(text))': expected \(form)", at: node)
        return nil
      }
      return .all
    }
    guard let elements = elements(node, what, expected: form, mayBeEmpty: true) else { return nil }
    var names: [String] = []
    var known: [String: String] = [:]
    for element in elements {
      guard let text = text(element, "a name in \(what)"), let name = environmentName(text, at: element),
        isNew(name, meaning: name, among: &known, what, at: element)
      else { continue }
      names.append(name)
    }
    return .only(names)
  }

  private func environmentName(_ name: String, at node: YAMLNode) -> String? {
    let what = "the name of an environment variable"
    guard !name.isEmpty else {
      error("\(what) is empty", at: node)
      return nil
    }
    guard isPrintable(name, what, at: node) else { return nil }
    guard !name.contains("="), !name.contains(where: \.isWhitespace) else {
      error("'\(Excerpt.of(name))' cannot be \(what): it contains '=' or white space", at: node)
      return nil
    }
    return name
  }
}
