package import Expressions

/// A program that is there while runs go on: a server that they talk to.
package struct Service: Sendable, Equatable {
  /// How long a service lives, the longest first.
  package enum Span: String, Sendable, CaseIterable, Comparable {
    /// From before the first run to after the last.
    case sweep
    /// For runs of one cell that follow each other.
    case cell
    /// For one run.
    case run

    /// Whether the left one ends before the right one does.
    package static func < (left: Span, right: Span) -> Bool { left.order < right.order }

    private var order: Int {
      switch self {
      case .run: 0
      case .cell: 1
      case .sweep: 2
      }
    }
  }

  /// How it is found out that a service is ready.
  package enum Test: Sendable, Equatable {
    /// Somebody accepts connections at this port of 127.0.0.1.
    case port(Template)
    /// A file is there, and is not what was there before the start.
    case file(Template)
    /// A command of the service's folder and environment ends with exit code 0.
    case command(CommandLine)
  }

  package var name: String
  package var line: CommandLine
  /// Variables over those of the job.
  package var environment: [EnvironmentSetting]
  package var affinity: AffinityRequest
  package var span: Span
  /// Nil: once it is started, it is ready.
  package var test: Test?
  /// How long it may take to become ready, in seconds.
  package var within: Double

  package init(
    name: String, line: CommandLine, environment: [EnvironmentSetting] = [],
    affinity: AffinityRequest = .none, span: Span = .sweep, test: Test? = nil,
    within: Double = Service.usualWithin
  ) {
    self.name = name
    self.line = line
    self.environment = environment
    self.affinity = affinity
    self.span = span
    self.test = test
    self.within = within
  }

  /// How long a service may take to become ready unless the manifest says otherwise, in seconds.
  package static let usualWithin = 10.0

  /// The name under which placeholders find the port of the service of a name.
  package static func portName(of name: String) -> String { "\(name).port" }

  /// All texts with placeholders.
  package var templates: [Template] {
    var templates = line.arguments + [line.directory].compactMap { $0 } + environment.compactMap(\.value)
    switch test {
    case .port(let template), .file(let template): templates.append(template)
    case .command(let line): templates += line.arguments
    case nil: break
    }
    return templates
  }
}

/// What a name of ``Job/names`` is, for those who know only some of them.
package enum NameKind: Sendable, Equatable {
  /// An axis or a derived value.
  case cell
  /// One of ``Job/runNames``.
  case run(String)
  /// The port of the service with this index.
  case port(Int)

  /// - Parameters:
  ///   - name: an index into the names.
  ///   - cellNames: how many axes and derived values there are.
  package init(_ name: Int, cellNames: Int) {
    if name < cellNames {
      self = .cell
    } else if name < cellNames + Job.runNames.count {
      self = .run(Job.runNames[name - cellNames])
    } else {
      self = .port(name - cellNames - Job.runNames.count)
    }
  }

  /// Whether it has one value as long as a service lives.
  ///
  /// - Parameter spans: those of all services.
  package func isConstant(for span: Service.Span, spans: [Service.Span]) -> Bool {
    switch self {
    case .cell: span != .sweep
    case .run(let name): span == .run || (span == .cell && name == "cell")
    case .port(let service): spans[service] >= span
    }
  }
}

extension Job {
  /// How many names are those of axes and derived values; they come first in ``names``.
  package var cellNameCount: Int { axes.count + derived.count }

  /// Whether a text has the same value as long as a service with this span lives.
  package func isConstant(_ template: Template, for span: Service.Span) -> Bool {
    let spans = services.map(\.span)
    return template.references.allSatisfy {
      NameKind($0, cellNames: cellNameCount).isConstant(for: span, spans: spans)
    }
  }

  /// The variables that are set and unset for a service: those of the job that have one value as long as it lives,
  /// and its own.
  package func environment(of service: Service) -> [EnvironmentSetting] {
    environment.filter { setting in setting.value.map { isConstant($0, for: service.span) } ?? true }
      + service.environment
  }
}
