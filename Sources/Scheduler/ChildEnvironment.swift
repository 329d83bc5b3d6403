import Expressions
import Jobs
import OperatingSystem
import Sweep

/// The environment of the children of a sweep.
struct ChildEnvironment: Sendable {
  private let inherited: [EnvironmentVariable]
  private var settings: [EnvironmentSetting]
  private let mark: EnvironmentVariable

  init(_ job: Job, own: [EnvironmentVariable], runIdentifier: String) {
    switch job.inheritedEnvironment {
    case .all: inherited = own
    case .only(let names): inherited = own.filter { names.contains($0.name) }
    }
    settings = job.environment
    mark = EnvironmentVariable(Containment.markName, runIdentifier)
  }

  /// The same without the variables that are different in every cell.
  var withoutPlaceholders: ChildEnvironment {
    var other = self
    other.settings.removeAll { $0.value?.isLiteral == false }
    return other
  }

  /// The same for a service: without the variables whose value changes while it lives, and with its own.
  func of(_ service: Service, in job: Job) -> ChildEnvironment {
    var other = self
    other.settings = job.environment(of: service)
    return other
  }

  /// All variables of a child; `render` fills in the placeholders of the manifest's values.
  func variables(
    _ render: (Template) throws(ExpressionError) -> String
  ) throws(ExpressionError) -> [EnvironmentVariable] {
    var variables = inherited.filter { $0.name != Containment.markName }
    for change in try changes(render) {
      variables.removeAll { $0.name == change.name }
      if let value = change.value { variables.append(EnvironmentVariable(change.name, value)) }
    }
    variables.append(mark)
    return variables
  }

  /// What the manifest sets, with its placeholders filled in, and unsets (nil).
  func changes(
    _ render: (Template) throws(ExpressionError) -> String
  ) throws(ExpressionError) -> [(name: String, value: String?)] {
    var changes: [(name: String, value: String?)] = []
    for setting in settings {
      if let template = setting.value {
        changes.append((setting.name, try render(template)))
      } else {
        changes.append((setting.name, nil))
      }
    }
    return changes
  }
}
