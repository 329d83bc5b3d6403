import Expressions
import Jobs
import YAML

/// What is known of a service while the rest of a manifest is read.
struct NamedService {
  /// Empty where it has none.
  var name: String
  var span: Service.Span
}

extension KnownNames {
  /// What is read before the services run knows all names but their ports.
  var withoutPorts: PlaceholderScope {
    let cellNames = ofCell.count
    return .only { name in
      guard case .port = NameKind(name, cellNames: cellNames) else { return nil }
      return "the services do not run yet when the inputs are read"
    }
  }

  /// What a service may use: names that have one value as long as it lives.
  func scope(of span: Service.Span) -> PlaceholderScope {
    let cellNames = ofCell.count
    let spans = services.map(\.span)
    return .only { name in
      let kind = NameKind(name, cellNames: cellNames)
      guard !kind.isConstant(for: span, spans: spans) else { return nil }
      if case .port(let service) = kind {
        return "that service has 'per: \(spans[service].rawValue)', so that this one outlives its port"
      }
      return span == .sweep
        ? "the service runs for the whole sweep: give it 'per: cell' or 'per: run'"
        : "the service runs for several runs of a cell: give it 'per: run'"
    }
  }
}

extension NodeReader {
  private static let serviceKeys = [
    "name", "command", "shell", "directory", "environment", "affinity", "per", "ready",
  ]
  private static let readyKeys = ["port", "file", "command", "within"]
  private static let serviceForm = "a list of {name, command}"
  /// As many as can be waited for together with a run.
  private static let mostServices = 16

  /// The names and spans of all services, whatever else is wrong with them: nothing is reported here.
  func namedServices(_ node: YAMLNode) -> [NamedService] {
    guard case .sequence(let elements) = node.content else { return [] }
    return elements.map { element in
      guard case .mapping(let pairs) = element.content else { return NamedService(name: "", span: .run) }
      func text(_ key: String) -> String? {
        pairs.first { $0.key.scalarText == key }?.value.scalarText
      }
      let span = text("per").map { Service.Span(rawValue: $0) ?? .run } ?? .sweep
      return NamedService(name: text("name") ?? "", span: span)
    }
  }

  /// The value of `services`.
  func services(_ node: YAMLNode, _ names: KnownNames, _ machine: Machine) -> [Service] {
    guard let elements = elements(node, "'services'", expected: Self.serviceForm, mayBeEmpty: true) else {
      return []
    }
    guard elements.count <= Self.mostServices else {
      error("'services' has \(elements.count) elements: expected at most \(Self.mostServices)", at: node)
      return []
    }
    var known: [String: String] = [:]
    return elements.compactMap { element in
      guard
        let section = section(
          element, "'services'", keys: Self.serviceKeys, expected: Self.serviceForm)
      else { return nil }
      let name = required("name", in: section, "'services'", "write name: server")
        .flatMap { serviceName($0, among: &known) }
      return service(section, name, names, machine)
    }
  }

  private func serviceName(_ node: YAMLNode, among known: inout [String: String]) -> String? {
    let form = "up to 64 letters, digits and '_', not beginning with a digit"
    guard let name = text(node, "'name' in 'services'", expected: form) else { return nil }
    let scalars = Array(name.unicodeScalars)
    guard let first = scalars.first, Self.isLetter(first) || first == "_", scalars.count <= 64,
      scalars.allSatisfy({ Self.isLetter($0) || Self.isDigit($0) || $0 == "_" })
    else {
      error("'\(Excerpt.of(name))' cannot be the name of a service: expected \(form)", at: node)
      return nil
    }
    return isNew(name, meaning: name, among: &known, "'services'", at: node) ? name : nil
  }

  private func service(
    _ section: Section, _ name: String?, _ names: KnownNames, _ machine: Machine
  ) -> Service? {
    let what = name.map { "service '\(Excerpt.of($0))'" } ?? "a service"
    var span = Service.Span.sweep
    if let node = section["per"] {
      guard let written: Service.Span = choice(node, "'per' of \(what)") else { return nil }
      span = written
    }
    let scope = names.scope(of: span)
    var directory: Template?
    if let node = section["directory"] {
      directory = scoped(
        node, "'directory' of \(what)", names: names.ofRun, scope: scope, mayBeEmpty: false)
    }
    let environment = section["environment"].map {
      self.environment($0, names: names.ofRun, scope: scope)
    }
    let affinity =
      section["affinity"].map { serviceAffinity($0, what, span, machine) } ?? AffinityRequest.none
    let ready = section["ready"].map { readiness($0, of: name, what, names, scope) }
    guard
      let command = required("command", in: section, what, "write [program, argument]"),
      let (arguments, usesShell) = arguments(
        command, "'command' of \(what)", shell: section["shell"], names: names.ofRun, scope: scope),
      let name, let affinity
    else { return nil }
    var service = Service(
      name: name,
      line: CommandLine(arguments: arguments, usesShell: usesShell, directory: directory),
      environment: environment ?? [], affinity: affinity, span: span)
    if let ready {
      guard let (test, within) = ready else { return nil }
      service.test = test
      service.within = within
    }
    return service
  }

  /// Where a service is bound: one placement.
  private func serviceAffinity(
    _ node: YAMLNode, _ what: String, _ span: Service.Span, _ machine: Machine
  ) -> AffinityRequest? {
    guard let value = affinity(node, machine), let request = Self.request(value.text) else { return nil }
    if span == .sweep, request == .compact || request == .scatter {
      error(
        "affinity '\(value.text)' of \(what) takes as many CPUs as there are workers, but the service runs for the "
          + "whole sweep: name the CPUs, or give it 'per: cell' or 'per: run'", at: node)
      return nil
    }
    return request
  }

  // MARK: - Readiness

  private func readiness(
    _ node: YAMLNode, of name: String?, _ what: String, _ names: KnownNames, _ scope: PlaceholderScope
  ) -> (Service.Test, within: Double)? {
    let place = "'ready' of \(what)"
    let form = "one of port, file and command, such as {port: true, within: 10s}"
    guard let section = section(node, place, keys: Self.readyKeys, expected: form) else { return nil }
    var within = Service.usualWithin
    if let node = section["within"] {
      guard let seconds = duration(node, "'within' in \(place)") else { return nil }
      within = seconds
    }
    let kinds = section.entries.filter { $0.name != "within" }
    guard let kind = kinds.first, kinds.count == 1 else {
      let known = ["port", "file", "command"]
      if kinds.count > 1 {
        let shown = Self.list(kinds.map(\.name), or: "and")
        error("\(place) has \(shown): expected one of them", at: node)
      } else if !known.contains(where: section.has) {
        error("\(place) has neither port, file nor command: expected \(form)", at: node)
      }
      return nil
    }
    let test: Service.Test?
    let part = "'\(kind.name)' in \(place)"
    switch kind.name {
    case "port":
      test = port(kind.value, of: name, part, names, scope).map { .port($0) }
    case "file":
      test = scoped(kind.value, part, names: names.ofRun, scope: scope, mayBeEmpty: false).map { .file($0) }
    default:
      test = arguments(kind.value, part, shell: nil, names: names.ofRun, scope: scope)
        .map { .command(CommandLine(arguments: $0.arguments)) }
    }
    return test.map { ($0, within) }
  }

  /// `true` for the service's own port, a number, or a text with a placeholder.
  private func port(
    _ node: YAMLNode, of name: String?, _ what: String, _ names: KnownNames, _ scope: PlaceholderScope
  ) -> Template? {
    let form = "true for the service's own port, or a port from 1 to 65535"
    guard let text = text(node, what, expected: form) else { return nil }
    if !node.isQuoted, ["true", "True", "TRUE"].contains(text) {
      // Without a name the service is refused already.
      guard let name else { return nil }
      do throws(ExpressionError) {
        return try Template(parsing: "{\(Service.portName(of: name))}", names: names.ofRun)
      } catch {
        self.error("\(what): \(error.message)", at: node)
        return nil
      }
    }
    guard let template = scoped(node, what, names: names.ofRun, scope: scope, mayBeEmpty: false) else {
      return nil
    }
    if template.isLiteral, !(Int(text).map { (1...65535).contains($0) && String($0) == text } ?? false) {
      error("\(what) is '\(Excerpt.of(text))': expected \(form)", at: node)
      return nil
    }
    return template
  }
}
