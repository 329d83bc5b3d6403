import Jobs

/// The table form of `swrun list`.
enum ListText {
  /// The columns that lines are broken to.
  private static let width = 100

  static func text(_ entries: JSON) -> String {
    guard case .array(let entries) = entries else { return "" }
    return entries.map(entry).joined(separator: "\n")
  }

  private static func entry(_ entry: JSON) -> String {
    var text = Terminal.printable(text(entry, "name")) + "\n"
    text += line(self.text(entry, "summary"))
    for name in ["file", "workload", "parallel"] { text += labelled(name, self.text(entry, name)) }
    text += labelled("executors", list(entry, "executors"))
    for refusal in elements(entry, "refused_executors") { text += self.refusal(refusal) }
    text += labelled("workers", list(entry, "workers"))
    text += labelled("runs", self.text(entry, "runs"))
    text += labelled("size", self.text(entry, "size_parameter"))
    text += labelled("bound by", bounds(entry))
    text += labelled("scaling", list(entry, "scaling"))
    text += labelled("traced", entry["traced"] == .boolean(true) ? "every run" : "")
    let parameters = elements(entry, "parameters")
    if !parameters.isEmpty { text += "  parameters:\n" + parameters.map(parameter).joined() }
    let metrics = elements(entry, "metrics")
    if !metrics.isEmpty { text += "  metrics:\n" + metrics.map(metric).joined() }
    return text
  }

  private static func bounds(_ entry: JSON) -> String {
    let others = elements(entry, "bound_otherwise").map { "\(text($0, "bound")) with \(text($0, "with"))" }
    return ([text(entry, "bound")] + others).filter { !$0.isEmpty }.joined(separator: "; ")
  }

  private static func refusal(_ refusal: JSON) -> String {
    let choice = text(refusal, "with")
    let condition = choice.isEmpty ? "" : "with \(choice) "
    return line("\(condition)not \(list(refusal, "executors")): \(text(refusal, "reason"))")
  }

  private static func parameter(_ parameter: JSON) -> String {
    let form = text(parameter, "form")
    var marks = form.isEmpty ? [] : [form]
    let defaultText = text(parameter, "default")
    if !defaultText.isEmpty { marks.append("default \(defaultText)") }
    if parameter["required"] == .boolean(true) { marks.append("required") }
    return item(text(parameter, "name"), marks, text(parameter, "summary"))
  }

  private static func metric(_ metric: JSON) -> String {
    let marks = [text(metric, "unit"), text(metric, "kind")].filter { !$0.isEmpty }
    return item(text(metric, "name"), marks, text(metric, "summary"))
  }

  private static func item(_ name: String, _ marks: [String], _ summary: String) -> String {
    let parenthesis = marks.isEmpty ? "" : " (\(marks.joined(separator: "; ")))"
    return line("\(name)\(parenthesis): \(summary)", indent: 4)
  }

  // MARK: - Parts of an entry

  /// The text of a member; empty where it is missing.
  private static func text(_ entry: JSON, _ name: String) -> String { entry[name]?.textValue ?? "" }

  private static func elements(_ entry: JSON, _ name: String) -> [JSON] {
    if case .array(let elements)? = entry[name] { return elements }
    return []
  }

  private static func list(_ entry: JSON, _ name: String) -> String {
    elements(entry, name).compactMap(\.textValue).joined(separator: ", ")
  }

  // MARK: - Lines

  private static func labelled(_ label: String, _ text: String) -> String {
    text.isEmpty ? "" : line("\(label): \(text)")
  }

  /// The text on as many lines as it needs; all but the first are indented by two more.
  private static func line(_ text: String, indent: Int = 2) -> String {
    var result = ""
    var current = String(repeating: " ", count: indent)
    var isFirst = true
    for word in Terminal.printable(text).split(separator: " ") {
      if !isFirst, current.count + 1 + word.count > width {
        result += current + "\n"
        current = String(repeating: " ", count: indent + 2)
        isFirst = true
      }
      current += (isFirst ? "" : " ") + word
      isFirst = false
    }
    return result + current + "\n"
  }
}
