import Expressions
import Jobs
import YAML

extension NodeReader {
  private static let metricKeys = ["regex", "unit", "kind", "from", "reduce", "optional"]

  /// The value of `metrics`, in the order of the manifest.
  ///
  /// - Parameter isFree: whether a name may be used; reports where it may not.
  func metrics(_ node: YAMLNode, names: [String], isFree: (Section.Entry) -> Bool) -> [Metric] {
    guard let entries = namedEntries(node, "'metrics'", expected: "names with {regex: …}") else { return [] }
    return entries.compactMap { entry in
      let isNamed = isFree(entry)
      guard let metric = metric(entry, names: names), isNamed else { return nil }
      return metric
    }
  }

  private func metric(_ entry: Section.Entry, names: [String]) -> Metric? {
    let what = "metric '\(Excerpt.of(entry.name))'"
    guard let section = section(entry.value, what, keys: Self.metricKeys) else { return nil }
    var metric = Metric(name: entry.name, pattern: "", kind: .count, source: .standardOutput)
    for entry in section.entries {
      let name = "'\(entry.name)' of \(what)"
      switch entry.name {
      case "unit": metric.unit = plainText(entry.value, name)
      case "kind": metric.kind = choice(entry.value, name) ?? metric.kind
      case "from": metric.source = metricSource(entry.value, name, names: names) ?? metric.source
      case "reduce": metric.reduction = choice(entry.value, name)
      case "optional": metric.isOptional = boolean(entry.value, name) ?? false
      default: break
      }
    }
    guard let node = required("regex", in: section, what, "write regex: \"time: ([0-9.]+)\""),
      let pattern = pattern(node, "'regex' of \(what)", needsGroup: true)
    else { return nil }
    metric.pattern = pattern
    return metric
  }

  private func metricSource(_ node: YAMLNode, _ what: String, names: [String]) -> Metric.Source? {
    switch node.scalarText {
    case "stdout": .standardOutput
    case "stderr": .standardError
    default: template(node, what, names: names).map(Metric.Source.file)
    }
  }

  /// A regular expression that can be compiled.
  ///
  /// - Parameter needsGroup: whether it must have a group, whose match is the number.
  func pattern(_ node: YAMLNode, _ what: String, needsGroup: Bool) -> String? {
    guard let text = text(node, what, expected: "a regular expression") else { return nil }
    guard !text.isEmpty else {
      error("\(what) is empty: expected a regular expression", at: node)
      return nil
    }
    // The compiler of patterns recurses: far deeper brackets would exhaust its stack.
    guard text.unicodeScalars.count <= 1000, text.unicodeScalars.count(where: { $0 == "[" }) <= 100 else {
      error("\(what) is too long: expected at most 1000 characters, and 100 of them '['", at: node)
      return nil
    }
    do {
      _ = try Regex(text)
    } catch {
      self.error("\(what) is no regular expression: \(Excerpt.of("\(error)"))", at: node)
      return nil
    }
    guard !needsGroup || Self.hasGroup(text) else {
      error("\(what) has no group: put the number in parentheses, such as ([0-9.]+)", at: node)
      return nil
    }
    return text
  }

  /// Whether a pattern that can be compiled has a group: then its output is more than the match.
  private static func hasGroup(_ pattern: String) -> Bool {
    do {
      _ = try Regex(pattern, as: Substring.self)
      return false
    } catch {
      return true
    }
  }

  /// The value of `success`.
  func success(_ node: YAMLNode) -> SuccessCriterion {
    var success = SuccessCriterion()
    guard let section = section(node, "'success'", keys: ["exit_codes", "regex"]) else { return success }
    if let node = section["exit_codes"],
      let elements = elements(node, "'exit_codes' in 'success'", expected: "a list such as [0, 1]")
    {
      var known: [String: String] = [:]
      success.exitCodes = elements.compactMap { element in
        let code = integer(element, "'exit_codes' in 'success'", in: 0...255)
        guard let code, isNew("\(code)", meaning: "\(code)", among: &known, "'exit_codes'", at: element)
        else {
          return nil
        }
        return code
      }
    }
    if let node = section["regex"] {
      success.pattern = pattern(node, "'regex' in 'success'", needsGroup: false)
    }
    return success
  }
}
