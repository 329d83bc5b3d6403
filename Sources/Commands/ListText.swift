import Jobs

/// The table form of `swrun list`.
enum ListText {
  static func text(_ entries: JSON) -> String {
    guard case .array(let entries) = entries else { return "" }
    return entries.map(entry).joined(separator: "\n")
  }

  private static func entry(_ entry: JSON) -> String {
    var text = "\(entry["name"]?.textValue ?? "")\n  \(entry["summary"]?.textValue ?? "")\n"
    if let parallel = entry["parallel"]?.textValue { text += "  parallel: \(parallel)\n" }
    if let runs = entry["runs"]?.textValue { text += "  runs: \(runs)\n" }
    if let size = entry["size_parameter"]?.textValue { text += "  size: \(size)\n" }
    guard case .array(let parameters) = entry["parameters"] ?? .null else { return text }
    for parameter in parameters {
      text += "    \(parameter["name"]?.textValue ?? "")"
      if let form = parameter["form"]?.textValue { text += " (\(form)" + marks(parameter) + ")" }
      text += ": \(parameter["summary"]?.textValue ?? "")\n"
    }
    return text
  }

  private static func marks(_ parameter: JSON) -> String {
    if let text = parameter["default"]?.textValue { return "; default \(text)" }
    return parameter["required"] == .boolean(true) ? "; required" : ""
  }
}
