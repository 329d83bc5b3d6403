import Expressions
import Jobs
import YAML

extension NodeReader {
  /// Reads a parameter of a built-in workload: one value, a list or a range of them.
  ///
  /// - Parameter maximum: how many values a range may have.
  func parameterValues(
    _ node: YAMLNode, _ description: ParameterDescription, maximum: Int
  ) -> AxisValues? {
    let what = "'\(description.name)'"
    if description.kind == .durations {
      return durationLists(node, what)
    }
    return axisValues(
      node, what, meaning: \.value.printed,
      range: { self.parameterRange($0, description, maximum: maximum) },
      value: { self.parameterValue($0, description) })
  }

  /// A default of the catalogue as a value.
  static func defaultValue(_ text: String, _ description: ParameterDescription) -> AxisValue {
    do {
      guard description.kind == .durations else {
        return AxisValue(text: text, value: try value(text, description))
      }
      let parts = text.split { "[], ".contains($0) }
      var elements: [Double] = []
      for part in parts { elements.append(try Quantity.duration(String(part))) }
      return AxisValue(text: text, value: .text(text), elements: elements)
    } catch {
      // The catalogue is part of the program, and its tests read every default.
      preconditionFailure("the default of '\(description.name)' is wrong: \(error)")
    }
  }

  /// One scalar of a parameter, in base units and within its bounds.
  private static func value(
    _ text: String, _ description: ParameterDescription
  ) throws(ParameterFault) -> Value {
    do {
      switch description.kind {
      case .integer(let range):
        let number = try Quantity.integer(text)
        guard range.contains(number) else { throw ParameterFault(outOfBounds: text, Bounds.text(range)) }
        return .number(Double(number))
      case .number(let range):
        let number = try Quantity.number(text)
        guard range.contains(number) else { throw ParameterFault(outOfBounds: text, Bounds.text(range)) }
        return .number(number)
      case .duration:
        return .number(try Quantity.duration(text))
      case .size:
        return .number(Double(try Quantity.size(text)))
      case .choice(let words):
        guard words.contains(text) else {
          let suggestion = Spelling.suggestion(for: text, in: words)
          throw ParameterFault(description: "'\(Excerpt.of(text))'\(suggestion) is not one of \(list(words))")
        }
        return .text(text)
      case .durations:
        throw ParameterFault(
          description: "'\(Excerpt.of(text))' is not a list: write one such as [1s, 2s]")
      }
    } catch let fault as ParameterFault {
      throw fault
    } catch {
      throw ParameterFault(description: "\(error)")
    }
  }

  private func parameterValue(_ node: YAMLNode, _ description: ParameterDescription) -> AxisValue? {
    let what = "'\(description.name)'"
    let text: String?
    switch description.kind {
    case .integer: text = plainScalar(node, what, expected: "a whole number")
    case .number: text = plainScalar(node, what, expected: "a number")
    case .duration: text = self.text(node, what, expected: "a duration such as 250ms or 1.5s")
    case .size: text = self.text(node, what, expected: "a size such as 512MiB or 4GiB")
    case .choice(let words): text = self.text(node, what, expected: Self.list(words))
    case .durations: text = nil
    }
    guard let text else { return nil }
    return quantity(node, what, { () throws(ParameterFault) in try Self.value(text, description) })
      .map { AxisValue(text: text, value: $0) }
  }

  private func parameterRange(
    _ node: YAMLNode, _ description: ParameterDescription, maximum: Int
  ) -> RangeValues<AxisValue?>? {
    let what = "'\(description.name)'"
    let texts: RangeValues<String>?
    switch description.kind {
    case .integer(let bounds):
      texts = integerRange(node, what, in: bounds, maximum: maximum)?.map(String.init)
    case .number:
      texts = quantityRange(node, what, maximum: maximum, read: Quantity.number)
    case .duration:
      texts = quantityRange(node, what, maximum: maximum, read: Quantity.duration)
    case .size:
      texts = quantityRange(node, what, maximum: maximum) { text throws(QuantityError) in
        Double(try Quantity.size(text))
      }
    case .choice(let words):
      error("\(what) is a mapping: expected \(Self.list(words))", at: node)
      texts = nil
    case .durations:
      texts = nil
    }
    return texts?.map { text in
      self.quantity(node, what, { () throws(ParameterFault) in try Self.value(text, description) })
        .map { AxisValue(text: text, value: $0) }
    }
  }

  /// A list of durations, which is one value, or a list of such lists.
  private func durationLists(_ node: YAMLNode, _ what: String) -> AxisValues? {
    let form = "a list of durations such as [1s, 2s], or a list of such lists"
    guard let elements = elements(node, what, expected: form) else { return nil }
    let isSwept = elements.contains { if case .sequence = $0.content { true } else { false } }
    guard isSwept else {
      return durationList(node, what).map { AxisValues(values: [$0], isSwept: false) }
    }
    return axisValues(
      node, what, meaning: { $0.elements.map(NumberFormat.shortest).joined(separator: " ") }, range: nil,
      value: { self.durationList($0, "an element of \(what)") })
  }

  private func durationList(_ node: YAMLNode, _ what: String) -> AxisValue? {
    guard let elements = elements(node, what, expected: "a list of durations such as [1s, 2s]") else {
      return nil
    }
    var texts: [String] = []
    var seconds: [Double] = []
    for element in elements {
      guard let text = text(element, "an element of \(what)", expected: "a duration such as 250ms or 1.5s"),
        let duration = quantity(
          element, what, { () throws(QuantityError) in try Quantity.duration(text) })
      else { continue }
      texts.append(text)
      seconds.append(duration)
    }
    guard texts.count == elements.count else { return nil }
    let text = "[" + texts.joined(separator: ", ") + "]"
    return AxisValue(text: text, value: .text(text), elements: seconds)
  }
}

/// Why a text is no value of a parameter.
private struct ParameterFault: Error, CustomStringConvertible {
  var description: String

  init(description: String) {
    self.description = description
  }

  init(outOfBounds text: String, _ expected: String) {
    description = "'\(Excerpt.of(text))' is out of bounds: expected \(expected)"
  }
}
