import Jobs
import YAML

extension NodeReader {
  private static let limitKeys = [
    "wall_time", "cpu_time", "address_space", "file_size", "open_files", "stack", "core", "grace",
  ]
  private static let laterLimits = ["memory", "processes"]

  /// What a run may use; what is not given or wrong has its default.
  func limits(_ node: YAMLNode, _ what: String) -> Limits {
    var limits = Limits()
    guard let section = section(node, what, keys: Self.limitKeys, later: Self.laterLimits) else {
      return limits
    }
    for entry in section.entries {
      let name = "'\(entry.name)' in \(what)"
      switch entry.name {
      case "wall_time": limits.wallTime = duration(entry.value, name) ?? limits.wallTime
      case "cpu_time": limits.cpuTime = duration(entry.value, name)
      case "address_space": limits.addressSpace = size(entry.value, name)
      case "file_size": limits.fileSize = size(entry.value, name, mayBeZero: true)
      case "open_files": limits.openFiles = integer(entry.value, name, in: 1 ... .max)
      case "stack": limits.stack = size(entry.value, name)
      case "core": limits.core = size(entry.value, name, mayBeZero: true) ?? limits.core
      case "grace": limits.grace = duration(entry.value, name, mayBeZero: true) ?? limits.grace
      default: break
      }
    }
    return limits
  }
}
