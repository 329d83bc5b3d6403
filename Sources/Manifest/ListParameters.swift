import Expressions
import Jobs
import YAML

/// Parameters of built-in workloads that are lists: the list is one value, a list of lists an axis.
extension NodeReader {
  /// How the elements of one kind of list are read.
  struct ListForm {
    /// Such as `durations such as [1s, 2s]`.
    var description: String
    /// Reads an element; nil where it is wrong, which is reported.
    var element: (NodeReader, YAMLNode, _ what: String) -> Element?
    /// Equal for two lists that mean the same.
    var meaning: (AxisValue) -> String

    /// An element as it is written, and what it means.
    struct Element {
      var text: String
      /// In base units; nil for text.
      var number: Double?
    }
  }

  static var durationList: ListForm {
    ListForm(
      description: "durations such as [1s, 2s]",
      element: { reader, node, what in
        let element = "an element of \(what)"
        guard let text = reader.text(node, element, expected: "a duration such as 250ms or 1.5s") else {
          return nil
        }
        return reader.quantity(node, what, { () throws(QuantityError) in try Quantity.duration(text) })
          .map { ListForm.Element(text: text, number: $0) }
      }, meaning: numbers)
  }

  static func integerList(in bounds: ClosedRange<Int>) -> ListForm {
    ListForm(
      description: "whole numbers such as [100, 1000]",
      element: { reader, node, what in
        reader.integer(node, "an element of \(what)", in: bounds)
          .map { ListForm.Element(text: String($0), number: Double($0)) }
      }, meaning: numbers)
  }

  static var textList: ListForm {
    ListForm(
      description: "texts such as [a, b]",
      element: { reader, node, what in
        reader.axisText(node, "an element of \(what)").map { ListForm.Element(text: $0) }
      }, meaning: { $0.texts.map { "\($0.utf8.count):\($0)" }.joined() })
  }

  private static func numbers(_ value: AxisValue) -> String {
    value.elements.map(NumberFormat.shortest).joined(separator: " ")
  }

  /// One list, or a list of lists.
  func lists(_ node: YAMLNode, _ what: String, _ form: ListForm) -> AxisValues? {
    let expected = "a list of \(form.description), or a list of such lists"
    guard let elements = elements(node, what, expected: expected) else { return nil }
    let isSwept = elements.contains { if case .sequence = $0.content { true } else { false } }
    guard isSwept else { return list(node, what, form).map { AxisValues(values: [$0], isSwept: false) } }
    return axisValues(node, what, meaning: form.meaning, range: nil) {
      list($0, "an element of \(what)", form)
    }
  }

  private func list(_ node: YAMLNode, _ what: String, _ form: ListForm) -> AxisValue? {
    guard let nodes = elements(node, what, expected: "a list of \(form.description)") else { return nil }
    let elements = nodes.compactMap { form.element(self, $0, what) }
    guard elements.count == nodes.count else { return nil }
    let text = "[" + elements.map(\.text).joined(separator: ", ") + "]"
    let numbers = elements.compactMap(\.number)
    return AxisValue(
      text: text, value: .text(text), elements: numbers, texts: numbers.isEmpty ? elements.map(\.text) : [])
  }

  /// Text that can stand in a column of the results.
  func axisText(_ node: YAMLNode, _ what: String) -> String? {
    guard let text = text(node, what) else { return nil }
    guard !text.isEmpty else {
      error("\(what) is empty", at: node)
      return nil
    }
    guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) else {
      error("\(what) contains a control character or a line break", at: node)
      return nil
    }
    return text
  }

  /// Reads the placeholders of the text parameters of a built-in workload, now that all names are known.
  func textParameters(
    of description: WorkloadDescription, _ axes: [PlacedAxis], names: [String]
  ) -> [TextParameter] {
    var parameters: [TextParameter] = []
    for (index, placed) in axes.enumerated() where placed.axis.role == .parameter {
      let kind = description.parameters.first { $0.name == placed.axis.name }?.kind
      guard kind == .text || kind == .path || kind == .texts else { continue }
      let templates = placed.axis.values.map { value in
        value.texts.compactMap { template($0, "'\(placed.axis.name)'", names: names, at: placed.place) }
      }
      parameters.append(TextParameter(axis: index, templates: templates))
    }
    return parameters
  }

  private func template(_ text: String, _ what: String, names: [String], at place: Place) -> Template? {
    do throws(ExpressionError) {
      return try Template(parsing: text, names: names)
    } catch {
      self.error("\(what): \(error.message)", at: place)
      return nil
    }
  }
}
