import Expressions
import Jobs
import YAML

extension NodeReader {
  /// The value of `output`; what is not given or wrong has its default.
  ///
  /// - Parameter isCommand: whether the workload is a command, whose tasks nobody sees.
  func output(_ node: YAMLNode, isCommand: Bool) -> OutputSettings {
    var output = OutputSettings()
    guard
      let section = section(
        node, "'output'", keys: ["directory", "plots", "formats", "efficiency_floor"], later: ["keep"])
    else { return output }
    for entry in section.entries {
      let what = "'\(entry.name)' in 'output'"
      switch entry.name {
      case "directory":
        output.directory = plainText(entry.value, what, expected: "a folder") ?? output.directory
      case "plots":
        output.plots =
          words(entry.value, what, of: Plot.self, mayBeEmpty: true) ?? output.plots
        if isCommand, output.plots.contains(.timeline) { refuseTimeline(entry.value, what) }
      case "formats":
        output.asksForFormats = true
        output.formats = words(entry.value, what, of: PictureFormat.self, mayBeEmpty: false) ?? output.formats
      default:
        output.efficiencyFloor = percentage(entry.value, what, atMost: 1) ?? output.efficiencyFloor
      }
    }
    return output
  }

  private func refuseTimeline(_ node: YAMLNode, _ what: String) {
    guard case .sequence(let elements) = node.content,
      let element = elements.first(where: { $0.scalarText == Plot.timeline.rawValue })
    else { return }
    error(
      "\(what) is 'timeline', which shows the tasks of built-in workloads: swrun sees none of a command's",
      at: element)
  }

  /// A list of known words, none twice.
  private func words<Word: RawRepresentable & CaseIterable>(
    _ node: YAMLNode, _ what: String, of type: Word.Type, mayBeEmpty: Bool
  ) -> [Word]? where Word.RawValue == String {
    let form = "a list of \(Self.list(type.allCases.map(\.rawValue), or: "and"))"
    guard let elements = elements(node, what, expected: form, mayBeEmpty: mayBeEmpty) else { return nil }
    var words: [Word] = []
    var known: [String: String] = [:]
    for element in elements {
      guard let word = choice(element, what, of: type),
        isNew(word.rawValue, meaning: word.rawValue, among: &known, what, at: element)
      else { continue }
      words.append(word)
    }
    return words
  }
}
